import { boxContent, listTopBoxes } from '../bmff/boxes.ts';
import { readIfd, readTiffLayout } from '../exif/ifd.ts';
import { byteSearch } from '../file/byte-search.ts';
import { concatAll, fromLatin1, hasLatin1At, indexOfBytes, latin1, viewOf } from '../file/bytes.ts';
import type { FormatId } from '../file/format.ts';
import { type ByteSource, METADATA_BYTES_MAX, readExactly, readInto } from '../file/source.ts';
import { APPLICATION, type Block, listBlocks } from '../formats/gif/blocks.ts';
import { listSegments } from '../formats/jpeg/segments.ts';
import {
  listChunks as listPngChunks,
  type Chunk as PngChunk,
  chunkData as pngChunkData,
} from '../formats/png/chunks.ts';
import { readTags } from '../id3/tag.ts';
import { chunkContent, listChunks as listRiffChunks, readChunk } from '../riff/chunks.ts';
import { toHex } from '../security/hex.ts';

/** A store of C2PA manifests in a file. */
export interface FoundStore {
  /** Names the place as the specification of C2PA does. */
  readonly place: string;
  readonly bytes: Uint8Array;
}

type FindStore = (source: ByteSource) => Promise<FoundStore | null>;

const BMFF_UUID = 'd8fec3d61b0e483c92975828877ec481';
const TIFF_TAG = 0xcd41;
const APP11 = 0xeb;
/** Of a segment with JUMBF: its mark, the number of its box and of the piece. */
const JPEG_HEAD = 8;
const GIF_NAME = 'C2PA_GIF';
const PDF_MARK = '/C2PA_Manifest';

/** Where a file of this kind keeps its manifests, by the specification of C2PA 2.x; null for a kind that has no place. */
export const findStore = async (format: FormatId, source: ByteSource): Promise<FoundStore | null> =>
  (await FINDERS[format]?.(source)) ?? null;

const findInPng: FindStore = async (source) => await findInChunks(source, await listPngChunks(source));

/** The manifests of a PNG of these chunks. */
export async function findInChunks(source: ByteSource, chunks: readonly PngChunk[]): Promise<FoundStore | null> {
  const chunk = chunks.find(({ type }) => type === 'caBX');
  return chunk === undefined ? null : { place: 'PNG caBX', bytes: await pngChunkData(source, chunk) };
}

/** The pieces of each box, put together; every piece repeats the head of its box. */
const findInJpeg: FindStore = async (source) => {
  const pieces: { readonly box: number; readonly order: number; readonly data: Uint8Array }[] = [];
  for (const { marker, from, to } of await listSegments(source)) {
    if (marker !== APP11) continue;
    const data = Uint8Array.from(await readExactly(source, from + 4, to - from - 4, 'a JPEG segment APP11'));
    if (data.length < JPEG_HEAD + 8 || !hasLatin1At(data, 0, 'JP')) continue;
    pieces.push({ box: viewOf(data).getUint16(2), order: viewOf(data).getUint32(4), data: data.subarray(JPEG_HEAD) });
  }
  const boxes = [...Map.groupBy(pieces, ({ box }) => box).values()].map((all) =>
    concatAll(
      all
        .toSorted((one, other) => one.order - other.order)
        .map(({ data }, index) => data.subarray(index === 0 ? 0 : 8)),
    ),
  );
  const store = boxes.find((bytes) => indexOfBytes(bytes.subarray(0, 64), latin1('c2pa')) > 0);
  return store === undefined ? null : { place: 'JPEG APP11', bytes: store };
};

const findInRiff: FindStore = async (source) => {
  const riff = await readChunk(source, 0, source.size, (_id, size, content) => Math.min(size, source.size - content));
  const chunks = await listRiffChunks(source, riff.content + 4, riff.to, (_id, size, content) =>
    Math.min(size, riff.to - content),
  );
  const chunk = chunks.find(({ id }) => id === 'C2PA');
  return chunk === undefined ? null : { place: 'RIFF C2PA', bytes: await chunkContent(source, chunk) };
};

