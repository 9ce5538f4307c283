import { METADATA_BYTES_MAX, unreadable } from './source.ts';

/** All metadata of one file that is kept in memory together; a depth map in extended XMP takes a few million bytes. */
export const BUDGET_BYTES: number = 4 * METADATA_BYTES_MAX;

/**
 * Counts what is read of one file. A file can hold, or point to, the same large piece again and again.
 *
 * @returns a function that takes the bytes of a piece and throws E_FILE_UNREADABLE once there are too many in all.
 */
export function metadataBudget(what: string): (bytes: number) => void {
  let spent = 0;
  return (bytes) => {
    spent += bytes;
    if (spent > BUDGET_BYTES) throw unreadable(`${what} has more than ${BUDGET_BYTES} bytes of metadata`);
  };
}
