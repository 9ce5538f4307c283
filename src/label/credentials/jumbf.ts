import { fromLatin1, fromUtf8, viewOf } from '../file/bytes.ts';

/** A superbox of JUMBF (ISO/IEC 19566-5): its label, the boxes of data in it and the superboxes. */
export interface Superbox {
  readonly label: string;
  readonly data: readonly { readonly type: string; readonly bytes: Uint8Array }[];
  readonly boxes: readonly Superbox[];
}

const HEAD = 8;
const LONG_HEAD = 16;
const UUID_BYTES = 16;
const HAS_LABEL = 0x02;
const DEPTH_MAX = 8;
const BOXES_MAX = 4_096;

/** The superbox at the start of some bytes; null where none is, or one that is broken. */
export function readSuperbox(bytes: Uint8Array): Superbox | null {
  const [first] = listBoxes(bytes, 1) ?? [];
  return first?.type === 'jumb' ? parseSuperbox(first.bytes, 0) : null;
}

function parseSuperbox(bytes: Uint8Array, depth: number): Superbox | null {
  const [description, ...content] = listBoxes(bytes, BOXES_MAX) ?? [];
  if (description?.type !== 'jumd' || depth > DEPTH_MAX) return null;
  const boxes = content
    .filter(({ type }) => type === 'jumb')
    .map((box) => parseSuperbox(box.bytes, depth + 1))
    .filter((box) => box !== null);
  return { label: labelOf(description.bytes), data: content.filter(({ type }) => type !== 'jumb'), boxes };
}

function labelOf(description: Uint8Array): string {
  if (((description[UUID_BYTES] ?? 0) & HAS_LABEL) === 0) return '';
  const end = description.indexOf(0, UUID_BYTES + 1);
  return fromUtf8(description.subarray(UUID_BYTES + 1, end < 0 ? undefined : end));
}

function listBoxes(
  bytes: Uint8Array,
  countMax: number,
): { readonly type: string; readonly bytes: Uint8Array }[] | null {
  const boxes: { readonly type: string; readonly bytes: Uint8Array }[] = [];
  const view = viewOf(bytes);
  for (let at = 0; at + HEAD <= bytes.length && boxes.length < countMax; ) {
    const short = view.getUint32(at);
    const isLong = short === 1 && at + LONG_HEAD <= bytes.length;
    const size = short === 0 ? bytes.length - at : isLong ? Number(view.getBigUint64(at + HEAD)) : short;
    const head = isLong ? LONG_HEAD : HEAD;
    if (size < head || size > bytes.length - at) return null;
    boxes.push({ type: fromLatin1(bytes.subarray(at + 4, at + HEAD)), bytes: bytes.subarray(at + head, at + size) });
    at += size;
  }
  return boxes;
}
