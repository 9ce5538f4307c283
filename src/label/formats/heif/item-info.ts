import { concat, concatAll, fromLatin1, latin1, uint16, uint32, viewOf } from '../../file/bytes.ts';
import { type ByteSource, bytesSource, unreadable, unsupported } from '../../file/source.ts';
import { listBoxes, makeBox } from './boxes.ts';
import { FieldReader } from './field-reader.ts';

/** What `infe` says of an item. */
export interface ItemInfo {
  readonly id: number;
  /** Four characters; `mime` for one that goes by its content type. */
  readonly type: string;
  readonly contentType: string;
  /** How the content is compressed; empty when it is not. */
  readonly encoding: string;
  readonly isProtected: boolean;
  /** The box as it stands. */
  readonly raw: Uint8Array;
}

const XMP_TYPE = 'application/rdf+xml';

export const isXmpItem = ({ type, contentType }: ItemInfo): boolean => type === 'mime' && contentType === XMP_TYPE;
export const isExifItem = ({ type }: ItemInfo): boolean => type === 'Exif';

/** The items of the box `iinf`, whose data is given. */
export async function parseInfos(data: Uint8Array): Promise<ItemInfo[]> {
  const source: ByteSource = bytesSource(data);
  const from = headBytes(data);
  if (data.length < from) throw unreadable('the box "iinf" ends before its items');
  const boxes = await listBoxes(source, { from, to: data.length }, 'the box "iinf"');
  if (boxes.length !== countOf(data))
    throw unreadable(`the box "iinf" says it has ${countOf(data)} items, but it has ${boxes.length}`);
  return boxes.map((box) => parseInfo(data.subarray(box.dataFrom, box.to), data.slice(box.from, box.to)));
}

/** Version, flags and the number of items. */
const headBytes = (data: Uint8Array): number => (data[0] === 0 ? 6 : 8);

const countOf = (data: Uint8Array): number => (data[0] === 0 ? viewOf(data).getUint16(4) : viewOf(data).getUint32(4));

function parseInfo(data: Uint8Array, raw: Uint8Array): ItemInfo {
  const reader = new FieldReader(data, 'a box "infe"');
  const version = reader.number(1);
  reader.take(3);
  const id = reader.number(version >= 3 ? 4 : 2);
  const isProtected = reader.number(2) !== 0;
  // Before version 2 all items went by their content type.
  const type = version < 2 ? 'mime' : fromLatin1(reader.take(4));
  reader.text();
  const isMime = type === 'mime';
  const contentType = isMime ? reader.text() : '';
  const encoding = isMime ? reader.text() : '';
  return { id, type, contentType, encoding, isProtected, raw };
}

/** The box `infe` of an XMP packet. */
const xmpInfo = (id: number): Uint8Array =>
  makeBox('infe', Uint8Array.of(2, 0, 0, 0), uint16(id), uint16(0), latin1(`mime\0${XMP_TYPE}\0`));

/** The box `iinf` with the item of an XMP packet: a new one, or in the place of the one that it replaces. */
export function withXmpInfo(data: Uint8Array, infos: readonly ItemInfo[], id: number): Uint8Array {
  const from = headBytes(data);
  const replaced = infos.find((info) => info.id === id);
  if (replaced !== undefined) {
    const rows = infos.map((info) => (info === replaced ? xmpInfo(id) : info.raw));
    return makeBox('iinf', data.subarray(0, from), concatAll(rows));
  }
  const isShort = from === 6;
  const count = countOf(data) + 1;
  if (isShort && count > 0xffff) throw unsupported('the list of items in the file (iinf) is full');
  const head = concat(data.subarray(0, 4), isShort ? uint16(count) : uint32(count));
  return makeBox('iinf', head, data.subarray(from), xmpInfo(id));
}
