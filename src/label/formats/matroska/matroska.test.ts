import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, indexOfBytes, uint32, utf8 } from '../../file/bytes.ts';
import { crc32 } from '../../file/crc32.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText, labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, ffmpegSample, ffprobe, packetHash } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { ID, makeElement, makeUnsigned, makeVoid, parseParts, readUnsigned } from './ebml.ts';
import { openSegment } from './segment.ts';

const label = sampleLabel();
const SIGHT = ['-f', 'lavfi', '-i', 'testsrc=size=64x48:rate=10:duration=2'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=2'];
const MKV = [
  ...SIGHT,
  ...SOUND,
  '-c:v',
  'libx264',
  '-g',
  '5',
  '-c:a',
  'aac',
  '-b:a',
  '32k',
  '-cluster_time_limit',
  '500',
];
const WEBM = [
  ...SIGHT,
  ...SOUND,
  '-c:v',
  'libvpx',
  '-deadline',
  'realtime',
  '-c:a',
  'libopus',
  '-b:a',
  '16k',
  '-cluster_time_limit',
  '500',
];

const sample = (args: readonly string[], name: string): Uint8Array => Uint8Array.from(ffmpegSample(args, name));
const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

/** The clusters and the table that leads to them, as they lie in the file. */
async function filmOf(file: Uint8Array): Promise<readonly Uint8Array[]> {
  const { children } = await openSegment(bytesSource(file));
  return children.filter(({ id }) => id === ID.cluster || id === ID.cues).map(({ from, to }) => file.slice(from, to));
}

/** Every place that the first table tells, with what stands there. */
async function placesOf(file: Uint8Array): Promise<readonly (readonly [told: number, found: number])[]> {
  const { children, element } = await openSegment(bytesSource(file));
  const head = children.find(({ id }) => id === ID.seekHead);
  if (head === undefined) return [];
  return parseParts(file.subarray(head.content, head.to), 'SeekHead')
    .filter(({ id }) => id === ID.seek)
    .map(({ content }) => {
      const parts = parseParts(content, 'Seek');
      const numberOf = (id: number): number =>
        readUnsigned(parts.find((part) => part.id === id)?.content ?? new Uint8Array());
      const at = element.content + numberOf(ID.seekPosition);
      return [numberOf(ID.seekId), children.find(({ from }) => from === at)?.id ?? 0];
    });
}

const mkv = sample([...MKV, '-metadata', 'title=kettle', '-metadata', 'MOOD=calm'], 'a.mkv');
for (const [name, file, extension] of [
  ['Matroska', mkv, 'mkv'],
  ['Matroska with its table of times at the front', sample([...MKV, '-reserve_index_space', '2000'], 'a.mkv'), 'mkv'],
  ['Matroska that was written as a stream', sample([...MKV, '-live', '1', '-metadata', 'MOOD=calm'], 'a.mkv'), 'mkv'],
  ['a sound in Matroska', sample([...SOUND, '-c:a', 'flac'], 'a.mka'), 'mka'],
  ['WebM', sample([...WEBM, '-metadata', 'title=kettle'], 'a.webm'), 'webm'],
  ['WebM that was written as a stream', sample([...WEBM, '-live', '1'], 'a.webm'), 'webm'],
  [
    'WebM without tags',
    sample([...WEBM, '-fflags', '+bitexact', '-flags', '+bitexact', '-map_metadata', '-1'], 'a.webm'),
    'webm',
  ],
] as const) {
  test(`${name}: ffprobe and ExifTool read the label, clusters and all places stay right`, async () => {
    const [a, b] = [`a.${extension}`, `b.${extension}`];
    const labelled = await write(file, sampleLabel('first'));
    const twice = await write(labelled);
    const tags = ffprobe(twice, a).format.tags ?? {};
    assert.deepEqual(JSON.parse(tags.AIGC ?? ''), label.AIGC);
    const { AIGC: _, ...others } = tags;
    assert.deepEqual(others, ffprobe(file, a).format.tags ?? {});
    const seen = exiftool(twice, a);
    assert.deepEqual(
      JSON.parse(String(seen['Matroska:Aigc'] ?? seen['Matroska:AIGC'] ?? seen['Matroska:TagString'])),
      label.AIGC,
    );
    assert.deepEqual(await filmOf(twice), await filmOf(file));
    for (const [told, found] of await placesOf(twice)) assert.equal(found, told);
    assert.equal(packetHash(twice, b), packetHash(file, b));
    assert.equal(fromLatin1(twice).split('ContentProducer').length, 2);
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('a labelled film shows the same pictures and sounds', async () => {
  assert.equal(decodedHash(await write(mkv), 'a.mkv'), decodedHash(mkv, 'a.mkv'));
});

const simple = (name: string, text: string, ...more: readonly Uint8Array[]): Uint8Array =>
  makeElement(
    ID.simpleTag,
    concat(makeElement(ID.tagName, utf8(name)), makeElement(ID.tagString, utf8(text)), ...more),
  );
const tag = (targets: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array =>
  makeElement(ID.tag, concat(makeElement(ID.targets, targets), ...parts));
const head = makeElement(ID.header, makeElement(ID.docType, utf8('matroska')));
const none = new Uint8Array();
const time = makeElement(0xe7, Uint8Array.of(0));
const cluster = makeElement(ID.cluster, concat(time, makeElement(0xa3, Uint8Array.of(0x81, 0, 0, 0, 1, 2, 3))));
const film = (...parts: readonly Uint8Array[]): Uint8Array =>
  concat(head, makeElement(ID.segment, concat(...parts), 8));
const bare = bareLabelText(label);
const seekTo = (position: number, id: number = ID.tags): Uint8Array =>
  makeElement(
    ID.seekHead,
    makeElement(
      ID.seek,
      concat(makeElement(ID.seekId, makeUnsigned(id)), makeElement(ID.seekPosition, makeUnsigned(position))),
    ),
  );

for (const [name, tags, kind, code] of [
  [
    'with a level in its targets',
    tag(makeElement(0x68ca, Uint8Array.of(50)), simple('AIGC', bare)),
    'conformant',
    null,
  ],
  ['of one track', tag(makeElement(ID.trackUid, Uint8Array.of(7)), simple('AIGC', bare)), 'misplaced', 'place'],
  ['in small letters', tag(none, simple('aigc', bare)), 'misplaced', 'place'],
  ['within another tag', tag(none, simple('MOOD', 'calm', simple('AIGC', bare))), 'misplaced', 'place'],
  ['wrapped', tag(none, simple('AIGC', labelText(label))), 'non-conformant', 'form'],
  ['twice', tag(none, simple('AIGC', bare), simple('AIGC', bare)), 'non-conformant', 'count'],
] as const) {
  test(`a label ${name} is read and judged, and gives way to the one label`, async () => {
    const file = film(makeElement(ID.tags, concat(tags, tag(none, simple('PLACE', 'here')))), makeVoid(300), cluster);
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    assert.ok('findings' in verdict);
    if (code !== null) assert.ok(verdict.findings.some((finding) => finding.code === code));
    const written = await write(file, sampleLabel('new'));
    const text = fromLatin1(written);
    assert.equal(written.length, file.length);
    assert.equal(text.split('ContentProducer').length, 2);
    assert.ok(text.includes('here'));
    assert.equal(text.includes('calm'), name === 'within another tag');
    assert.ok(indexOfBytes(written, cluster) > 0);
  });
}

test('tags without room go to the end, where the table of places leads, and leave nothing behind', async () => {
  const old = makeElement(ID.tags, tag(none, simple('AIGC', '{"Label":"1"}'), simple('MOOD', 'calm')));
  const file = film(seekTo(100), makeVoid(40), old, cluster);
  const written = await write(file);
  assert.deepEqual(await placesOf(written), [[ID.tags, ID.tags]]);
  assert.equal(indexOfBytes(written, cluster), indexOfBytes(file, cluster));
  assert.equal(fromLatin1(written).split('calm').length, 2);
  assert.ok(fromLatin1(written).indexOf('calm') > indexOfBytes(written, cluster));
});

test('checksums are right after writing, and one over the whole film gives way', async () => {
  const content = tag(none, simple('MOOD', 'calm'));
  const checked = makeElement(ID.tags, concat(makeElement(ID.crc, uint32(crc32(content)).reverse()), content));
  const written = await write(film(makeElement(ID.crc, Uint8Array.of(1, 2, 3, 4)), cluster, checked));
  const { children } = await openSegment(bytesSource(written));
  assert.equal(children[0]?.id, ID.void);
  const tags = children.find(({ id }) => id === ID.tags);
  assert.ok(tags !== undefined);
  const [crc, ...rest] = parseParts(written.subarray(tags.content, tags.to), 'Tags');
  assert.deepEqual(crc?.content, uint32(crc32(...rest.map(({ bytes }) => bytes))).reverse());
});

test('a stream that knows no sizes gets its tags before the film', async () => {
  const unknown = Uint8Array.of(0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
  const open = concat(unknown, time, makeElement(0xa3, Uint8Array.of(0x81, 0, 0, 0, 1)));
  const segment = Uint8Array.of(0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);
  const file = concat(head, segment, makeElement(ID.info, none), open, open);
  const written = await write(file);
  assert.deepEqual(written.subarray(written.length - 2 * open.length), concat(open, open));
  assert.deepEqual(await write(written), written);
});

test('what has no room is refused, and what is broken is named', async () => {
  const place = makeElement(ID.position, Uint8Array.of(0));
  await assert.rejects(write(film(makeElement(ID.cluster, concat(time, place)))), { code: 'E_FILE_UNSUPPORTED' });
  await assert.rejects(write(film(seekTo(1, ID.info), cluster)), { code: 'E_FILE_UNSUPPORTED' });
  await assert.rejects(write(head), { code: 'E_FILE_UNREADABLE' });
  const verdict = await verifyFile(bytesSource(mkv.subarray(0, mkv.length - 100)));
  assert.ok(verdict.kind === 'unreadable' && verdict.format === 'matroska', JSON.stringify(verdict));
});

test('mutations neither crash nor are written wrongly', async () => {
  await fuzzFile(
    film(seekTo(100), makeVoid(400), cluster, makeElement(ID.tags, tag(none, simple('AIGC', bare)))),
    null,
    seededRandom(1),
  );
  await fuzzFile(
    film(makeElement(ID.tags, tag(none, simple('MOOD', 'calm', simple('aigc', bare)))), cluster),
    null,
    seededRandom(2),
  );
});
