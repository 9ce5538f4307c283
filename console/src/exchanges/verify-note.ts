import { decodeBase64, decodeHash, equalBytes, sha256 } from './hash.ts';

/** What a checkpoint's note says, and the exact text that was signed. */
export interface SignedCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly signedText: string;
  readonly signatures: readonly {
    readonly name: string;
    readonly keyHash: Uint8Array;
    readonly signature: Uint8Array;
  }[];
}

const ED25519 = 1;

/** Reads a C2SP tlog-checkpoint; null when it is none. */
export function parseCheckpoint(note: string): SignedCheckpoint | null {
  const end = note.indexOf('\n\n');
  if (end === -1) return null;
  const signedText = note.slice(0, end + 1);
  const [origin, size, rootText] = signedText.split('\n');
  const root = decodeHash(rootText ?? '');
  if (origin === undefined || size === undefined || !/^\d+$/.test(size) || root === null) return null;
  const signatures = [...note.slice(end + 2).matchAll(/^— (\S+) (\S+)$/gm)].flatMap(([, name, blob]) => {
    const bytes = decodeBase64(blob ?? '');
    return bytes === null ? [] : [{ name: name ?? '', keyHash: bytes.slice(0, 4), signature: bytes.slice(4) }];
  });
  return { origin, size: Number(size), root, signedText, signatures };
}

/**
 * Is the checkpoint signed by the log's key? `verifierKey` is `name+hash+base64` (C2SP signed-note, Ed25519).
 * `unsupported` when this browser has no Ed25519.
 */
export async function verifySignature(
  checkpoint: SignedCheckpoint,
  verifierKey: string,
): Promise<'ok' | 'bad' | 'unsupported'> {
  const parsed = /^([^+\s]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/]+={0,2})$/.exec(verifierKey);
  const name = parsed?.[1];
  const typed = decodeBase64(parsed?.[2] ?? '');
  if (name === undefined || typed === null || typed[0] !== ED25519 || typed.length !== 33) return 'bad';
  const text = new TextEncoder();
  const keyHash = (await sha256(text.encode(`${name}\n`), typed)).slice(0, 4);
  const found = checkpoint.signatures.find((one) => one.name === name && equalBytes(one.keyHash, keyHash));
  if (found === undefined) return 'bad';
  const key = await importKey(typed.slice(1));
  if (key === null) return 'unsupported';
  const isRight = await crypto.subtle.verify(
    'Ed25519',
    key,
    Uint8Array.from(found.signature),
    text.encode(checkpoint.signedText),
  );
  return isRight ? 'ok' : 'bad';
}

// Browsers older than 2025 answer NotSupportedError; that is an answer about the browser, not about the log.
async function importKey(raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey | null> {
  return crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'NotSupportedError') return null;
    throw error;
  });
}
