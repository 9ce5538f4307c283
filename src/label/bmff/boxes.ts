import { concat, fromLatin1, latin1, uint32, uint64, viewOf } from '../file/bytes.ts';
import type { Edit } from '../file/edits.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable, unsupported } from '../file/source.ts';

/** A box of the ISO base media file format (an atom of QuickTime): where it stands in the file, its head with it. */
export interface Box {
  readonly type: string;
  readonly from: number;
  /** Where its content starts. */
  readonly content: number;
  readonly to: number;
  /** How its size is written: in 32 bits, in 64, or as 0, which means up to the end of the file. */
  readonly sizeForm: 'short' | 'long' | 'rest';
}

/** A change of the file inside the boxes `within`, the outermost first; their sizes follow from it. */
export interface BoxEdit extends Edit {
  readonly within: readonly Box[];
}

const SHORT_HEAD = 8;
const LONG_HEAD = 16;
const UINT32_MAX = 2 ** 32 - 1;

/**
 * The boxes of the whole file. Fewer than 8 bytes behind the last one are nobody's box.
 *
 * @throws HeguiError E_FILE_UNREADABLE for a box that is shorter than its head or reaches beyond the file.
 */
export const listTopBoxes = async (source: ByteSource): Promise<Box[]> =>
  await listWithin(source, 0, source.size, 'the file');

/** The boxes inside one, from byte `from` on; in `udta` a size of 0 ends the list, as QuickTime writes it. */
export async function listBoxes(source: ByteSource, parent: Box, from: number = parent.content): Promise<Box[]> {
  return await listWithin(source, from, parent.to, parent.type);
}

async function listWithin(source: ByteSource, from: number, to: number, where: string): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = from; to - at >= SHORT_HEAD; ) {
    const box = await readBox(source, at, to, where);
    if (box === null) break;
    boxes.push(box);
    if (boxes.length > BLOCKS_MAX) throw unreadable(`${where} has more than ${BLOCKS_MAX} boxes`);
    at = box.to;
  }
  return boxes;
}

async function readBox(source: ByteSource, at: number, end: number, where: string): Promise<Box | null> {
  const head = await readExactly(source, at, Math.min(LONG_HEAD, end - at), `a box in ${where}`);
  const type = fromLatin1(head.subarray(4, 8));
  const short = viewOf(head).getUint32(0);
  if (short === 0) {
    if (where === 'udta') return null;
    if (where !== 'the file') throw unreadable(`the box ${JSON.stringify(type)} in ${where} at byte ${at} has no size`);
    return { type, from: at, content: at + SHORT_HEAD, to: end, sizeForm: 'rest' };
  }
  const isLong = short === 1;
  if (isLong && head.length < LONG_HEAD)
    throw unreadable(`the box ${JSON.stringify(type)} in ${where} is cut off at byte ${at}`);
  const size = isLong ? Number(viewOf(head).getBigUint64(8)) : short;
  const headBytes = isLong ? LONG_HEAD : SHORT_HEAD;
  if (size < headBytes || size > end - at) {
    throw unreadable(
      `the box ${JSON.stringify(type)} in ${where} at byte ${at} says it has ${size} bytes; ${end - at} are left`,
    );
  }
  return { type, from: at, content: at + headBytes, to: at + size, sizeForm: isLong ? 'long' : 'short' };
}

/** What stands in a box, its head left out. @throws HeguiError E_FILE_UNREADABLE when it is larger than metadata may be */
export const boxContent = async (source: ByteSource, { type, content, to }: Box): Promise<Uint8Array> =>
  await readExactly(source, content, to - content, `the box ${JSON.stringify(type)}`);

export function makeBox(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return concat(uint32(SHORT_HEAD + body.length), latin1(type), body);
}

/** The new sizes of all boxes that become longer or shorter by these changes. */
export function resizeEdits(edits: readonly BoxEdit[]): Edit[] {
  const growths = new Map<number, { readonly box: Box; readonly growth: number }>();
  for (const { from, to, bytes, within } of edits) {
    for (const box of within) {
      const growth = (growths.get(box.from)?.growth ?? 0) + bytes.length - (to - from);
      growths.set(box.from, { box, growth });
    }
  }
  return [...growths.values()].filter(({ box, growth }) => growth !== 0 && box.sizeForm !== 'rest').map(resize);
}

function resize({ box, growth }: { readonly box: Box; readonly growth: number }): Edit {
  const { type, from, to, sizeForm } = box;
  const size = to - from + growth;
  if (sizeForm === 'long') return { from: from + 8, to: from + LONG_HEAD, bytes: uint64(size) };
  if (size > UINT32_MAX) throw unsupported(`the box ${type} would become longer than its 32-bit size can say`);
  return { from, to: from + 4, bytes: uint32(size) };
}
