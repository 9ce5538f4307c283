import { canonicalJson } from '../kernel/canonical-json.ts';
import { createSha256, HASH_BYTES, sha256 } from './hash.ts';
import { type NoteSigner, signNote } from './note.ts';

/**
 * The lines of an evidence bundle, each the canonical JSON of one object, each ended by a newline:
 *
 *   header; then for every 256 leaves: their hashes, the entries, and after entry n - 1 every checkpoint of size n; seal.
 *
 * README.md describes them member by member.
 */
export const BUNDLE_FORMAT = 'hegui-evidence/1';

export interface BundleHeader {
  readonly exportedAt: string;
  /** Name of the log: the name of its key. */
  readonly origin: string;
  /** C2SP verifier keys that may sign the checkpoints and the seal. */
  readonly keys: readonly string[];
  /** Leaves in the bundle. */
  readonly size: number;
}

export interface BundleEntry {
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly body: string;
}

/** What the seal's note says: enough to tell an altered header from other altered bytes. */
export function formatSealText(origin: string, size: number, headerHash: Buffer, bytesHash: Buffer): string {
  const lines = [BUNDLE_FORMAT, origin, String(size), headerHash.toString('base64'), bytesHash.toString('base64')];
  return `${lines.join('\n')}\n`;
}

/**
 * Writes the lines in the order in which it is called and hashes them on the way; keeps nothing but the hash. The caller
 * keeps the order that the format asks for.
 */
export class BundleWriter {
  readonly #hash = createSha256();
  readonly #header: BundleHeader;
  readonly #headerLine: string;

  constructor(header: BundleHeader) {
    this.#header = header;
    const { exportedAt, keys, origin, size } = header;
    this.#headerLine = `${canonicalJson({ exportedAt, format: BUNDLE_FORMAT, keys, origin, size })}\n`;
  }

  header(): string {
    return this.#keep(this.#headerLine);
  }

  /** The leaf hashes of tile `index`, 32 bytes each. */
  tile(index: number, hashes: Buffer): string {
    if (hashes.length % HASH_BYTES !== 0) throw new RangeError('a tile holds hashes of 32 bytes');
    return this.#keep(`${canonicalJson({ hashes: hashes.toString('base64'), tile: index })}\n`);
  }

  entry({ at, body, index, id, kind }: BundleEntry): string {
    return this.#keep(`${canonicalJson({ at, body, i: index, id, kind })}\n`);
  }

  checkpoint(note: string): string {
    return this.#keep(`${canonicalJson({ checkpoint: note })}\n`);
  }

  /** The last line. Nothing may be written after it. */
  seal(signer: NoteSigner): string {
    const { origin, size } = this.#header;
    const text = formatSealText(origin, size, sha256(this.#headerLine), this.#hash.digest());
    return `${canonicalJson({ seal: signNote(text, signer) })}\n`;
  }

  #keep(line: string): string {
    this.#hash.update(line);
    return line;
  }
}
