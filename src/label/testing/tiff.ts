import { tiffLayout, writeCount, writeOffset } from '../exif/ifd.ts';
import { concat, latin1, viewOf } from '../file/bytes.ts';

/** A value of a directory: its tag, its type and its bytes in the order of the file, or a number that is an offset. */
export interface TestEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
}

/** How the TIFF that a test builds is laid out. */
export interface TestLayout {
  readonly isLittle: boolean;
  readonly isBig: boolean;
}

export const TIFF_LAYOUTS: readonly TestLayout[] = [true, false].flatMap((isLittle) =>
  [false, true].map((isBig) => ({ isLittle, isBig })),
);

export function shortEntry(tag: number, value: number, { isLittle }: TestLayout): TestEntry {
  const bytes = new Uint8Array(2);
  viewOf(bytes).setUint16(0, value, isLittle);
  return { tag, type: 3, count: 1, value: bytes };
}

export function longEntry(tag: number, value: number, { isLittle }: TestLayout): TestEntry {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, isLittle);
  return { tag, type: 4, count: 1, value: bytes };
}

export const bytesEntry = (tag: number, type: number, value: Uint8Array): TestEntry => ({
  tag,
  type,
  count: value.length,
  value,
});

/** A directory that is to stand at `at`, its longer values right behind it. */
export function directory(
  at: number,
  entries: readonly TestEntry[],
  layout: TestLayout & { next?: number },
): Uint8Array {
  const { isLittle, isBig, next = 0 } = layout;
  const full = { isLittle, isBig, pointerAt: 0, firstIfd: 0 };
  const offset = isBig ? 8 : 4;
  const size = isBig ? 20 : 12;
  const head = new Uint8Array(isBig ? 8 : 2);
  writeCount(head, entries.length, full);
  const table = new Uint8Array(entries.length * size + offset);
  const values: Uint8Array[] = [];
  let valueAt = at + head.length + table.length;
  for (const [index, { tag, type, count, value }] of entries.entries()) {
    const raw = table.subarray(index * size);
    viewOf(raw).setUint16(0, tag, isLittle);
    viewOf(raw).setUint16(2, type, isLittle);
    writeOffset(raw, 4, count, full);
    if (value.length <= offset) raw.set(value, 4 + offset);
    else {
      writeOffset(raw, 4 + offset, valueAt, full);
      values.push(value);
      valueAt += value.length;
    }
  }
  writeOffset(table, entries.length * size, next, full);
  return concat(head, table, ...values);
}

/** The head of a TIFF whose first directory stands right behind it. */
export function tiffHead({ isLittle, isBig }: TestLayout): Uint8Array {
  const head = new Uint8Array(isBig ? 16 : 8);
  head.set(latin1(isLittle ? 'II' : 'MM'));
  const view = viewOf(head);
  view.setUint16(2, isBig ? 43 : 42, isLittle);
  if (isBig) view.setUint16(4, 8, isLittle);
  const layout = tiffLayout(head);
  if (layout === null) throw new Error('the head of a TIFF is not known as one');
  writeOffset(head, layout.pointerAt, head.length, layout);
  return head;
}

/** A TIFF of two by two grey points, with these entries besides; their tags must be above 262. */
export function greyTiff(layout: TestLayout, besides: readonly TestEntry[] = []): Uint8Array {
  const head = tiffHead(layout);
  const build = (pointsAt: number): Uint8Array =>
    directory(
      head.length,
      [
        shortEntry(256, 2, layout),
        shortEntry(257, 2, layout),
        shortEntry(258, 8, layout),
        shortEntry(259, 1, layout),
        shortEntry(262, 1, layout),
        ...[
          longEntry(273, pointsAt, layout),
          shortEntry(277, 1, layout),
          shortEntry(278, 2, layout),
          longEntry(279, 4, layout),
          ...besides,
        ].toSorted((one, other) => one.tag - other.tag),
      ],
      layout,
    );
  const points = head.length + build(0).length;
  return concat(head, build(points), Uint8Array.of(0, 80, 160, 255));
}
