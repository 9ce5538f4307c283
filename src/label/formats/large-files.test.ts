import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeBox } from '../bmff/boxes.ts';
import { concat, latin1, uint16, uint32, uint32le, uint64, uint64le, utf8, viewOf } from '../file/bytes.ts';
import { verifyFile, writeFileLabel } from '../file/label-file.ts';
import { patchedSource } from '../file/patch.ts';
import { BLOCKS_MAX, type ByteSource } from '../file/source.ts';
import { makeChunk } from '../riff/chunks.ts';
import { ffmpegSample } from '../testing/outside-readers.ts';
import { sampleLabel } from '../testing/sample-label.ts';
import { makeElement, makeSize, makeUnsigned } from './matroska/ebml.ts';
import { makeChunk as makePngChunk, SIGNATURE } from './png/chunks.ts';

/** A stretch of a file: bytes, or so many zeros. */
type Stretch = Uint8Array | number;

interface LargeSource extends ByteSource {
  /** Bytes that were read in all, and at once. */
  readonly spent: { all: number; most: number };
}

/** A file that is mostly zeros and takes no memory for them. */
function largeSource(stretches: readonly Stretch[]): LargeSource {
  const pieces: { readonly from: number; readonly bytes: Uint8Array }[] = [];
  let size = 0;
  for (const stretch of stretches) {
    if (typeof stretch !== 'number') pieces.push({ from: size, bytes: stretch });
    size += typeof stretch === 'number' ? stretch : stretch.length;
  }
  const spent = { all: 0, most: 0 };
  return {
    size,
    spent,
    read: async (offset, length) => {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      spent.all += bytes.length;
      spent.most = Math.max(spent.most, bytes.length);
      for (let at = firstAt(pieces, offset); at < pieces.length; at += 1) {
        const piece = pieces[at];
        if (piece === undefined || piece.from >= offset + bytes.length) break;
        const cut = piece.bytes.subarray(Math.max(0, offset - piece.from), offset + bytes.length - piece.from);
        bytes.set(cut, Math.max(0, piece.from - offset));
      }
      return bytes;
    },
  };
}

