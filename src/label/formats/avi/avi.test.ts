import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, indexOfBytes, latin1, uint32le, uint64le, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes } from '../../file/patch.ts';
import { bytesSource } from '../../file/source.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { listChunks, makeChunk, readChunk } from '../../riff/chunks.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { openDml } from '../../testing/open-dml.ts';
import {
  decodedHash,
  exiftool,
  exiftoolValue,
  ffmpegSample,
  ffprobe,
  packetHash,
  packetHashFrom,
} from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { writeXmpLabel } from '../../xmp/xmp.ts';
import { type MovingPlace, movingPlaces } from './indexes.ts';

const label = sampleLabel();
const text = utf8(`${bareLabelText(label)}\0`);
const filmOf = (seconds: number): readonly string[] => [
  ...['-f', 'lavfi', '-i', `testsrc=size=64x48:rate=10:duration=${seconds}`],
  ...['-f', 'lavfi', '-i', `sine=duration=${seconds}`, '-c:v', 'mpeg4'],
];
const FILM = [...filmOf(1), '-c:a', 'libmp3lame'];
const film = Uint8Array.from(ffmpegSample([...FILM, '-metadata', 'title=kettle'], 'a.avi'));
/** The film with its last junk, which lies before the pictures, under another name: nothing has room for the label. */
const full = Uint8Array.from(film);
full.set(latin1('keep'), Buffer.from(film).lastIndexOf('JUNK'));

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

/** The file with its size in the head made right. */
function sized(file: Uint8Array): Uint8Array {
  viewOf(file).setUint32(4, file.length - 8, true);
  return file;
}

const appended = (...chunks: readonly Uint8Array[]): Uint8Array => sized(concat(full, ...chunks));

