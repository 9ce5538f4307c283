import { createCipheriv, createDecipheriv, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';
import { HeguiError, KIB } from '../kernel/index.ts';
import { ByteReader } from './byte-reader.ts';

/**
 * A file sealed piece by piece, so that it needs no memory of its own length: a version byte, 32 bytes of salt, then pieces of
 * 64 KiB with 16 bytes of tag each. The file's own key is derived from the data key, the salt and the file's name, so a counter
 * is nonce enough; the last piece has a nonce of its own kind, so that a file cut short does not open (the STREAM construction
 * of Hoang, Reyhanitabar, Rogaway and Vizár, 2015). AES-256-GCM, HKDF with SHA-256.
 */
const VERSION = 2;
const SALT_BYTES = 32;
const HEAD_BYTES: number = 1 + SALT_BYTES;
const PIECE_BYTES: number = 64 * KIB;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** What a file is sealed with, and under which name. */
export interface FileSealing {
  readonly keyId: string;
  readonly key: KeyObject;
  /** A sealed file that was moved to another name does not open. */
  readonly name: string;
}

/** Bytes that a file of `size` bytes has once it is sealed. */
export const sealedSize = (size: number): number =>
  HEAD_BYTES + size + TAG_BYTES * Math.max(1, Math.ceil(size / PIECE_BYTES));

/** The sealed file, piece by piece. */
export async function* sealStream(
  sealing: FileSealing,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const reader = new ByteReader(content);
  const salt = randomBytes(SALT_BYTES);
  const key = fileKey(sealing, salt);
  yield Buffer.concat([Buffer.from([VERSION]), salt]);
  try {
    for (let index = 0, isLast = false; !isLast; index++) {
      const piece = await reader.take(PIECE_BYTES);
      isLast = await reader.isAtEnd();
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index, isLast));
      yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    }
  } finally {
    await reader.close();
  }
}

/**
 * The file as it was before it was sealed. Every piece is checked before it is handed on.
 *
 * @throws HeguiError E_CONTENT_DAMAGED as soon as a byte is not as it was sealed, or when the end is missing.
 */
export async function* openStream(
  sealing: FileSealing,
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, void> {
  const reader = new ByteReader(sealed);
  try {
    const head = await reader.take(HEAD_BYTES);
    if (head.length < HEAD_BYTES || head[0] !== VERSION) throw damaged(sealing);
    const key = fileKey(sealing, head.subarray(1));
    for (let index = 0, isLast = false; !isLast; index++) {
      const piece = await reader.take(PIECE_BYTES + TAG_BYTES);
      isLast = await reader.isAtEnd();
      yield openPiece(sealing, key, nonceOf(index, isLast), piece);
    }
  } finally {
    await reader.close();
  }
}

function openPiece(sealing: FileSealing, key: Buffer, nonce: Buffer, piece: Buffer): Buffer {
  if (piece.length < TAG_BYTES) throw damaged(sealing);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(piece.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(piece.subarray(0, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw damaged(sealing, error);
  }
}

const fileKey = ({ key, keyId, name }: FileSealing, salt: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, `hegui file ${keyId} ${name}`, KEY_BYTES));

function nonceOf(index: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(index, NONCE_BYTES - 5);
  nonce[NONCE_BYTES - 1] = isLast ? 1 : 0;
  return nonce;
}

const damaged = ({ keyId, name }: FileSealing, cause?: unknown): HeguiError =>
  new HeguiError('E_CONTENT_DAMAGED', `the stored file ${name} does not open with its key ${keyId}`, { cause });
