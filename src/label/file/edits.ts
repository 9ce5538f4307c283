import { copy, insert, type Patch, type Segment } from './patch.ts';

/** A range of a file in another wording; nothing goes when it is empty, nothing comes when there are no bytes. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly bytes: Uint8Array;
}

export const removal = ({ from, to }: { readonly from: number; readonly to: number }): Edit => ({
  from,
  to,
  bytes: new Uint8Array(),
});

/** The file of `size` bytes with these edits, which do not overlap; everything between them is copied. */
export function editedFile(size: number, edits: readonly Edit[]): Patch {
  const patch: Segment[] = [];
  let at = 0;
  for (const { from, to, bytes } of edits.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    patch.push(copy(at, from), insert(bytes));
    at = to;
  }
  return [...patch, copy(at, size)];
}