for (const [name, file, place] of [
  ['with junk behind its list', film, 'before'],
  ['without room', full, 'behind'],
  [
    'without a list',
    (() => {
      const other = Uint8Array.from(film);
      other.set(latin1('JUNK'), indexOfBytes(other, latin1('INFO')) - 8);
      return other;
    })(),
    'before',
  ],
] as const) {
  test(`a film ${name}: ExifTool reads the label, and no picture moves`, async () => {
    const twice = await write(await write(file, sampleLabel('first')));
    assert.equal(exiftoolValue(twice, 'a.avi', 'Unknown_AIGC').replace(/\0$/, ''), bareLabelText(label));
    assert.equal(fromLatin1(twice).split('ContentProducer').length, 2);
    const at = indexOfBytes(twice, latin1('AIGC'));
    assert.equal(at < indexOfBytes(twice, latin1('movi')), place === 'before');
    assert.equal(viewOf(twice).getUint32(4, true) + 8, twice.length);
    assert.equal(indexOfBytes(twice, latin1('movi')), indexOfBytes(file, latin1('movi')));
    assert.equal(packetHash(twice, 'a.avi'), packetHash(file, 'a.avi'));
    assert.equal(decodedHash(twice, 'a.avi'), decodedHash(file, 'a.avi'));
    const { AIGC, ...others } = ffprobe(twice, 'a.avi').format.tags ?? {};
    assert.deepEqual(others, ffprobe(file, 'a.avi').format.tags ?? {});
    // ffprobe reads the texts before the pictures, under any name.
    if (place === 'before') assert.equal(AIGC, bareLabelText(label));
    assert.equal(exiftool(twice, 'a.avi')['RIFF:Title'], exiftool(file, 'a.avi')['RIFF:Title']);
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('a list before the pictures that has no room keeps its size, and loses only a label', async () => {
  const labelled = await write(film, sampleLabel('a-very-long-number-0123456789'));
  const at = indexOfBytes(labelled, latin1('JUNK'), indexOfBytes(labelled, latin1('AIGC')));
  const tight = Uint8Array.from(labelled);
  tight.set(latin1('keep'), at);
  const longer = await write(tight, sampleLabel(`${'x'.repeat(80)}`));
  assert.equal(fromLatin1(longer).split('ContentProducer').length, 2);
  assert.equal(exiftool(longer, 'a.avi')['RIFF:Title'], 'kettle');
  assert.equal(packetHash(longer, 'a.avi'), packetHash(film, 'a.avi'));
  assert.deepEqual(await write(longer, sampleLabel(`${'x'.repeat(80)}`)), longer);
});

/** A film of two seconds in three RIFFs. */
const long = Uint8Array.from(
  ffmpegSample([...filmOf(2), '-g', '5', '-c:a', 'pcm_s16le', '-ar', '8000', '-bitexact'], 'a.avi'),
);
for (const [name, shape] of [
  ['with room in its first', { hasRoom: true, base: 'pictures' }],
  ['whose indexes count from their own', { hasRoom: false, base: 'pictures' }],
  ['whose indexes count from the start of the file', { hasRoom: false, base: 'file' }],
] as const) {
  test(`a film in several RIFFs ${name}: the label stands in the first, and indexes lead where they led`, async () => {
    const before = openDml(long, { parts: 3, ...shape });
    assert.equal(packetHash(before, 'a.avi'), packetHash(long, 'a.avi'));
    const seen = packetHashFrom(before, 'a.avi', 1.5);
    assert.notEqual(seen, packetHash(before, 'a.avi'));
    const written = await write(before);
    const second = indexOfBytes(written, latin1('AVIX')) - 8;
    assert.equal(viewOf(written).getUint32(4, true) + 8, second);
    assert.ok(indexOfBytes(written, latin1('AIGC')) < second);
    assert.equal(written.length > before.length, !shape.hasRoom);
    assert.equal(packetHash(written, 'a.avi'), packetHash(before, 'a.avi'));
    assert.equal(packetHashFrom(written, 'a.avi', 1.5), seen);
    assert.equal(exiftoolValue(written, 'a.avi', 'Unknown_AIGC').replace(/\0$/, ''), bareLabelText(label));
    if (shape.hasRoom) assert.equal(ffprobe(written, 'a.avi').format.tags?.AIGC, bareLabelText(label));
    assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
    assert.deepEqual(await write(written), written);
    // What ffmpeg finds by indexes that lead elsewhere is something else.
    const moved = written.length - before.length;
    const misled = Uint8Array.from(written);
    for (const { at, place } of await movingIn(written)) misled.set(uint64le(place - moved), at);
    assert.equal(packetHashFrom(misled, 'a.avi', 1.5) === seen, moved === 0);
  });
}

const movingIn = async (bytes: Uint8Array): Promise<readonly MovingPlace[]> => {
  const source = bytesSource(bytes);
  const { end, to } = await readChunk(source, 0, bytes.length);
  return await movingPlaces(source, await listChunks(source, 12, to), end);
};

test('an index that counts over the end of the first RIFF is refused, and so is one from nowhere', async () => {
  const film = openDml(long, { parts: 2, hasRoom: false, base: 'file' });
  const at = indexOfBytes(film, latin1('ix00'), indexOfBytes(film, latin1('AVIX')));
  const over = Uint8Array.from(film);
  over.set(uint32le(5_000), at + 8 + 24);
  await assert.rejects(write(over), { code: 'E_FILE_UNSUPPORTED' });
  const nowhere = Uint8Array.from(film);
  nowhere.set(uint64le(film.length + 1), at + 8 + 12);
  await assert.rejects(write(nowhere), { code: 'E_FILE_UNREADABLE' });
});

for (const [name, file, kind] of [
  ['in a chunk of its own', appended(makeChunk('AIGC', text)), 'misplaced'],
  ['in XMP', appended(makeChunk('_PMX', utf8(writeXmpLabel(null, label)))), 'misplaced'],
  ['in a comment', appended(makeChunk('LIST', latin1('INFO'), makeChunk('ICMT', text))), 'misplaced'],
  [
    'twice',
    appended(makeChunk('LIST', latin1('INFO'), makeChunk('AIGC', text), makeChunk('AIGC', text))),
    'non-conformant',
  ],
] as const) {
  test(`a label ${name} is read and judged, and gives way to the one label`, async () => {
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    const written = await write(file, sampleLabel('new'));
    assert.equal(fromLatin1(written).split('ContentProducer').length, 2);
    assert.equal(packetHash(written, 'a.avi'), packetHash(film, 'a.avi'));
    assert.deepEqual(await write(written, sampleLabel('new')), written);
  });
}

test('a film that is cut off is named', async () => {
  const verdict = await verifyFile(bytesSource(film.subarray(0, 12_000)));
  assert.ok(verdict.kind === 'unreadable' && verdict.format === 'avi', JSON.stringify(verdict));
});

test('mutations neither crash nor are written wrongly', async () => {
  const small = makeChunk(
    'RIFF',
    latin1('AVI '),
    makeChunk('LIST', latin1('hdrl')),
    makeChunk('LIST', latin1('INFO'), makeChunk('AIGC', text)),
    makeChunk('JUNK', new Uint8Array(100)),
    makeChunk('LIST', latin1('movi')),
  );
  await fuzzFile(small, null, seededRandom(1));
  await fuzzFile(openDml(long, { parts: 2, hasRoom: false, base: 'file' }), null, seededRandom(2));
});
