import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { HeguiError, sha256Hex } from '../kernel/index.ts';

/**
 * Wraps small secrets: data keys, API keys of upstreams. The file implementation is below; a key-management service can
 * stand here instead. `context` names what is wrapped (such as the data key's id); unwrapping under another fails.
 */
export interface KeyEncryption {
  /** Names the key without telling anything about it; stored beside what it wrapped. */
  readonly id: string;
  wrap(plain: Buffer, context?: string): Buffer | Promise<Buffer>;
  /** @throws HeguiError E_CONTENT_DAMAGED when the bytes were not wrapped by this key in this context. */
  unwrap(wrapped: Buffer, context?: string): Buffer | Promise<Buffer>;
}

/** Pseudonyms: the same subject always gives the same 64 hex digits, and nobody without the key can go back or forth. */
export type KeyedHash = (use: string, subject: string) => string;

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const VERSION = 1;

/** AES-256-GCM under a key that this process holds: version, nonce, ciphertext, tag. */
export function createKeyEncryption(key: Buffer): KeyEncryption {
  const id = `kek_${sha256Hex(Buffer.concat([Buffer.from('hegui key id\0'), key])).slice(0, 16)}`;
  const sealingKey = deriveKey(key, 'wrap');
  const boundTo = (context: string): Buffer => Buffer.from(`${id}\n${context}`);
  return {
    id,
    wrap: (plain, context = '') => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', sealingKey, nonce).setAAD(boundTo(context));
      const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, ciphertext, cipher.getAuthTag()]);
    },
    unwrap: (wrapped, context = '') => {
      const damaged = (cause?: unknown): HeguiError =>
        new HeguiError(
          'E_CONTENT_DAMAGED',
          `a wrapped key does not open with ${id}`,
          cause === undefined ? {} : { cause },
        );
      if (wrapped[0] !== VERSION || wrapped.length < 1 + NONCE_BYTES + TAG_BYTES) throw damaged();
      const nonce = wrapped.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', sealingKey, nonce).setAAD(boundTo(context));
      decipher.setAuthTag(wrapped.subarray(-TAG_BYTES));
      try {
        return Buffer.concat([decipher.update(wrapped.subarray(1 + NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      } catch (error) {
        throw damaged(error);
      }
    },
  };
}

/** A keyed hash with a key of its own for every use, so that pseudonyms of different uses cannot be joined. */
export function createKeyedHash(key: Buffer): KeyedHash {
  // Given as key objects: bytes would be made into one anew at every call, at five times the cost of the hash.
  const derived = new Map<string, KeyObject>();
  return (use, subject) => {
    let useKey = derived.get(use);
    if (useKey === undefined) {
      useKey = createSecretKey(deriveKey(key, `keyed-hash ${use}`));
      derived.set(use, useKey);
    }
    return createHmac('sha256', useKey).update(subject).digest('hex');
  };
}

function deriveKey(key: Buffer, label: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `hegui ${label}`, KEY_BYTES));
}
