import { concat, uint16, uint32 } from '../../file/bytes.ts';
import { bytesSource, unreadable } from '../../file/source.ts';
import { listBoxes, makeBox, makeFullBox } from './boxes.ts';
import { FieldReader } from './field-reader.ts';

/** A reference from one item to others, such as `cdsc` from metadata to the picture that it describes. */
export interface ItemReference {
  readonly type: string;
  readonly from: number;
  readonly to: readonly number[];
}

const HEAD_BYTES = 4;

/** The references of the box `iref`, whose data is given. */
export async function parseReferences(data: Uint8Array): Promise<ItemReference[]> {
  if (data.length < HEAD_BYTES) throw unreadable('the box "iref" ends before its references');
  const idBytes = data[0] === 0 ? 2 : 4;
  const boxes = await listBoxes(bytesSource(data), { from: HEAD_BYTES, to: data.length }, 'the box "iref"');
  return boxes.map(({ type, dataFrom, to }) => {
    const reader = new FieldReader(data.subarray(dataFrom, to), 'a reference in "iref"');
    const from = reader.number(idBytes);
    return { type, from, to: Array.from({ length: reader.number(2) }, () => reader.number(idBytes)) };
  });
}

/** The box `iref` with one more reference; a new box when there is none. */
export function withReference(data: Uint8Array | null, type: string, ids: { from: number; to: number }): Uint8Array {
  const isShort = data === null ? Math.max(ids.from, ids.to) <= 0xffff : data[0] === 0;
  const id = (value: number): Uint8Array => (isShort ? uint16(value) : uint32(value));
  const added = makeBox(type, concat(id(ids.from), uint16(1), id(ids.to)));
  return data === null ? makeFullBox('iref', isShort ? 0 : 1, added) : makeBox('iref', data, added);
}
