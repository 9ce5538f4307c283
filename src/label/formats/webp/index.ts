import { readExifLabels, removeExifLabels } from '../../exif/exif-block.ts';
import { metadataBudget } from '../../file/budget.ts';
import { concat, fromUtf8, hasLatin1At, latin1, uint32le } from '../../file/bytes.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { copy, insert, type Patch, patchSize, type Segment } from '../../file/patch.ts';
import { type ByteSource, unsupported } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { blankXmpLabels, writeXmpPacket } from '../../xmp/packet.ts';
import { readXmpLabels } from '../../xmp/xmp.ts';
import { type Chunk, chunkData, HEAD_BYTES, isWebp, listChunks, makeChunk, RIFF_BYTES_MAX } from './chunks.ts';
import { extendedHead } from './extended-head.ts';

const XMP = 'XMP ';
const EXIF = 'EXIF';
const EXTENDED = 'VP8X';
const EXIF_PLACE = 'WebP EXIF';

/**
 * WebP: the label is a property of the XMP packet in the chunk `XMP `, which the flag 0x04 of VP8X announces
 * (TC260-PG-20259A). A simple file becomes an extended one for it. Exif is read besides.
 */
export const webp: LabelFormat = {
  id: 'webp',
  name: 'WebP',
  extensions: ['webp'],
  mediaTypes: ['image/webp'],
  guide: 'TC260-PG-20259A',
  detect: isWebp,
  read: readWebp,
  write: writeWebp,
};

async function readWebp(source: ByteSource): Promise<Carrier[]> {
  const carriers: Carrier[] = [];
  const spend = metadataBudget('the WebP');
  for (const chunk of (await listChunks(source)).chunks) {
    if (chunk.type === XMP || chunk.type === EXIF) spend(chunk.dataBytes);
    if (chunk.type === XMP) {
      for (const text of readXmpLabels(fromUtf8(await chunkData(source, chunk))))
        carriers.push({ place: 'WebP XMP', isMain: true, form: 'bare', text });
    } else if (chunk.type === EXIF) {
      for (const carrier of await readExifLabels(splitExif(await chunkData(source, chunk)).block, EXIF_PLACE))
        carriers.push(carrier);
    }
  }
  return carriers;
}

/** Some writers put the header of JPEG before the block, where none belongs. */
function splitExif(data: Uint8Array): { readonly header: Uint8Array; readonly block: Uint8Array } {
  const bytes = hasLatin1At(data, 0, 'Exif\0\0') ? 6 : 0;
  return { header: data.subarray(0, bytes), block: data.subarray(bytes) };
}

async function writeWebp(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const { chunks, end } = await listChunks(source);
  const xmp = chunks.find(({ type }) => type === XMP) ?? null;
  const packet = writeXmpPacket(xmp === null ? null : await chunkData(source, xmp), label);
  const body: Segment[] = [];
  let hasExif = false;
  for (const chunk of chunks) {
    if (chunk.type === EXTENDED) continue;
    const kept = chunk === xmp ? [insert(makeChunk(XMP, packet))] : await withoutLabel(source, chunk);
    hasExif ||= chunk.type === EXIF && kept.length > 0;
    body.push(...kept);
  }
  if (xmp === null) body.push(insert(makeChunk(XMP, packet)));
  body.unshift(insert(makeChunk(EXTENDED, await extendedHead(source, chunks, { hasExif }))));
  const bytes = patchSize(body) + 4;
  if (bytes > RIFF_BYTES_MAX) throw unsupported('the WebP would be longer with the label than a RIFF can be');
  const head = concat(latin1('RIFF'), uint32le(bytes), latin1('WEBP'));
  const patch = [insert(head), ...body];
  if (end < source.size) patch.push(copy(end, source.size));
  return patch;
}

async function withoutLabel(source: ByteSource, chunk: Chunk): Promise<Segment[]> {
  const whole = [copy(chunk.from, chunk.to), ...missingPadding(chunk)];
  if (chunk.type === XMP) {
    const blanked = blankXmpLabels(await chunkData(source, chunk));
    return blanked === null ? whole : [insert(makeChunk(XMP, blanked))];
  }
  if (chunk.type !== EXIF) return whole;
  const { header, block } = splitExif(await chunkData(source, chunk));
  const { bytes, isEmpty } = await removeExifLabels(block, EXIF_PLACE);
  if (bytes === block) return whole;
  return isEmpty ? [] : [insert(makeChunk(EXIF, concat(header, bytes)))];
}

const CHUNK_HEAD = HEAD_BYTES - 4;

/** The byte that a chunk of odd length lacks at the end of the file, when something is to follow it. */
const missingPadding = ({ from, to, dataBytes }: Chunk): Segment[] =>
  dataBytes % 2 === 1 && to - from === CHUNK_HEAD + dataBytes ? [insert(new Uint8Array(1))] : [];
