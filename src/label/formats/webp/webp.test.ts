import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, latin1, uint32le, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile } from '../../file/label-file.ts';
import { bytesSource } from '../../file/source.ts';
import { labelText } from '../../implicit-label.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { decodedHash, exiftool, exiftoolWritten, ffmpegSample } from '../../testing/outside-readers.ts';
import { assertReplaces, assertXmpLabel, labelled, packetWithTitle } from '../../testing/pictures.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { listChunks, makeChunk } from './chunks.ts';

const sample = (source: string, ...args: readonly string[]): Uint8Array =>
  ffmpegSample(['-f', 'lavfi', '-i', source, '-frames:v', '1', ...args], 'a.webp');
const lossy = sample('testsrc=size=63x47', '-c:v', 'libwebp');
const lossless = sample('testsrc=size=63x47,format=bgra', '-c:v', 'libwebp', '-lossless', '1');
const transparent = sample('color=red@0.5:size=63x47,format=yuva420p', '-c:v', 'libwebp');
const label = sampleLabel();

const typesOf = async (bytes: Uint8Array): Promise<string[]> =>
  (await listChunks(bytesSource(bytes))).chunks.map(({ type }) => type);
/** A WebP of these chunks. */
const riff = (...chunks: readonly Uint8Array[]): Uint8Array => {
  const body = concat(latin1('WEBP'), ...chunks);
  return concat(latin1('RIFF'), uint32le(body.length), body);
};

test('a simple file becomes an extended one with the size of its picture, and no pixel changes', async () => {
  for (const [picture, type] of [
    [lossy, 'VP8 '],
    [lossless, 'VP8L'],
  ] as const) {
    assert.deepEqual(await typesOf(picture), [type]);
    const written = await labelled(picture);
    assert.deepEqual(await typesOf(written), ['VP8X', type, 'XMP ']);
    const seen = assertXmpLabel(written, 'a.webp', label);
    assert.equal(seen['File:ImageWidth'] ?? seen['RIFF:ImageWidth'], 63);
    assert.equal(seen['File:ImageHeight'] ?? seen['RIFF:ImageHeight'], 47);
    assert.match(String(seen['RIFF:WebP_Flags']), /XMP/);
    assert.equal(viewOf(written).getUint32(4, true), written.length - 8);
    assert.equal(decodedHash(written, 'a.webp'), decodedHash(picture, 'a.webp'));
    assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
  }
});

test('transparency stays announced, in an extended file and in one that never was extended', async () => {
  assert.deepEqual(await typesOf(transparent), ['VP8X', 'ALPH', 'VP8 ']);
  const written = await labelled(transparent);
  assert.match(String(exiftool(written, 'a.webp')['RIFF:WebP_Flags']), /XMP.*Alpha|Alpha.*XMP/);
  assert.equal(decodedHash(written, 'a.webp'), decodedHash(transparent, 'a.webp'));
  const { chunks } = await listChunks(bytesSource(transparent));
  const bare = riff(...chunks.slice(1).map(({ from, to }) => transparent.subarray(from, to)));
  assert.deepEqual(Buffer.from(await labelled(bare)), Buffer.from(written));
});

test('what a simple file holds without announcing it is announced once it is an extended one', async () => {
  const [picture] = (await listChunks(bytesSource(lossy))).chunks;
  const exif = makeChunk('EXIF', concat(latin1('II*\0'), uint32le(8), new Uint8Array(6)));
  const simple = riff(makeChunk('ICCP', new Uint8Array(132)), lossy.subarray(picture?.from, picture?.to), exif);
  assert.equal(exiftool(await labelled(simple), 'a.webp')['RIFF:WebP_Flags'], 'XMP, EXIF, ICC Profile');
});

