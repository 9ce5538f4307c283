import { copy, insert, type Patch, patchedSource } from './patch.ts';
import { type ByteSource, readExactly, unsupported } from './source.ts';

/** A range of the old file and the bytes that stand there in the new one; an empty range inserts. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

/** The removal of a range. */
export const removal = ({ from, to }: { readonly from: number; readonly to: number }): Edit => ({
  from,
  to,
  bytes: new Uint8Array(),
});

const growthOf = ({ from, to, bytes }: Edit): number => bytes.length - (to - from);

/** The file with all edits made, in the order of their places; of those that insert at one place, in the order given. */
export function patchOf(size: number, edits: readonly Edit[]): Patch {
  const patch: Patch[number][] = [];
  let at = 0;
  for (const { from, to, bytes } of edits.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    if (from < at || to < from || to > size) throw unsupported(`two changes of the file meet at byte ${from}`);
    if (from > at) patch.push(copy(at, from));
    patch.push(insert(bytes));
    at = to;
  }
  if (at < size) patch.push(copy(at, size));
  return patch;
}

/**
 * By how much what lies at an offset of the old file moves; what is inserted at an offset goes before it.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED from the function for an offset into something that is replaced by another length.
 */
export function shiftOf(edits: readonly Edit[]): (offset: number) => number {
  const moving = edits.filter((edit) => growthOf(edit) !== 0).toSorted((one, other) => one.from - other.from);
  return (offset) => {
    let shift = 0;
    for (const edit of moving) {
      if (edit.to <= offset) shift += growthOf(edit);
      else if (edit.from < offset) throw unsupported(`a table points to byte ${offset}, into what has to be rewritten`);
      else break;
    }
    return shift;
  };
}

/** Bytes by which all edits together make the file longer. */
export const growthOfAll = (edits: readonly Edit[]): number => edits.reduce((sum, edit) => sum + growthOf(edit), 0);

/** What stands in a range once these edits, which all lie within it, are made; for what has to go elsewhere. */
export async function rewriteRange(
  source: ByteSource,
  from: number,
  to: number,
  edits: readonly Edit[],
): Promise<Uint8Array> {
  const rewritten = patchedSource(source, patchOf(to, edits));
  return Uint8Array.from(await readExactly(rewritten, from, to - from + growthOfAll(edits), 'what has to be moved'));
}
