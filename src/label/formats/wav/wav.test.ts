import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../kernel/testing/seeded-random.ts';
import { concat, fromLatin1, indexOfBytes, latin1, uint32le, uint64le, utf8, viewOf } from '../../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../../file/label-file.ts';
import { patchedBytes, patchSize } from '../../file/patch.ts';
import { type ByteSource, bytesSource } from '../../file/source.ts';
import { EMPTY_TAG, makeFrame, makeTag } from '../../id3/tag.ts';
import { bareLabelText } from '../../implicit-label.ts';
import { makeChunk } from '../../riff/chunks.ts';
import { fuzzFile } from '../../testing/fuzz.ts';
import { exiftoolValue, ffmpegSample, ffprobe, packetHash } from '../../testing/outside-readers.ts';
import { sampleLabel } from '../../testing/sample-label.ts';
import { writeXmpLabel } from '../../xmp/xmp.ts';

const label = sampleLabel();
const text = utf8(bareLabelText(label));
const SOUND = ['-f', 'lavfi', '-i', 'sine=duration=0.2:sample_rate=8000'];
const plain = Uint8Array.from(ffmpegSample(SOUND, 'a.wav'));
const odd = Uint8Array.from(
  ffmpegSample([...SOUND, '-af', 'atrim=end_sample=1001', '-c:a', 'pcm_u8', '-fflags', '+bitexact'], 'a.wav'),
);
const long = Uint8Array.from(ffmpegSample([...SOUND, '-rf64', 'always'], 'a.wav'));

const write = async (bytes: Uint8Array, written = label): Promise<Uint8Array> =>
  await patchedBytes(bytesSource(bytes), await writeFileLabel(bytesSource(bytes), written));

/** The file with its size in the head made right. */
function sized(file: Uint8Array): Uint8Array {
  viewOf(file).setUint32(4, file.length - 8, true);
  return file;
}
const withChunk = (...chunks: readonly Uint8Array[]): Uint8Array => sized(concat(plain, ...chunks));
const dataOf = (file: Uint8Array): Uint8Array => {
  const at = indexOfBytes(file, latin1('data'));
  return file.slice(at + 8, at + 8 + viewOf(file).getUint32(at + 4, true));
};

for (const [name, file] of [
  ['plain', plain],
  ['odd', odd],
  ['odd, its last byte not filled up', sized(odd.slice(0, odd.length - 1))],
  [
    'with a broadcast chunk',
    Uint8Array.from(ffmpegSample([...SOUND, '-write_bext', '1', '-metadata', 'description=kettle'], 'a.wav')),
  ],
  ['with junk behind its end', concat(plain, utf8('what a camera left'))],
] as const) {
  test(`a sound that is ${name}: readers see the chunk, the right size and the same sound`, async () => {
    const labelled = await write(file, sampleLabel('first'));
    const twice = await write(labelled);
    assert.equal(exiftoolValue(twice, 'a.wav', 'Unknown_AIGC').replace(/\0$/, ''), bareLabelText(label));
    assert.equal(ffprobe(twice, 'a.wav').format.duration, ffprobe(file, 'a.wav').format.duration);
    assert.equal(packetHash(twice, 'a.wav'), packetHash(file, 'a.wav'));
    assert.deepEqual(dataOf(twice), dataOf(file));
    assert.equal(fromLatin1(twice).split('ContentProducer').length, 2);
    const at = indexOfBytes(twice, latin1('AIGC'));
    const size = viewOf(twice).getUint32(at + 4, true);
    assert.equal(at % 2, 0);
    assert.equal(viewOf(twice).getUint32(4, true) + 8, at + 8 + size + (size % 2));
    assert.deepEqual(await write(twice), twice);
    assert.equal((await verifyFile(bytesSource(twice))).kind, 'conformant');
  });
}

test('RF64 and BW64 keep their size in ds64 right', async () => {
  for (const kind of ['RF64', 'BW64']) {
    const file = concat(latin1(kind), long.subarray(4));
    const twice = await write(await write(file, sampleLabel('first')));
    assert.equal(Number(viewOf(twice).getBigUint64(20, true)) + 8, twice.length);
    assert.equal(viewOf(twice).getUint32(4, true), 0xffffffff);
    assert.deepEqual(twice.subarray(28, file.length), file.subarray(28));
    if (kind === 'RF64') assert.equal(packetHash(twice, 'a.wav'), packetHash(file, 'a.wav'));
  }
});

