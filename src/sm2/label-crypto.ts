import { sm2 } from 'sm-crypto-v2';
import { type LabelCrypto, type LabelSigner, sm3Hex } from '../label/index.ts';

/** SM2's default identity, which labels are signed under. */
const USER_ID = '1234567812345678';
/** Numbers of a signature lie between 0 and this, the order of the curve; the library does not look. */
const ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

export const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
export const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));

/** SM2 for labels, in Node and in a browser; a runtime with an SM3 of its own may hand that in as the digest. */
export const createLabelCrypto = (digest: LabelCrypto['digest'] = sm3Hex): LabelCrypto => ({
  uncompress: (key) => {
    try {
      return bytesOf(sm2.precomputePublicKey(hexOf(key)).toHex(false));
    } catch {
      return null;
    }
  },
  verify: (message, signature, key) => {
    const hex = hexOf(signature);
    const isInRange = [hex.slice(0, 64), hex.slice(64)].every((digits) => {
      const number = BigInt(`0x${digits}`);
      return number > 0n && number < ORDER;
    });
    if (!isInRange) return false;
    try {
      return sm2.doVerifySignature(message, hex, hexOf(key), { hash: true, userId: USER_ID });
    } catch {
      // The library throws for a key off the curve and for sums at infinity: neither is a signature.
      return false;
    }
  },
  digest,
});

/** A signer for the number of a private key, 32 bytes. @throws HeguiError-free; the number was checked when it was read. */
export function createSigner(privateKey: Uint8Array, crypto: LabelCrypto): LabelSigner {
  const secret = hexOf(privateKey);
  const publicKey = bytesOf(sm2.getPublicKeyFromPrivateKey(secret));
  const options = { hash: true, userId: USER_ID, publicKey: hexOf(publicKey) };
  return { crypto, publicKey, sign: (message) => bytesOf(sm2.doSignature(message, secret, options)) };
}

/** A new key: its number and its point. */
export function generateKey(): { readonly privateKey: Uint8Array; readonly publicKey: Uint8Array } {
  const { privateKey, publicKey } = sm2.generateKeyPairHex();
  return { privateKey: bytesOf(privateKey), publicKey: bytesOf(publicKey) };
}
