import { fail, ok, type Result } from '../kernel/result.ts';
import { decodeBase64, HASH_BYTES } from './hash.ts';
import { type NoteSigner, openNote, signNote, type VerifierKey } from './note.ts';

/** C2SP tlog-checkpoint: which log, how many leaves, which root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The three lines that are signed. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}

/** What the text of a checkpoint says; the error names the line at fault. Extension lines are allowed and passed over. */
export function parseCheckpoint(text: string): Result<Checkpoint, string> {
  const [origin, size, root, ...rest] = text.split('\n');
  if (origin === undefined || origin === '') return fail('has no origin');
  if (size === undefined || !/^(0|[1-9][0-9]*)$/.test(size) || !Number.isSafeInteger(Number(size))) {
    return fail('has no tree size');
  }
  const bytes = root === undefined ? null : decodeBase64(root);
  if (bytes?.length !== HASH_BYTES) return fail('has no root hash');
  if (rest.pop() !== '' || rest.includes('')) return fail('has an empty line');
  return ok({ origin, size: Number(size), root: bytes });
}

/** The checkpoint as a signed note; the signer's name is its origin. */
export function signCheckpoint(size: number, root: Uint8Array, signer: NoteSigner): string {
  return signNote(formatCheckpoint({ origin: signer.key.name, size, root }), signer);
}

/** The checkpoint in a note that one of the keys signed and whose origin is that key's name. */
export function openCheckpoint(note: string, keys: readonly VerifierKey[]): Result<Checkpoint, string> {
  const text = openNote(note, keys);
  if (!text.ok) return text;
  const parsed = parseCheckpoint(text.value);
  if (parsed.ok && !keys.some((key) => key.name === parsed.value.origin)) return fail('is of another log');
  return parsed;
}
