import { type Patch, patchSize } from './patch.ts';

/** The pieces of a file from byte `at` on, when they are known without walking on; null where none is known to begin there. */
export type KnownRest<T> = (at: number) => readonly T[] | null;

/**
 * What a walk over the pieces of a file of `size` bytes tells of the file that `patch` makes of it. For walks that know nothing but
 * where they are: where a piece of the old file begins in the end that both files share, the same bytes follow, and so the same
 * pieces, to the last one that was found when they were read.
 *
 * @param move a piece as it is when all of it stands so many bytes further on
 */
export function knownRest<T extends { readonly from: number }>(
  pieces: readonly T[],
  patch: Patch,
  size: number,
  move: (piece: T, by: number) => T,
): KnownRest<T> {
  const end = patch.at(-1);
  if (end?.kind !== 'copy' || end.to !== size) return nothingKnown;
  const from = patchSize(patch) - (end.to - end.from);
  const by = from - end.from;
  const places = new Map(pieces.map((piece, index) => [piece.from, index]));
  return (at) => {
    const index = at < from ? undefined : places.get(at - by);
    return index === undefined ? null : pieces.slice(index).map((piece) => move(piece, by));
  };
}

export const nothingKnown = (): null => null;