test('a sound of 10 GB is labelled without being read', async () => {
  const size = 10 * 2 ** 30;
  const sizes = concat(uint64le(size - 8), uint64le(size - 80), uint64le(0), uint32le(0));
  const head = concat(
    latin1('RF64'),
    uint32le(0xffffffff),
    latin1('WAVE'),
    makeChunk('ds64', sizes),
    makeChunk('fmt ', new Uint8Array(16)),
    latin1('data'),
    uint32le(0xffffffff),
  );
  const source: ByteSource = {
    size,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.min(length, size - offset));
      if (offset < head.length) bytes.set(head.subarray(offset, offset + length));
      return bytes;
    },
  };
  const patch = await writeFileLabel(source, label);
  const growth = 8 + text.length + (text.length % 2);
  assert.equal(patchSize(patch), size + growth);
  assert.ok(
    patch.some(
      (one) =>
        one.kind === 'bytes' &&
        viewOf(one.bytes).byteLength === 8 &&
        viewOf(one.bytes).getBigUint64(0, true) === BigInt(size - 8 + growth),
    ),
  );
});

test('a sound whose size was never filled in gets the chunk before it', async () => {
  const streamed = Uint8Array.from(plain);
  streamed.set(uint32le(0xffffffff), 4);
  streamed.set(uint32le(0xffffffff), indexOfBytes(streamed, latin1('data')) + 4);
  const labelled = await write(streamed);
  assert.ok(indexOfBytes(labelled, latin1('AIGC')) < indexOfBytes(labelled, latin1('data')));
  assert.equal(packetHash(labelled, 'a.wav'), packetHash(plain, 'a.wav'));
  assert.deepEqual(await write(labelled), labelled);
});

const tag = makeTag(EMPTY_TAG, [
  makeFrame('TXXX', concat(latin1('\x03AIGC\0'), text), EMPTY_TAG),
  makeFrame('TIT2', latin1('\x03kettle'), EMPTY_TAG),
]);
for (const [name, file, kind] of [
  [
    'in LIST INFO',
    withChunk(makeChunk('LIST', latin1('INFO'), makeChunk('AIGC', text), makeChunk('INAM', latin1('kettle\0')))),
    'misplaced',
  ],
  ['in an ID3 tag', withChunk(makeChunk('id3 ', tag)), 'misplaced'],
  ['in XMP', withChunk(makeChunk('_PMX', utf8(writeXmpLabel(null, label)), latin1('kettle'))), 'misplaced'],
  ['in small letters', withChunk(makeChunk('aigc', text), makeChunk('note', latin1('kettle'))), 'misplaced'],
  [
    'in its place and in LIST INFO',
    withChunk(
      makeChunk('AIGC', text),
      makeChunk('LIST', latin1('INFO'), makeChunk('AIGC', text), makeChunk('INAM', latin1('kettle'))),
    ),
    'non-conformant',
  ],
] as const) {
  test(`a label ${name} is read and judged, and gives way to the one label; what stands beside it stays`, async () => {
    const verdict = await verifyFile(bytesSource(file));
    assert.equal(verdict.kind, kind, JSON.stringify(verdict));
    const written = await write(file, sampleLabel('new'));
    assert.equal(fromLatin1(written).split('ContentProducer').length, 2);
    assert.ok(fromLatin1(written).includes('kettle'));
    assert.equal((await verifyFile(bytesSource(written))).kind, 'conformant');
    assert.equal(packetHash(written, 'a.wav'), packetHash(plain, 'a.wav'));
  });
}

test('a file that is cut off is named', async () => {
  const verdict = await verifyFile(bytesSource(plain.subarray(0, 1_000)));
  assert.ok(verdict.kind === 'unreadable' && verdict.format === 'wav', JSON.stringify(verdict));
  const lying = Uint8Array.from(plain);
  lying.set(uint32le(4_000_000_000), indexOfBytes(lying, latin1('data')) + 4);
  assert.equal((await verifyFile(bytesSource(lying))).kind, 'unreadable');
});

test('mutations neither crash nor are written wrongly', async () => {
  const short = sized(Uint8Array.from(odd.subarray(0, 400)));
  short.set(uint32le(400 - indexOfBytes(short, latin1('data')) - 8), indexOfBytes(short, latin1('data')) + 4);
  await fuzzFile(await write(short), null, seededRandom(1));
  await fuzzFile(sized(concat(short, makeChunk('id3 ', tag))), null, seededRandom(2));
  await fuzzFile(await write(long.subarray(0)), null, seededRandom(3));
});
