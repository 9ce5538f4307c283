import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, latin1, uint16, uint32, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, ffmpegSample, ffprobe, packetHash } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { writeXmpLabel } from '../../xmp/xmp.ts';
import { type AmfValue, makeMember } from './amf.ts';
import { listScripts, makeScriptTag } from './tags.ts';

const label = sampleLabel();
const bare = bareLabelText(label);
const SIGHT = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=2'];
const FILM = [
  ...SIGHT,
  '-f',
  'lavfi',
  '-i',
  'sine=duration=2:sample_rate=44100',
  '-c:v',
  'flv',
  '-g',
  '5',
  '-c:a',
  'libmp3lame',
  '-b:a',
  '32k',
];
const sample = (args: readonly string[]): Uint8Array => Uint8Array.from(ffmpegSample(args, 'a.flv'));
const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

const plain = sample([...FILM, '-metadata', 'title=kettle']);
const indexed = sample([...FILM, '-flvflags', 'add_keyframe_index']);

/** The sizes before and behind every tag, which have to agree. */
function requireTags(file: Uint8Array): number {
  let count = 0;
  for (let at = 13; at < file.length; count += 1) {
    const size = 11 + (viewOf(file).getUint32(at) & 0xffffff);
    assert.equal(viewOf(file).getUint32(at + size), size);
    at += size + 4;
  }
  return count;
}

const member = (value: AmfValue | undefined, name: string): AmfValue | undefined =>
  value?.members?.find((one) => one.name === name)?.value;
const metadataOf = async (file: Uint8Array): Promise<AmfValue | undefined> =>
  (await listScripts(bytesSource(file))).find(({ name }) => name === 'onMetaData')?.value;