/** A box of its own kind: its id, four bytes of version, what it is for up to a zero, and an offset of eight bytes. */
const findInBmff: FindStore = async (source) => {
  for (const box of await listTopBoxes(source)) {
    if (box.type !== 'uuid' || box.to - box.content < 32) continue;
    if (toHex(await source.read(box.content, 16)) !== BMFF_UUID) continue;
    const content = await boxContent(source, box);
    const end = content.indexOf(0, 20);
    const purpose = end < 0 ? '' : fromLatin1(content.subarray(20, end));
    if (purpose === 'manifest') return { place: 'BMFF uuid c2pa', bytes: content.subarray(end + 9) };
  }
  return null;
};

const findInGif: FindStore = async (source) => await findInBlocks(source, (await listBlocks(source)).blocks);

/** The manifests of a GIF of these blocks. */
export async function findInBlocks(source: ByteSource, blocks: readonly Block[]): Promise<FoundStore | null> {
  for (const { label, dataFrom, to } of blocks) {
    if (label !== APPLICATION || to - dataFrom > METADATA_BYTES_MAX) continue;
    const data = await readExactly(source, dataFrom, to - dataFrom, 'an extension of the GIF');
    if (!hasLatin1At(data, 1, GIF_NAME)) continue;
    const pieces: Uint8Array[] = [];
    for (let at = 1 + (data[0] ?? 0); (data[at] ?? 0) > 0; at += 1 + (data[at] ?? 0))
      pieces.push(data.slice(at + 1, at + 1 + (data[at] ?? 0)));
    return { place: `GIF ${GIF_NAME}`, bytes: concatAll(pieces) };
  }
  return null;
}

const findInTiff: FindStore = async (source) => {
  const layout = await readTiffLayout(source, 'the TIFF');
  const { entries } = await readIfd(source, layout, layout.firstIfd, 'the first directory of the TIFF');
  const entry = entries.find(({ tag }) => tag === TIFF_TAG);
  if (entry === undefined) return null;
  return {
    place: 'TIFF tag 0xCD41',
    bytes: await readExactly(source, entry.valueAt, entry.valueBytes, 'the C2PA manifests'),
  };
};

/** A general object of ID3: encoding, media type, file name, description, then the object. */
const findInId3: FindStore = async (source) => {
  const { tags } = await readTags(source);
  for (const { id, body } of tags.flatMap(({ frames }) => frames)) {
    const mediaEnd = body.indexOf(0, 1);
    if (id !== 'GEOB' || mediaEnd < 0 || !fromLatin1(body.subarray(1, mediaEnd)).includes('c2pa')) continue;
    const store = indexOfBytes(body, latin1('jumb'), mediaEnd) - 4;
    if (store > 0) return { place: 'ID3 GEOB', bytes: body.subarray(store) };
  }
  return null;
};

/** Of a longer PDF its beginning and its end are searched; attachments are added at the end. */
const PDF_SEARCHED_BYTES = 32 << 20;
const PDF_WINDOW_BYTES = 1 << 18;
const searchPdf = byteSearch(latin1(PDF_MARK));

/** A file attached to the PDF, which may be packed: that it is there is told, not what it says. */
const findInPdf: FindStore = async (source) => {
  const buffer = new Uint8Array(PDF_WINDOW_BYTES + PDF_MARK.length);
  for (let at = 0; at < source.size; at += PDF_WINDOW_BYTES) {
    if (at === PDF_SEARCHED_BYTES) at = Math.max(at, source.size - PDF_SEARCHED_BYTES);
    if (searchPdf(await readInto(source, buffer, at)) >= 0)
      return { place: 'PDF AFRelationship C2PA_Manifest', bytes: new Uint8Array() };
  }
  return null;
};

const FINDERS: Readonly<Partial<Record<FormatId, FindStore>>> = {
  png: findInPng,
  jpeg: findInJpeg,
  webp: findInRiff,
  wav: findInRiff,
  avi: findInRiff,
  gif: findInGif,
  tiff: findInTiff,
  heif: findInBmff,
  avif: findInBmff,
  mp4: findInBmff,
  mov: findInBmff,
  m4a: findInBmff,
  mp3: findInId3,
  flac: findInId3,
  pdf: findInPdf,
};
