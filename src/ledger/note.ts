import { createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { fail, ok, type Result } from '../kernel/result.ts';
import { decodeBase64, sha256 } from './hash.ts';

/** C2SP signed notes: a text, an empty line, and signature lines `— name base64(key hash || signature)`. Ed25519 only. */
const ALGORITHM_ED25519 = 1;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const KEY_HASH_BYTES = 4;

export interface VerifierKey {
  readonly name: string;
  /** First four bytes of SHA-256(name || 0x0A || algorithm || key). */
  readonly hash: Buffer;
  /** `name+hash+base64(algorithm || key)`, the form in which people keep and compare it. */
  readonly text: string;
  readonly publicKey: KeyObject;
}

export interface NoteSigner {
  readonly key: VerifierKey;
  sign(data: Uint8Array): Buffer;
}

export interface NoteSignature {
  readonly name: string;
  readonly hash: Buffer;
  readonly signature: Buffer;
}

/** A signer with this name. The key is an Ed25519 private key. */
export function createNoteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const raw = createPublicKey(privateKey).export({ format: 'jwk' });
  if (raw.crv !== 'Ed25519' || raw.x === undefined) throw new TypeError('a note is signed with an Ed25519 key');
  const key = parseVerifierKey(formatVerifierKey(name, Buffer.from(raw.x, 'base64url')));
  if (!key.ok) throw new TypeError(`the name of a note's key: ${key.error}`);
  return { key: key.value, sign: (data) => sign(null, data, privateKey) };
}

/** `name+hash+base64(algorithm || key)`. */
export function formatVerifierKey(name: string, publicKey: Uint8Array): string {
  const encoded = Buffer.concat([Buffer.of(ALGORITHM_ED25519), publicKey]);
  return `${name}+${keyHash(name, encoded).toString('hex')}+${encoded.toString('base64')}`;
}

/** The key, checked against its own hash; the error says what is wrong with the text. */
export function parseVerifierKey(text: string): Result<VerifierKey, string> {
  // The base64 part may itself contain a plus sign.
  const [, name, hexHash, base64] = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  if (name === undefined || hexHash === undefined || base64 === undefined) return fail('is not name+hash+key');
  const encoded = decodeBase64(base64);
  if (encoded?.length !== 1 + PUBLIC_KEY_BYTES || encoded[0] !== ALGORITHM_ED25519) return fail('is no Ed25519 key');
  const hash = keyHash(name, encoded);
  if (hash.toString('hex') !== hexHash) return fail('does not match its own hash');
  const x = encoded.subarray(1).toString('base64url');
  try {
    const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return ok({ name, hash, text, publicKey });
  } catch {
    // A point that is not on the curve: the text is at fault, not the program.
    return fail('is no Ed25519 key');
  }
}

/** The text, which ends in a newline, with one signature under it. */
export function signNote(text: string, signer: NoteSigner): string {
  if (!isNoteText(text)) throw new TypeError('a note is lines of text without control characters');
  const signature = Buffer.concat([signer.key.hash, signer.sign(Buffer.from(text))]).toString('base64');
  return `${text}\n— ${signer.key.name} ${signature}\n`;
}

/** Text and signatures of a note, unchecked; the error says what is malformed. */
export function parseNote(note: string): Result<{ text: string; signatures: NoteSignature[] }, string> {
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return fail('has no signature lines');
  const text = note.slice(0, split + 1);
  if (!isNoteText(text)) return fail('holds control characters');
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(split + 2, -1).split('\n')) {
    const [, name, base64] = /^— ([^+\s]+) (\S+)$/.exec(line) ?? [];
    const bytes = base64 === undefined ? null : decodeBase64(base64);
    if (name === undefined || bytes === null || bytes.length <= KEY_HASH_BYTES) return fail('has a bad signature line');
    signatures.push({ name, hash: bytes.subarray(0, KEY_HASH_BYTES), signature: bytes.subarray(KEY_HASH_BYTES) });
  }
  return ok({ text, signatures });
}

/**
 * The text of a note that one of the keys has signed. Signatures of unknown keys are passed over; a false signature in
 * the name of a known key makes the note false.
 */
export function openNote(note: string, keys: readonly VerifierKey[]): Result<string, string> {
  const parsed = parseNote(note);
  if (!parsed.ok) return parsed;
  const data = Buffer.from(parsed.value.text);
  let isSigned = false;
  for (const { name, hash, signature } of parsed.value.signatures) {
    const key = keys.find((candidate) => candidate.name === name && candidate.hash.equals(hash));
    if (key === undefined) continue;
    if (signature.length !== SIGNATURE_BYTES || !verify(null, data, key.publicKey, signature)) {
      return fail(`carries a false signature of ${name}`);
    }
    isSigned = true;
  }
  return isSigned ? ok(parsed.value.text) : fail('is signed by no known key');
}

function keyHash(name: string, encodedKey: Uint8Array): Buffer {
  return sha256(Buffer.concat([Buffer.from(`${name}\n`), encodedKey])).subarray(0, KEY_HASH_BYTES);
}

function isNoteText(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids exactly these.
  return text.endsWith('\n') && !/[\u0000-\u0009\u000b-\u001f\ufffd]/.test(text);
}
