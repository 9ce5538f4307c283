import { concatAll, viewOf } from '../../file/bytes.ts';
import type { Edit } from '../../file/patch.ts';
import type { Range } from '../../file/range.ts';
import { type ByteSource, METADATA_BYTES_MAX, readExactly, unreadable } from '../../file/source.ts';
import { type Box, listBoxes } from './boxes.ts';
import { type ItemInfo, parseInfos } from './item-info.ts';
import { type ItemLocation, type LocationTable, parseLocations } from './item-location.ts';
import { type ItemReference, parseReferences } from './item-reference.ts';

/** A file of items: its boxes, and all that its `meta` says of the items. Places are counted from the start of the file. */
export interface HeifFile {
  readonly boxes: readonly Box[];
  readonly meta: Box;
  /** What stands in `meta`, behind its version. */
  readonly children: readonly Box[];
  /** The data in `meta` itself; empty when it has none. */
  readonly inside: Range;
  readonly primary: number | null;
  readonly infos: readonly ItemInfo[];
  readonly locations: LocationTable;
  /** The first location of each item. */
  readonly locationOf: ReadonlyMap<number, ItemLocation>;
  readonly references: readonly ItemReference[];
}

/** Null for a file without items, such as a pure sequence of pictures. @throws HeguiError E_FILE_UNREADABLE */
export async function openHeif(source: ByteSource): Promise<HeifFile | null> {
  const boxes = await listBoxes(source, { from: 0, to: source.size }, 'the file');
  const meta = boxes.find(({ type }) => type === 'meta');
  if (meta === undefined) return null;
  if (meta.to - meta.from > METADATA_BYTES_MAX)
    throw unreadable(`the box "meta" has ${meta.to - meta.from} bytes; at most ${METADATA_BYTES_MAX} are read`);
  await readExactly(source, meta.dataFrom, 4, 'the version of the box "meta"');
  const children = await listBoxes(source, { from: meta.dataFrom + 4, to: meta.to }, 'the box "meta"');
  const data = async (type: string): Promise<Uint8Array | null> => await childData(source, children, type);
  const [pitm, iinf, iloc, iref] = [await data('pitm'), await data('iinf'), await data('iloc'), await data('iref')];
  const idat = children.find(({ type }) => type === 'idat');
  const locations = iloc === null ? { version: 0, items: [] } : parseLocations(iloc);
  return {
    boxes,
    meta,
    children,
    inside: { from: idat?.dataFrom ?? 0, to: idat?.to ?? 0 },
    primary: pitm === null ? null : parsePrimary(pitm),
    infos: iinf === null ? [] : await parseInfos(iinf),
    locations,
    locationOf: new Map(locations.items.toReversed().map((item) => [item.id, item])),
    references: iref === null ? [] : await parseReferences(iref),
  };
}

/** The data of the first box of this type; null when there is none. */
export async function childData(source: ByteSource, boxes: readonly Box[], type: string): Promise<Uint8Array | null> {
  const box = boxes.find((child) => child.type === type);
  if (box === undefined) return null;
  return (await readExactly(source, box.dataFrom, box.to - box.dataFrom, `the box ${JSON.stringify(type)}`)).slice();
}

function parsePrimary(data: Uint8Array): number {
  const isShort = data[0] === 0;
  if (data.length < (isShort ? 6 : 8)) throw unreadable('the box "pitm" ends before its number');
  return isShort ? viewOf(data).getUint16(4) : viewOf(data).getUint32(4);
}

/** Where the pieces of an item stand in this file; null when they stand in another file or in another item. */
export function itemRanges(source: ByteSource, file: HeifFile, id: number): Range[] | null {
  const location = file.locationOf.get(id);
  if (location === undefined) return [];
  if (location.dataReference !== 0 || location.method > 1) return null;
  const whole = location.method === 0 ? { from: 0, to: source.size } : file.inside;
  return location.extents.map(({ offset, length }) => {
    const from = whole.from + offset;
    const to = length === 0 ? whole.to : from + length;
    if (from > to || to > whole.to) throw unreadable(`the item ${id} says it reaches to byte ${to}, beyond its place`);
    return { from, to };
  });
}

/** The content of an item. @throws HeguiError E_FILE_UNREADABLE when it is not in this file, or longer than metadata is. */
export async function itemData(source: ByteSource, file: HeifFile, id: number): Promise<Uint8Array> {
  const ranges = itemRanges(source, file, id);
  if (ranges === null) throw unreadable(`the item ${id} stands in another file or item, where it is not read`);
  const size = ranges.reduce((sum, { from, to }) => sum + to - from, 0);
  if (size > METADATA_BYTES_MAX)
    throw unreadable(`the item ${id} has ${size} bytes; at most ${METADATA_BYTES_MAX} are read`);
  const pieces: Uint8Array[] = [];
  for (const { from, to } of ranges) pieces.push(await readExactly(source, from, to - from, `the item ${id}`));
  return concatAll(pieces);
}

/** The edits that give an item other bytes of the same length. */
export function itemEdits(source: ByteSource, file: HeifFile, item: { id: number; bytes: Uint8Array }): Edit[] {
  let done = 0;
  return (itemRanges(source, file, item.id) ?? []).map(({ from, to }) => {
    const bytes = item.bytes.subarray(done, done + to - from);
    done += to - from;
    return { at: from, bytes };
  });
}
