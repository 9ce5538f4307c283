import { readIfd, tiffLayout } from '../../exif/ifd.ts';
import { hasLatin1At, viewOf } from '../../file/bytes.ts';
import { bytesSource, unsupported } from '../../file/source.ts';
import { APP2, type Segment } from './segments.ts';

const HEADER_BYTES = 4;
const ENTRIES_TAG = 0xb002;
const ENTRY_BYTES = 16;
const SIZE_AT = 4;
const OFFSET_AT = 8;
/** Pictures in one file; phones write two or three. */
const PICTURES_MAX = 1_000;

export const isMultiPicture = ({ marker, data }: Segment): boolean => marker === APP2 && hasLatin1At(data, 0, 'MPF\0');

/**
 * The index of a file with several pictures (CIPA DC-007) after the first picture has grown: its size, and the way from the
 * index to the others. Without this a phone's gain map or depth map would no longer be found.
 *
 * @param growth bytes that the first picture grew by in all, and before the index.
 * @throws HeguiError E_FILE_UNSUPPORTED when the index cannot be read.
 */
export async function moveMultiPicture(
  data: Uint8Array,
  growth: { readonly inAll: number; readonly before: number },
): Promise<Uint8Array> {
  const moved = data.slice();
  const block = moved.subarray(HEADER_BYTES);
  const layout = tiffLayout(block);
  if (layout === null || layout.isBig) throw unsupported('the index of the pictures in the JPEG (MPF) is damaged');
  const { entries } = await readIfd(bytesSource(block), layout, layout.firstIfd, 'the index of the pictures (MPF)');
  const list = entries.find(({ tag }) => tag === ENTRIES_TAG);
  if (list === undefined) return moved;
  const count = Math.floor(list.valueBytes / ENTRY_BYTES);
  if (count > PICTURES_MAX || list.valueAt + list.valueBytes > block.length)
    throw unsupported('the index of the pictures in the JPEG (MPF) is damaged');
  const view = viewOf(block);
  const add = (at: number, bytes: number): void =>
    view.setUint32(at, view.getUint32(at, layout.isLittle) + bytes, layout.isLittle);
  for (let at = list.valueAt; at < list.valueAt + count * ENTRY_BYTES; at += ENTRY_BYTES) {
    // The first picture is the one that the index stands in; its offset is zero.
    if (view.getUint32(at + OFFSET_AT, layout.isLittle) === 0) add(at + SIZE_AT, growth.inAll);
    else add(at + OFFSET_AT, growth.inAll - growth.before);
  }
  return moved;
}
