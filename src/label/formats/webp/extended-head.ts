import { viewOf } from '../../file/bytes.ts';
import { type ByteSource, unreadable } from '../../file/source.ts';
import { type Chunk, chunkData, chunkStart } from './chunks.ts';

const FLAG_XMP = 0x04;
const FLAG_EXIF = 0x08;
const FLAG_ALPHA = 0x10;
const FLAG_PROFILE = 0x20;
const HEAD_BYTES = 10;

/**
 * The data of the VP8X chunk that announces XMP: the one of the file, or for a file that has none (a simple WebP) a new one
 * with the size of its only picture, which announces whatever stands there without having been announced.
 *
 * @throws HeguiError E_FILE_UNREADABLE when the chunk or the picture's own head is broken.
 */
export async function extendedHead(
  source: ByteSource,
  chunks: readonly Chunk[],
  options: { readonly hasExif: boolean },
): Promise<Uint8Array> {
  const present = chunks.find(({ type }) => type === 'VP8X');
  if (present === undefined) return await newHead(source, chunks, options);
  const head = (await chunkData(source, present)).slice();
  if (head.length < HEAD_BYTES)
    throw unreadable(`the WebP chunk "VP8X" has ${head.length} bytes; it needs ${HEAD_BYTES}`);
  head[0] = ((head[0] ?? 0) & ~FLAG_EXIF) | FLAG_XMP | (options.hasExif ? FLAG_EXIF : 0);
  return head;
}

async function newHead(
  source: ByteSource,
  chunks: readonly Chunk[],
  { hasExif }: { readonly hasExif: boolean },
): Promise<Uint8Array> {
  const picture = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  if (picture === undefined) throw unreadable('the WebP has neither a picture (VP8, VP8L) nor an extended head (VP8X)');
  const start = await chunkStart(source, picture, HEAD_BYTES);
  const { width, height, hasAlpha } = picture.type === 'VP8L' ? losslessSize(start) : lossySize(start);
  const has = (name: string): boolean => chunks.some(({ type }) => type === name);
  const head = new Uint8Array(HEAD_BYTES);
  const view = viewOf(head);
  // The canvas has three bytes for each number; those of a picture fit into two.
  view.setUint16(4, width - 1, true);
  view.setUint16(7, height - 1, true);
  head[0] =
    FLAG_XMP |
    (hasAlpha || has('ALPH') ? FLAG_ALPHA : 0) |
    (hasExif ? FLAG_EXIF : 0) |
    (has('ICCP') ? FLAG_PROFILE : 0);
  return head;
}

interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly hasAlpha: boolean;
}

/** From a key frame of VP8 (RFC 6386, 9.1). */
function lossySize(start: Uint8Array): PictureSize {
  const isKeyFrame = start.length >= 10 && ((start[0] ?? 1) & 1) === 0;
  if (!isKeyFrame || start[3] !== 0x9d || start[4] !== 0x01 || start[5] !== 0x2a)
    throw unreadable('the picture of the WebP (VP8) does not begin with a key frame');
  const view = viewOf(start);
  return sized(view.getUint16(6, true) & 0x3fff, view.getUint16(8, true) & 0x3fff, false);
}

function losslessSize(start: Uint8Array): PictureSize {
  if (start.length < 5 || start[0] !== 0x2f)
    throw unreadable('the picture of the WebP (VP8L) does not begin with its signature');
  const bits = viewOf(start).getUint32(1, true);
  return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1, ((bits >>> 28) & 1) === 1);
}

function sized(width: number, height: number, hasAlpha: boolean): PictureSize {
  if (width === 0 || height === 0) throw unreadable('the picture of the WebP has no width or no height');
  return { width, height, hasAlpha };
}
