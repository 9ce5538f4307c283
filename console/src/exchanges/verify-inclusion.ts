import { equalBytes, sha256 } from './hash.ts';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** RFC 9162 leaf hash of an entry: SHA-256 of a zero byte and the UTF-8 bytes of its body. */
export const leafHashOf = (body: string): Promise<Uint8Array> => sha256(LEAF, new TextEncoder().encode(body));

/** What an inclusion proof is checked against. */
export interface Inclusion {
  readonly leafHash: Uint8Array;
  readonly leafIndex: number;
  readonly treeSize: number;
  /** Sibling hashes from the leaf to the root. */
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Does the path lead from the leaf to the root? RFC 9162, section 2.1.3.2. */
export async function verifyInclusion({ leafHash, leafIndex, treeSize, path, root }: Inclusion): Promise<boolean> {
  if (!Number.isSafeInteger(leafIndex) || leafIndex < 0 || leafIndex >= treeSize) return false;
  let position = leafIndex;
  let last = treeSize - 1;
  let hash = leafHash;
  for (const sibling of path) {
    if (last === 0) return false;
    if (position % 2 === 1 || position === last) {
      hash = await sha256(NODE, sibling, hash);
      // A right-most node without a sibling rises unchanged until it has one.
      while (position % 2 === 0 && position !== 0) {
        position = Math.floor(position / 2);
        last = Math.floor(last / 2);
      }
    } else {
      hash = await sha256(NODE, hash, sibling);
    }
    position = Math.floor(position / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equalBytes(hash, root);
}
