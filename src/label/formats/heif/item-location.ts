import { concatAll, uint16, uint32, viewOf } from '../../file/bytes.ts';
import { BLOCKS_MAX, unreadable } from '../../file/source.ts';
import { makeFullBox } from './boxes.ts';
import { FieldReader } from './field-reader.ts';

/** A piece of an item; a length of 0 means all that there is. */
export interface Extent {
  readonly index: number;
  /** From the start of the file or of `idat`, the base of the item included. */
  readonly offset: number;
  readonly length: number;
}

export interface ItemLocation {
  readonly id: number;
  /** 0: in the file, 1: in `idat`, 2: in another item. */
  readonly method: number;
  /** 0: in this very file. */
  readonly dataReference: number;
  readonly extents: readonly Extent[];
}

/** The box `iloc`, of version 0, 1 or 2. */
export interface LocationTable {
  readonly version: number;
  readonly items: readonly ItemLocation[];
}

const WHAT = 'the box "iloc"';

export function parseLocations(data: Uint8Array): LocationTable {
  const reader = new FieldReader(data, WHAT);
  const version = reader.number(1);
  if (version > 2) throw unreadable(`${WHAT} has the version ${version}, which is not known`);
  reader.take(3);
  const sizes = reader.number(2);
  const [offsetSize, lengthSize, baseSize, lowest] = [12, 8, 4, 0].map((shift) => (sizes >> shift) & 15);
  const indexSize = version === 0 ? 0 : lowest;
  const [offset = 0, length = 0, base = 0, index = 0] = [offsetSize, lengthSize, baseSize, indexSize];
  if (![offset, length, base, index].every((size) => size === 0 || size === 4 || size === 8))
    throw unreadable(`${WHAT} has fields of a size that is none of 0, 4 and 8`);
  const count = reader.number(version === 2 ? 4 : 2);
  if (count > BLOCKS_MAX) throw unreadable(`${WHAT} has more than ${BLOCKS_MAX} items`);
  const items: ItemLocation[] = [];
  let extents = 0;
  while (items.length < count) {
    const item = readItem(reader, version, { offset, length, base, index });
    extents += item.extents.length;
    if (extents > BLOCKS_MAX) throw unreadable(`${WHAT} has more than ${BLOCKS_MAX} extents`);
    items.push(item);
  }
  return { version, items };
}

interface FieldSizes {
  readonly offset: number;
  readonly length: number;
  readonly base: number;
  readonly index: number;
}

function readItem(reader: FieldReader, version: number, sizes: FieldSizes): ItemLocation {
  const id = reader.number(version === 2 ? 4 : 2);
  const method = version === 0 ? 0 : reader.number(2) & 15;
  const dataReference = reader.number(2);
  const base = reader.number(sizes.base);
  const extents = Array.from({ length: reader.number(2) }, () => {
    const index = reader.number(sizes.index);
    return { index, offset: base + reader.number(sizes.offset), length: reader.number(sizes.length) };
  });
  return { id, method, dataReference, extents };
}

/** The box with the base folded into the offsets; `isLong` for files whose offsets need eight bytes. */
export function makeLocations({ version, items }: LocationTable, isLong: boolean): Uint8Array {
  const size = isLong ? 8 : 4;
  const hasIndex = version > 0 && items.some(({ extents }) => extents.some(({ index }) => index !== 0));
  const number = (value: number): Uint8Array => (isLong ? uint64(value) : uint32(value));
  const id = (value: number): Uint8Array => (version === 2 ? uint32(value) : uint16(value));
  const sizes = (size << 12) | (size << 8) | (hasIndex ? size : 0);
  const rows = items.flatMap((item) => [
    id(item.id),
    ...(version === 0 ? [] : [uint16(item.method)]),
    uint16(item.dataReference),
    uint16(item.extents.length),
    ...item.extents.flatMap(({ index, offset, length }) => [
      ...(hasIndex ? [number(index)] : []),
      number(offset),
      number(length),
    ]),
  ]);
  return makeFullBox('iloc', version, uint16(sizes), id(items.length), concatAll(rows));
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, BigInt(value));
  return bytes;
}