/** The first piece that ends behind the offset. */
function firstAt(pieces: readonly { readonly from: number; readonly bytes: Uint8Array }[], offset: number): number {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[middle];
    if (piece !== undefined && piece.from + piece.bytes.length <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

const GIB = 2 ** 30;
const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=32x32:rate=5:duration=1', '-c:v', 'mpeg4', '-bitexact'];
const film = Uint8Array.from(ffmpegSample(FILM, 'a.mp4'));
const moovAt = Buffer.from(film).indexOf('moov') - 4;
const moov = film.slice(moovAt, moovAt + viewOf(film).getUint32(moovAt));
const ftyp = film.slice(0, viewOf(film).getUint32(0));
const mdatHead = concat(uint32(1), latin1('mdat'), uint64(10 * GIB + 16));

const wide = (id: number): Uint8Array => concat(makeUnsigned(id), makeSize(10 * GIB, 8));
const ebml = (type: string): Uint8Array => makeElement(0x1a45dfa3, makeElement(0x4282, latin1(type)));
/** Clusters of ten gibibytes in all. */
const clusters = (count: number): Stretch[] =>
  Array.from({ length: count }, (): Stretch[] => {
    const head = concat(makeUnsigned(0x1f43b675), makeSize((10 * GIB) / count - 12, 8));
    return [head, (10 * GIB) / count - head.length];
  }).flat();

const opening = (content: number, type: string): Uint8Array =>
  concat(latin1('RIFF'), uint32le(content + 4), latin1(type));
const movi = (content: number): Stretch[] => [
  concat(latin1('LIST'), uint32le(content + 4), latin1('movi')),
  makeChunkHead('00dc', content - 8),
  content - 8,
];
const makeChunkHead = (id: string, size: number): Uint8Array => concat(latin1(id), uint32le(size));
const hdrl = makeChunk('LIST', latin1('hdrl'), makeChunk('avih', new Uint8Array(56)));

const format = makeChunk('fmt ', Uint8Array.of(1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x80, 0x3e, 0, 0, 2, 0, 16, 0));
const ds64 = makeChunk('ds64', uint64le(10 * GIB + 72), uint64le(10 * GIB), uint64le(5 * GIB), uint32le(0));

const object = (number: number, body: string): string => `${number} 0 obj\n${body}\nendobj\n`;
function largePdf(): Stretch[] {
  const length = 8 * GIB;
  const first = `%PDF-1.7\n${object(1, '<< /Type /Catalog /Pages 2 0 R >>')}`;
  const second = object(2, '<< /Type /Pages /Kids [] /Count 0 >>');
  const third = `3 0 obj\n<< /Length ${length} >>\nstream\n`;
  const end = '\nendstream\nendobj\n';
  const at = first.length + second.length + third.length + length + end.length;
  const row = (place: number): string => `${String(place).padStart(10, '0')} 00000 n \n`;
  const places = [9, first.length, first.length + second.length];
  const table = `xref\n0 4\n0000000000 65535 f \n${places.map(row).join('')}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`;
  return [latin1(first + second + third), length, latin1(end + table)];
}

const flvTag = (size: number): Stretch[] => [
  concat(Uint8Array.of(9), uint32(size).subarray(1), new Uint8Array(7)),
  size,
  uint32(size + 11),
];
const pngHeader = makePngChunk('IHDR', concat(uint32(1), uint32(1), Uint8Array.of(8, 0, 0, 0, 0)));

const SEQUEL = ['-f', 'lavfi', '-i', 'sine=duration=0.2', '-bitexact'];
const LARGE: readonly (readonly [string, readonly Stretch[]])[] = [
  ['MP4 with its film before moov', [ftyp, mdatHead, 10 * GIB, moov]],
  ['MP4 with its film behind moov', [ftyp, moov, mdatHead, 10 * GIB]],
  ['Matroska of one cluster', [ebml('matroska'), wide(0x18538067), ...clusters(1)]],
  ['WebM of 2,048 clusters', [ebml('webm'), wide(0x18538067), ...clusters(2_048)]],
  [
    'FLV of 640 tags',
    [latin1('FLV\x01\x01\0\0\0\x09\0\0\0\0'), ...Array.from({ length: 640 }, () => flvTag(0xffffff)).flat()],
  ],
  [
    'AVI of ten parts (OpenDML)',
    [
      opening(hdrl.length + GIB + 12 - 8, 'AVI '),
      hdrl,
      ...movi(GIB - 8),
      ...Array.from({ length: 9 }, () => [opening(GIB + 12 - 8, 'AVIX'), ...movi(GIB - 8)]).flat(),
    ],
  ],
  [
    'WAV with sizes of 64 bits (RF64)',
    [
      concat(latin1('RF64'), uint32(0xffffffff), latin1('WAVE')),
      ds64,
      format,
      concat(latin1('data'), uint32(0xffffffff)),
      10 * GIB,
    ],
  ],
  ['FLAC', [Uint8Array.from(ffmpegSample(SEQUEL, 'a.flac')), 10 * GIB]],
  ['Ogg', [Uint8Array.from(ffmpegSample([...SEQUEL, '-c:a', 'libvorbis'], 'a.ogg')), 10 * GIB]],
  ['MP3', [Uint8Array.from(ffmpegSample([...SEQUEL, '-c:a', 'libmp3lame'], 'a.mp3')), 10 * GIB]],
  ['PDF', largePdf()],
  [
    'PNG with chunks of 2 GiB',
    [
      SIGNATURE,
      pngHeader,
      ...Array.from({ length: 5 }, () => [concat(uint32(2 * GIB - 16), latin1('IDAT')), 2 * GIB - 12]).flat(),
      makePngChunk('IEND', new Uint8Array()),
    ],
  ],
];

for (const [name, stretches] of LARGE) {
  test(`a ${name} of gigabytes is labelled and read back in constant memory`, async () => {
    const source = largeSource(stretches);
    assert.ok(source.size > 4 * GIB);
    const patch = await writeFileLabel(source, sampleLabel());
    const added = patch.reduce((sum, segment) => sum + (segment.kind === 'bytes' ? segment.bytes.length : 0), 0);
    assert.ok(added < 64 * 1024, `${added} bytes are new`);
    const verdict = await verifyFile(patchedSource(source, patch));
    assert.equal(verdict.kind, 'conformant', JSON.stringify(verdict));
    assert.ok(source.spent.all < 256 << 20, `${source.spent.all} bytes were read`);
    assert.ok(source.spent.most <= 1 << 20, `${source.spent.most} bytes were read at once`);
  });
}

/** The same bytes hundreds of thousands of times. */
function many(bytes: Uint8Array, count = 3 * BLOCKS_MAX): Uint8Array {
  const all = new Uint8Array(count * bytes.length);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}
const jpegStart = Uint8Array.of(0xff, 0xd8);
const MANY: readonly (readonly [string, string, readonly Stretch[]])[] = [
  ['PNG', 'chunks', [SIGNATURE, pngHeader, many(makePngChunk('tEXt', latin1('a\0b')))]],
  ['JPEG', 'segments', [jpegStart, many(concat(Uint8Array.of(0xff, 0xe5), uint16(3), Uint8Array.of(0)))]],
  ['GIF', 'blocks', [latin1('GIF89a\x01\0\x01\0\0\0\0'), many(Uint8Array.of(0x21, 0xfe, 1, 0x61, 0))]],
  [
    'WebP',
    'chunks',
    [opening(3 * BLOCKS_MAX * 10, 'WEBP'), many(concat(latin1('ABCD'), uint32le(1), Uint8Array.of(0, 0)))],
  ],
  ['MP4', 'boxes', [ftyp, many(makeBox('free'))]],
  [
    'Matroska',
    'elements',
    [ebml('matroska'), concat(makeUnsigned(0x18538067), makeSize(6 * BLOCKS_MAX, 8)), many(Uint8Array.of(0xec, 0x80))],
  ],
  ['WAV', 'chunks', [opening(3 * BLOCKS_MAX * 8, 'WAVE'), many(makeChunk('abcd'))]],
  ['AVI', 'chunks', [opening(3 * BLOCKS_MAX * 8, 'AVI '), many(makeChunk('abcd'))]],
  ['FLAC', 'blocks', [latin1('fLaC'), many(uint32(0x01000000))]],
];

for (const [name, what, stretches] of MANY) {
  test(`a ${name} of hundreds of thousands of ${what} is refused by name, before all of them are read`, async () => {
    const verdict = await verifyFile(largeSource(stretches));
    assert.ok(verdict.kind === 'unreadable', JSON.stringify(verdict));
    assert.match(verdict.reason, new RegExp(`more than \\d+ (?:${what}|bytes)|no box moov`));
  });
}

test('a PNG whose picture is in more chunks than there may be of metadata, and a film of as many clusters, are no matter', async () => {
  const data = many(makePngChunk('IDAT', latin1('x')), BLOCKS_MAX + 1);
  const picture = largeSource([SIGNATURE, pngHeader, data, makePngChunk('IEND', new Uint8Array())]);
  assert.equal(
    (await verifyFile(patchedSource(picture, await writeFileLabel(picture, sampleLabel())))).kind,
    'conformant',
  );
  const cluster = makeElement(0x1f43b675, utf8('x'));
  const long = largeSource([
    ebml('matroska'),
    concat(makeUnsigned(0x18538067), makeSize((BLOCKS_MAX + 1) * cluster.length, 8)),
    many(cluster, BLOCKS_MAX + 1),
  ]);
  assert.equal((await verifyFile(patchedSource(long, await writeFileLabel(long, sampleLabel())))).kind, 'conformant');
});