for (const [name, file] of [
  ['with metadata', plain],
  ['with an index of key pictures', indexed],
  ['without metadata', sample([...FILM, '-flvflags', 'no_metadata'])],
] as const) {
  test(`a film ${name}: ffprobe and ExifTool read the label, and every packet stays`, async () => {
    const twice = await write(await write(file, sampleLabel('first')));
    const tags = ffprobe(twice, 'a.flv').format.tags ?? {};
    assert.deepEqual(JSON.parse(tags.AIGC ?? ''), label.AIGC);
    // A place in the file, which moves with what it leads to.
    const { AIGC: _, lastkeyframelocation: _place, ...others } = tags;
    const { lastkeyframelocation: _old, ...before } = ffprobe(file, 'a.flv').format.tags ?? {};
    assert.deepEqual(others, before);
    assert.deepEqual(JSON.parse(String(exiftool(twice, 'a.flv')['Flash:AIGC'])), label.AIGC);
    assert.equal(packetHash(twice, 'a.flv'), packetHash(file, 'a.flv'));
    assert.equal(decodedHash(twice, 'a.flv'), decodedHash(file, 'a.flv'));
    assert.equal(requireTags(twice) - requireTags(file), name === 'without metadata' ? 1 : 0);
    assert.equal(fromLatin1(twice).split('ContentProducer').length, 2);
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('the index still leads to key pictures, and the size is that of the file', async () => {
  const labelled = await write(indexed);
  const value = await metadataOf(labelled);
  const places = (member(member(value, 'keyframes'), 'filepositions')?.items ?? []).map(({ number }) => number ?? 0);
  assert.ok(places.length > 2);
  const before = (member(member(await metadataOf(indexed), 'keyframes'), 'filepositions')?.items ?? []).map(
    ({ number }) => number ?? 0,
  );
  places.forEach((place, at) => {
    const old = before[at] ?? 0;
    assert.deepEqual(labelled.subarray(place, place + 16), indexed.subarray(old, old + 16));
  });
  const last = member(await metadataOf(indexed), 'lastkeyframelocation')?.number ?? 0;
  assert.equal(member(value, 'lastkeyframelocation')?.number, last + labelled.length - indexed.length);
  assert.equal(member(value, 'filesize')?.number, labelled.length);
});

const name = (text: string): Uint8Array => concat(uint16(text.length), latin1(text));
const script = (title: string, ...members: readonly Uint8Array[]): Uint8Array =>
  makeScriptTag(concat(Uint8Array.of(2), name(title), Uint8Array.of(3), ...members, Uint8Array.of(0, 0, 9)));
const sound = concat(Uint8Array.of(8), uint32(2).subarray(1), new Uint8Array(7), Uint8Array.of(0x2f, 1), uint32(13));
const film = (...tags: readonly Uint8Array[]): Uint8Array =>
  concat(latin1('FLV\x01\x04'), uint32(9), uint32(0), ...tags, sound);
const number = (title: string, value: number): Uint8Array => {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setFloat64(0, value);
  return concat(name(title), Uint8Array.of(0), bytes);
};
const duration = number('duration', 3);
const xmp = writeXmpLabel(null, label);

for (const [title, file, kind] of [
  ['in small letters', film(script('onMetaData', makeMember('aigc', bare), duration)), 'misplaced'],
  ['wrapped', film(script('onMetaData', makeMember('AIGC', labelText(label)), duration)), 'non-conformant'],
  ['in a comment', film(script('onMetaData', duration, makeMember('comment', bare))), 'misplaced'],
  ['twice', film(script('onMetaData', makeMember('AIGC', bare), makeMember('AIGC', bare), duration)), 'non-conformant'],
  [
    'in a second tag too',
    film(script('onMetaData', makeMember('AIGC', bare)), script('onMetaData', makeMember('AIGC', bare), duration)),
    'non-conformant',
  ],
  ['in XMP', film(script('onMetaData', duration), script('onXMPData', makeMember('liveXML', xmp))), 'misplaced'],
] as const) {
  test(`a label ${title} is read and judged, and gives way to the one label`, async () => {
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    const written = await write(file, sampleLabel('new'));
    assert.equal(fromLatin1(written).split('ContentProducer').length, 2);
    assert.equal(requireTags(written), requireTags(file));
    assert.ok(fromLatin1(written).includes(fromLatin1(duration)));
    assert.deepEqual(await write(written, sampleLabel('new')), written);
    assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
  });
}

test('metadata that end without their mark, and a last tag without its size, are written too', async () => {
  const open = makeScriptTag(concat(Uint8Array.of(2), name('onMetaData'), Uint8Array.of(8), uint32(1), duration));
  const whole = await write(film(open));
  assert.equal(requireTags(whole), 2);
  const cut = film(open).subarray(0, film(open).length - sound.length - 4);
  assert.equal((await verifyFile(bytesSource(await write(cut)))).kind, 'conformant');
});

test('a broken film is named', async () => {
  const lying = film(script('onMetaData', concat(name('x'), Uint8Array.of(2), uint16(60_000), utf8('y'))));
  const verdict = await verifyFile(bytesSource(lying));
  assert.ok(verdict.kind === 'unreadable' && /script data/.test(verdict.reason), JSON.stringify(verdict));
  assert.equal((await verifyFile(bytesSource(plain.subarray(0, 100)))).kind, 'unreadable');
  const deep = film(script('onMetaData', ...new Array<Uint8Array>(50).fill(concat(name('x'), Uint8Array.of(3)))));
  assert.equal((await verifyFile(bytesSource(deep))).kind, 'unreadable');
});

test('an object that never ends would take the label into itself, so the film is named as broken', async () => {
  const inner = concat(name('keyframes'), Uint8Array.of(3), duration);
  const unended = makeScriptTag(concat(Uint8Array.of(2), name('onMetaData'), Uint8Array.of(3), duration, inner));
  await assert.rejects(write(film(unended)), { code: 'E_FILE_UNREADABLE' });
});

test('mutations neither crash nor are written wrongly', async () => {
  const places = concat(
    name('keyframes'),
    Uint8Array.of(3),
    name('filepositions'),
    Uint8Array.of(10),
    uint32(1),
    number('', 500).subarray(2),
    Uint8Array.of(0, 0, 9),
  );
  await fuzzFile(film(script('onMetaData', makeMember('AIGC', bare), duration, places)), null, seededRandom(1));
  await fuzzFile(
    film(script('onMetaData', duration), script('onXMPData', makeMember('liveXML', xmp))),
    null,
    seededRandom(2),
  );
});