test('a film keeps its frames, and a second writing replaces the first beside other properties and Exif', async () => {
  const film = ffmpegSample(
    ['-f', 'lavfi', '-i', 'testsrc=size=32x32:rate=5', '-t', '1', '-c:v', 'libwebp_anim'],
    'a.webp',
  );
  const frames = (await typesOf(film)).filter((type) => type === 'ANMF').length;
  assert.ok(frames > 1);
  const written = await assertReplaces(film);
  assert.equal((await typesOf(written)).filter((type) => type === 'ANMF').length, frames);
  const before = exiftoolWritten(await labelled(lossy), 'a.webp', ['-XMP-dc:Title=kettle', '-Artist=A']);
  const seen = assertXmpLabel(await assertReplaces(before), 'a.webp', sampleLabel('another_0002'));
  assert.equal(seen['XMP-dc:Title'], 'kettle');
  assert.equal(seen['IFD0:Artist'], 'A');
});

test('a label in Exif is misplaced and goes, with the block and its flag when nothing else is in it', async () => {
  const rest = exiftoolWritten(lossy, 'a.webp', [`-UserComment=${labelText(label)}`, '-Artist=A']);
  const verdict = await verifyFile(bytesSource(rest));
  assert.ok(verdict.kind === 'misplaced');
  assert.deepEqual(
    verdict.carriers.map(({ place }) => place),
    ['WebP EXIF UserComment'],
  );
  assert.equal(exiftool(await assertReplaces(rest), 'a.webp')['IFD0:Artist'], 'A');
  const text = utf8(`${labelText(label)}\0`);
  const block = concat(
    latin1('II*\0'),
    uint32le(8),
    Uint8Array.of(1, 0, 0x0e, 1, 2, 0),
    uint32le(text.length),
    uint32le(26),
    uint32le(0),
    text,
  );
  const { chunks } = await listChunks(bytesSource(await labelled(lossy)));
  const picture = chunks.find(({ type }) => type === 'VP8 ');
  const only = riff(
    makeChunk('VP8X', Uint8Array.of(8, 0, 0, 0, 62, 0, 0, 46, 0, 0)),
    makeChunk('VP8 ', (await labelled(lossy)).subarray((picture?.from ?? 0) + 8, picture?.to)),
    makeChunk('EXIF', block),
  );
  assert.equal((await verifyFile(bytesSource(only))).kind, 'misplaced');
  const written = await labelled(only);
  assert.deepEqual(await typesOf(written), ['VP8X', 'VP8 ', 'XMP ']);
  assert.equal(written[20], 4);
});

test('what follows the RIFF stays, a missing byte of padding is added, a second packet loses its label', async () => {
  const { chunks } = await listChunks(bytesSource(lossy));
  const picture = lossy.subarray(12, chunks[0]?.to);
  const packet = utf8(packetWithTitle('<T:AIGC>{"Label":"1"}</T:AIGC>'));
  const odd = concat(packet, latin1(packet.length % 2 === 0 ? ' ' : ''));
  const unpadded = riff(picture, makeChunk('XMP ', odd), makeChunk('XMP ', odd).subarray(0, -1));
  const written = await assertReplaces(concat(unpadded, latin1('tail')));
  assert.equal(fromLatin1(written.subarray(-4)), 'tail');
  assert.equal(viewOf(written).getUint32(4, true), written.length - 8 - 4);
});

test('broken files are named, never mistaken', async () => {
  for (const end of [11, 20, lossy.length - 1]) {
    assert.equal((await verifyFile(bytesSource(lossy.subarray(0, end)))).kind, 'unreadable');
  }
  await assert.rejects(labelled(lossy.subarray(0, 30)), { code: 'E_FILE_UNREADABLE' });
  await assert.rejects(labelled(riff(makeChunk('VP8 ', new Uint8Array(10)))), { code: 'E_FILE_UNREADABLE' });
  await assert.rejects(labelled(riff(makeChunk('ICCP', new Uint8Array(10)))), { code: 'E_FILE_UNREADABLE' });
});

test('mutations neither crash nor are written wrongly', async (t) => {
  const random = seededRandom(describeSeed(t));
  await fuzzFile(await labelled(lossy), null, random);
  await fuzzFile(exiftoolWritten(lossless, 'a.webp', [`-UserComment=${labelText(label)}`]), null, random);
});
