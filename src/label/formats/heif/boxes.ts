import { concat, fromLatin1, latin1, uint32, viewOf } from '../../file/bytes.ts';
import type { Range } from '../../file/range.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../../file/source.ts';

/** A box of the ISO base media format. */
export interface Box extends Range {
  readonly type: string;
  readonly dataFrom: number;
  /** Whether it has no size of its own and reaches to the end of the file. */
  readonly isOpen: boolean;
}

const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;

/** The boxes in a range. @throws HeguiError E_FILE_UNREADABLE when one reaches beyond it or is shorter than its head. */
export async function listBoxes(source: ByteSource, { from, to }: Range, what: string): Promise<Box[]> {
  const boxes: Box[] = [];
  for (let at = from; at < to; ) {
    if (boxes.length >= BLOCKS_MAX) throw unreadable(`${what} has more than ${BLOCKS_MAX} boxes`);
    const box = await readBox(source, at, to);
    if (box.to > to || box.dataFrom > box.to)
      throw unreadable(`the box ${JSON.stringify(box.type)} at byte ${at} does not fit into ${what}`);
    if (box.isOpen && from > 0)
      throw unreadable(
        `the box ${JSON.stringify(box.type)} at byte ${at} has no size, which only the last of a file may lack`,
      );
    boxes.push(box);
    at = box.to;
  }
  return boxes;
}

async function readBox(source: ByteSource, from: number, end: number): Promise<Box> {
  const head = await readExactly(source, from, HEAD_BYTES, 'the head of a box');
  const type = fromLatin1(head.subarray(4, HEAD_BYTES));
  const size = viewOf(head).getUint32(0);
  if (size === 0) return { type, from, dataFrom: from + HEAD_BYTES, to: end, isOpen: true };
  if (size !== 1) return { type, from, dataFrom: from + HEAD_BYTES, to: from + size, isOpen: false };
  const long = await readExactly(source, from + HEAD_BYTES, 8, `the length of the box ${JSON.stringify(type)}`);
  const to = from + Number(viewOf(long).getBigUint64(0));
  return { type, from, dataFrom: from + LONG_HEAD_BYTES, to, isOpen: false };
}

export function makeBox(type: string, ...content: readonly Uint8Array[]): Uint8Array {
  const size = content.reduce((sum, piece) => sum + piece.length, HEAD_BYTES);
  return concat(uint32(size), latin1(type), ...content);
}

/** A box with a version and no flags. */
export const makeFullBox = (type: string, version: number, ...content: readonly Uint8Array[]): Uint8Array =>
  makeBox(type, Uint8Array.of(version, 0, 0, 0), ...content);
