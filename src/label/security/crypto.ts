import type { ByteSource } from '../file/source.ts';

/**
 * SM2 and SM3 as labels need them. `src/label` holds no curve arithmetic: whoever uses it hands this in, in Node and in a
 * browser alike. The identity that goes into a signature is SM2's default, `1234567812345678`.
 */
export interface LabelCrypto {
  /** The point of a key in 65 bytes, from 65 or, compressed, 33 bytes; null where it is no point of the curve. */
  uncompress(key: Uint8Array): Uint8Array | null;
  /** Whether r and s (32 bytes each) are a signature of the message by the key (65 bytes); false for what is no signature. */
  verify(message: Uint8Array, signature: Uint8Array, key: Uint8Array): boolean;
  /** SM3 of all bytes, 64 lower-case hex digits. */
  digest(source: ByteSource): Promise<string>;
}

/** A key that signs labels, with what it takes to check them. */
export interface LabelSigner {
  readonly crypto: LabelCrypto;
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
  /** r and s, 32 bytes each, over the message. */
  sign(message: Uint8Array): Uint8Array;
}

/** A public key that is known to be somebody's. */
export interface PinnedKey {
  /** Whose it is, in the words of who pinned it. */
  readonly name: string;
  /** 65 bytes. */
  readonly publicKey: Uint8Array;
}

/** What signatures are checked with. */
export interface LabelTrust {
  readonly crypto: LabelCrypto;
  readonly pins: readonly PinnedKey[];
}
