import { viewOf } from '../file/bytes.ts';
import { type ByteSource, readExactly, unreadable } from '../file/source.ts';

/** How the numbers of a TIFF are laid out; Exif blocks are small TIFFs. */
export interface TiffLayout {
  readonly isLittle: boolean;
  /** BigTIFF: offsets and counts of eight bytes. */
  readonly isBig: boolean;
  /** Where the header keeps the offset of the first directory. */
  readonly pointerAt: number;
  readonly firstIfd: number;
}

export interface IfdEntry {
  readonly at: number;
  readonly tag: number;
  /** The entry as it stands: 12 bytes, in BigTIFF 20. */
  readonly raw: Uint8Array;
  /** Where the value stands: inside the entry when it is short. */
  readonly valueAt: number;
  /** 0 for a type that is not known. */
  readonly valueBytes: number;
}

/** An image file directory. */
export interface Ifd {
  readonly at: number;
  readonly entries: readonly IfdEntry[];
  /** Where the entries end, and with them the directory but for the offset of the next one. */
  readonly entriesEnd: number;
  /** Offset of the next directory, 0 when there is none. */
  readonly next: number;
}

const TYPE_BYTES: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

export const offsetBytes = ({ isBig }: TiffLayout): number => (isBig ? 8 : 4);
export const entryBytes = ({ isBig }: TiffLayout): number => (isBig ? 20 : 12);
export const countBytes = ({ isBig }: TiffLayout): number => (isBig ? 8 : 2);

/** A number of the layout's order; offsets beyond 2^53 become one that no file reaches. */
export function readOffset(bytes: Uint8Array, at: number, { isLittle, isBig }: TiffLayout): number {
  return isBig ? Number(viewOf(bytes).getBigUint64(at, isLittle)) : viewOf(bytes).getUint32(at, isLittle);
}

export function writeOffset(bytes: Uint8Array, at: number, value: number, { isLittle, isBig }: TiffLayout): void {
  if (isBig) viewOf(bytes).setBigUint64(at, BigInt(value), isLittle);
  else viewOf(bytes).setUint32(at, value, isLittle);
}

export function writeCount(bytes: Uint8Array, count: number, { isLittle, isBig }: TiffLayout): void {
  if (isBig) viewOf(bytes).setBigUint64(0, BigInt(count), isLittle);
  else viewOf(bytes).setUint16(0, count, isLittle);
}

/** How a TIFF begins, or null when `head` is not the head of one. */
export function tiffLayout(head: Uint8Array): TiffLayout | null {
  if (head.length < 8) return null;
  const view = viewOf(head);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return null;
  const isLittle = order === 0x4949;
  const version = view.getUint16(2, isLittle);
  if (version === 42) return { isLittle, isBig: false, pointerAt: 4, firstIfd: view.getUint32(4, isLittle) };
  const isBig = version === 43 && view.getUint16(4, isLittle) === 8 && view.getUint16(6, isLittle) === 0;
  if (!isBig || head.length < 16) return null;
  return { isLittle, isBig, pointerAt: 8, firstIfd: Number(view.getBigUint64(8, isLittle)) };
}

/** @throws HeguiError E_FILE_UNREADABLE when `what` does not begin as a TIFF does. */
export async function readTiffLayout(source: ByteSource, what: string): Promise<TiffLayout> {
  const layout = tiffLayout(await source.read(0, Math.min(16, source.size)));
  if (layout === null) throw unreadable(`${what} does not begin as a TIFF does`);
  return layout;
}

/** The directory at `at`. @throws HeguiError E_FILE_UNREADABLE when it reaches beyond the end. */
export async function readIfd(source: ByteSource, layout: TiffLayout, at: number, what: string): Promise<Ifd> {
  const head = await readExactly(source, at, countBytes(layout), `${what} at byte ${at}`);
  const count = layout.isBig ? readOffset(head, 0, layout) : viewOf(head).getUint16(0, layout.isLittle);
  const size = entryBytes(layout);
  const from = at + countBytes(layout);
  const table = await readExactly(source, from, count * size, `${what} with ${count} entries at byte ${at}`);
  const entries = Array.from({ length: count }, (_, index) =>
    readEntry(table.slice(index * size, (index + 1) * size), from + index * size, layout),
  );
  const entriesEnd = from + table.length;
  // Some writers of Exif end a block without the offset of the next directory.
  const next = await source.read(entriesEnd, Math.min(offsetBytes(layout), source.size - entriesEnd));
  return { at, entries, entriesEnd, next: next.length < offsetBytes(layout) ? 0 : readOffset(next, 0, layout) };
}

function readEntry(raw: Uint8Array, at: number, layout: TiffLayout): IfdEntry {
  const view = viewOf(raw);
  const tag = view.getUint16(0, layout.isLittle);
  const bytes = (TYPE_BYTES[view.getUint16(2, layout.isLittle)] ?? 0) * readOffset(raw, 4, layout);
  const field = 4 + offsetBytes(layout);
  const isInline = bytes <= offsetBytes(layout);
  return { at, tag, raw, valueAt: isInline ? at + field : readOffset(raw, field, layout), valueBytes: bytes };
}

/** Whether the value stands apart from its entry, so that an offset leads to it. */
export const isApart = (entry: IfdEntry): boolean =>
  entry.valueAt < entry.at || entry.valueAt >= entry.at + entry.raw.length;

/** The number a pointer entry holds; 0 when it holds none. */
export function pointerOf({ raw, valueBytes }: IfdEntry, layout: TiffLayout): number {
  const at = 4 + offsetBytes(layout);
  if (valueBytes === 4) return viewOf(raw).getUint32(at, layout.isLittle);
  return valueBytes === 8 && layout.isBig ? readOffset(raw, at, layout) : 0;
}
