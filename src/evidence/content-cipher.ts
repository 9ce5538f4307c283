import { createCipheriv, createDecipheriv, hash, type KeyObject, randomFillSync } from 'node:crypto';
import { type FillRandom, HeguiError, type Json } from '../kernel/index.ts';

/**
 * Sealed content: version byte, 12 bytes of nonce, ciphertext, 16 bytes of tag; AES-256-GCM with the id of the key as
 * additional data. Inside: 32 bytes of salt and the content's JSON in UTF-8. The commitment is SHA-256 of the two
 * together: whoever is shown content and salt can check it, and without the salt it tells nothing.
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const SALT_BYTES = 32;
const TAG_BYTES = 16;
const UTF8_BYTES_PER_UNIT_MAX = 3;
const HEAD_BYTES = 1 + NONCE_BYTES;
const POOL_SEALS = 128;
const RANDOM_BYTES = SALT_BYTES + NONCE_BYTES;

export interface SealedBytes {
  readonly bytes: Buffer;
  /** 64 hex digits. */
  readonly commitment: string;
}

export interface OpenedContent {
  readonly content: Json;
  readonly commitment: string;
  /** 64 hex digits; with the content it proves the commitment. */
  readonly salt: string;
}

/** Seals on the hot path: about 12 microseconds for 6 KB. */
export class ContentCipher {
  readonly #fillRandom: FillRandom;
  readonly #pool = Buffer.alloc(POOL_SEALS * RANDOM_BYTES);
  #used = this.#pool.length;

  constructor(fillRandom: FillRandom = (buffer) => void randomFillSync(buffer)) {
    this.#fillRandom = fillRandom;
  }

  /** @param json the content as JSON. */
  seal(keyId: string, key: KeyObject, json: string): SealedBytes {
    const random = this.#takeRandom();
    const salt = random.subarray(0, SALT_BYTES);
    // Room for the worst case is cheaper than a pass over the text to count its bytes.
    const room = Buffer.allocUnsafe(SALT_BYTES + json.length * UTF8_BYTES_PER_UNIT_MAX);
    salt.copy(room);
    const plain = room.subarray(0, SALT_BYTES + room.write(json, SALT_BYTES));
    const bytes = Buffer.allocUnsafe(HEAD_BYTES + plain.length + TAG_BYTES);
    bytes[0] = VERSION;
    random.copy(bytes, 1, SALT_BYTES);
    const cipher = createCipheriv('aes-256-gcm', key, random.subarray(SALT_BYTES)).setAAD(Buffer.from(keyId));
    cipher.update(plain).copy(bytes, HEAD_BYTES);
    cipher.final();
    cipher.getAuthTag().copy(bytes, bytes.length - TAG_BYTES);
    return { bytes, commitment: commit(plain) };
  }

  /** @throws HeguiError E_CONTENT_DAMAGED when the bytes were not sealed with this key. */
  open(keyId: string, key: KeyObject, bytes: Buffer): OpenedContent {
    const plain = decrypt(keyId, key, bytes);
    const salt = plain.subarray(0, SALT_BYTES);
    const text = plain.subarray(SALT_BYTES);
    const content: Json = JSON.parse(text.toString());
    return { content, commitment: commit(plain), salt: salt.toString('hex') };
  }

  // One system call for 128 seals; each part is used once.
  #takeRandom(): Buffer {
    if (this.#used === this.#pool.length) {
      this.#fillRandom(this.#pool);
      this.#used = 0;
    }
    const random = this.#pool.subarray(this.#used, this.#used + RANDOM_BYTES);
    this.#used += RANDOM_BYTES;
    return random;
  }
}

// The salt has a fixed length and comes first, so salt and content cannot be read another way; it is random and secret,
// so nothing can be tried against the commitment. One call, where an HMAC costs five times as much.
const commit = (saltAndContent: Buffer): string => hash('sha256', saltAndContent, 'hex');

function decrypt(keyId: string, key: KeyObject, bytes: Buffer): Buffer {
  if (bytes[0] !== VERSION || bytes.length < HEAD_BYTES + SALT_BYTES + TAG_BYTES) {
    throw new HeguiError('E_CONTENT_DAMAGED', `content under key ${keyId} is not in a known form`);
  }
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, HEAD_BYTES)).setAAD(Buffer.from(keyId));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new HeguiError('E_CONTENT_DAMAGED', `content does not open with its key ${keyId}`, { cause: error });
  }
}
