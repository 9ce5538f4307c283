import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, indexOfBytes, latin1, uint32le, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, ffmpegSample, ffprobe, packetHash } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { makePages, type Page, readPage } from './pages.ts';

const label = sampleLabel();
const SIGHT = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=1'];
const sample = (args: readonly string[], name: string): Uint8Array => Uint8Array.from(ffmpegSample(args, name));
const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

async function pagesOf(file: Uint8Array): Promise<Page[]> {
  const pages: Page[] = [];
  for (
    let page = await readPage(bytesSource(file), 0);
    page !== null;
    page = await readPage(bytesSource(file), page.to)
  )
    pages.push(page);
  return pages;
}

const vorbis = sample([...SOUND, '-c:a', 'libvorbis', '-metadata', 'title=kettle'], 'a.ogg');
const opus = sample([...SOUND, '-c:a', 'libopus', '-b:a', '16k', '-metadata', 'title=kettle'], 'a.opus');
const film = sample(
  [...SIGHT, ...SOUND, '-c:v', 'libtheora', '-c:a', 'libvorbis', '-metadata', 'title=kettle'],
  'a.ogv',
);
for (const [name, file, extension] of [
  ['Vorbis', vorbis, 'ogg'],
  ['Opus', opus, 'opus'],
  ['Theora with Vorbis', film, 'ogv'],
  ['FLAC in Ogg', sample([...SOUND, '-c:a', 'flac'], 'a.oga'), 'oga'],
  // Comments of more than one page, and so close to its end that the label takes another.
  [
    'Vorbis with long comments',
    sample([...SOUND, '-c:a', 'libvorbis', '-metadata', `lyrics=${'la '.repeat(20_500)}`], 'a.ogg'),
    'ogg',
  ],
] as const) {
  test(`${name}: ffprobe and ExifTool read the label, and every packet and checksum is right`, async () => {
    const at = `a.${extension}`;
    const twice = await write(await write(file, sampleLabel('first')));
    const tags = ffprobe(twice, at).streams.flatMap((stream) => stream.tags?.AIGC ?? []);
    assert.deepEqual(
      tags.map((text) => JSON.parse(text)),
      [label.AIGC],
    );
    const seen = exiftool(twice, at);
    if (extension !== 'oga')
      assert.deepEqual(JSON.parse(String(seen['Vorbis:Aigc'] ?? seen['Vorbis:AIGC'] ?? seen['Opus:Aigc'])), label.AIGC);
    // ffmpeg says so when a checksum is wrong or a number is left out.
    assert.equal(packetHash(twice, at), packetHash(file, at));
    assert.equal(decodedHash(twice, at), decodedHash(file, at));
    const next = new Map<number, number>();
    for (const { serial, sequence } of await pagesOf(twice)) {
      assert.equal(sequence, next.get(serial) ?? 0);
      next.set(serial, sequence + 1);
    }
    assert.equal(fromLatin1(twice).split('ContentProducer').length, 2);
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('headers that take another page make all later pages of their stream count on', async () => {
  const file = sample([...SOUND, '-c:a', 'libvorbis', '-metadata', `lyrics=${'x'.repeat(65_025 - 4_000)}`], 'a.ogg');
  const longer = sampleLabel('x'.repeat(4_000));
  const before = await pagesOf(file);
  const labelled = await write(file, longer);
  const after = await pagesOf(labelled);
  assert.ok(after.length > before.length);
  assert.deepEqual(
    after.map(({ sequence }) => sequence),
    after.map((_, at) => at),
  );
  assert.equal(packetHash(labelled, 'a.ogg'), packetHash(file, 'a.ogg'));
});

test('pages of other streams stay to the byte', async () => {
  const before = await pagesOf(film);
  const labelled = await write(film);
  const after = await pagesOf(labelled);
  const sight = before[0]?.serial;
  const bytesOf = (pages: readonly Page[], file: Uint8Array): readonly Uint8Array[] =>
    pages.filter(({ serial }) => serial === sight).map(({ from, to }) => file.subarray(from, to));
  assert.deepEqual(bytesOf(after, labelled), bytesOf(before, film));
  assert.equal(after.length, before.length);
});

/** An Opus file of headers and a page of sound, its comments followed by what is given. */
function opusWith(entries: readonly string[], tail: Uint8Array): Uint8Array {
  const page = (sequence: number, flags: number, packet: Uint8Array): Uint8Array => {
    const place: Page = { from: 0, data: 0, to: 0, flags: 0, serial: 7, sequence, lacing: new Uint8Array() };
    const [made = new Uint8Array()] = makePages([packet], [place]);
    made[5] = flags;
    return made;
  };
  const list = entries.flatMap((entry) => [uint32le(utf8(entry).length), utf8(entry)]);
  const tags = concat(latin1('OpusTags'), uint32le(0), uint32le(entries.length), ...list, tail);
  return concat(
    page(0, 2, concat(latin1('OpusHead'), new Uint8Array(11))),
    page(1, 0, tags),
    page(2, 4, Uint8Array.of(1, 2, 3)),
  );
}

test('what stands behind the comments of Opus stays', async () => {
  const tail = Uint8Array.of(1, 9, 9, 9, 9);
  const written = await write(opusWith(['mood=calm'], tail));
  const [, second] = await pagesOf(written);
  assert.ok(second !== undefined);
  assert.deepEqual(written.slice(second.to - tail.length, second.to), tail);
});

const bare = bareLabelText(label);
for (const [name, entry, kind] of [
  ['in small letters', `aigc=${bare}`, 'misplaced'],
  ['wrapped', `AIGC=${labelText(label)}`, 'non-conformant'],
  ['in a comment of another name', `comment=${bare}`, 'misplaced'],
] as const) {
  test(`a label ${name} is read and judged, and gives way to the one label`, async () => {
    const file = opusWith([entry, 'mood=calm'], new Uint8Array());
    assert.equal((await verifyFile(bytesSource(file))).kind, kind);
    const written = await write(file, sampleLabel('new'));
    assert.equal(fromLatin1(written).split('ContentProducer').length, 2);
    assert.ok(fromLatin1(written).includes('mood=calm'));
    assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
  });
}

test('a label beside that of the sound is one too many', async () => {
  const both = sample(
    [...SIGHT, ...SOUND, '-c:v', 'libtheora', '-c:a', 'libvorbis', '-metadata:s', `AIGC=${bare}`],
    'a.ogv',
  );
  const verdict = await verifyFile(bytesSource(both));
  assert.ok(verdict.kind === 'non-conformant' && verdict.findings.some(({ code }) => code === 'count'));
  assert.equal(fromLatin1(await write(both)).split('ContentProducer').length, 2);
});

test('what cannot be moved is refused, and what is broken is named', async () => {
  const skeleton = Uint8Array.from(opus);
  const [head] = await pagesOf(opus);
  assert.ok(head !== undefined);
  const bones = concat(skeleton.subarray(0, head.to), skeleton.subarray(head.to));
  const fishead = Uint8Array.from(skeleton.subarray(0, head.to));
  fishead.set(concat(latin1('fishead\0'), Uint8Array.of(4, 0)), head.data);
  viewOf(fishead).setUint32(14, 99, true);
  await assert.rejects(write(concat(fishead, bones)), { code: 'E_FILE_UNSUPPORTED' });
  const verdict = await verifyFile(bytesSource(vorbis.subarray(0, 200)));
  assert.ok(verdict.kind === 'unreadable' && verdict.format === 'ogg', JSON.stringify(verdict));
  const lost = Uint8Array.from(vorbis);
  lost.fill(0, indexOfBytes(lost, latin1('OggS'), 10), indexOfBytes(lost, latin1('OggS'), 10) + 4);
  assert.equal((await verifyFile(bytesSource(lost))).kind, 'unreadable');
});

test('mutations neither crash nor are written wrongly', async () => {
  await fuzzFile(opusWith([`AIGC=${bare}`, 'mood=calm'], new Uint8Array(20)), null, seededRandom(1));
  await fuzzFile(vorbis.subarray(0, 5_000), null, seededRandom(2));
});
