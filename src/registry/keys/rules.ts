import type { FillRandom } from '../../kernel/index.ts';
import { sha256 } from '../../kernel/index.ts';

const PREFIX = 'hg_';
const RANDOM_BYTES = 32;
const HINT_CHARS = 8;

export interface NewKey {
  /** Shown once; never stored. */
  readonly key: string;
  readonly hash: Buffer;
  readonly hint: string;
}

/** A fresh API key: `hg_` and 43 base64url characters of 256 random bits. */
export function makeKey(fillRandom: FillRandom): NewKey {
  const random = Buffer.alloc(RANDOM_BYTES);
  fillRandom(random);
  const key = `${PREFIX}${random.toString('base64url')}`;
  return { key, hash: sha256(key), hint: key.slice(0, HINT_CHARS) };
}
