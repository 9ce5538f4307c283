import { HeguiError } from '../kernel/errors.ts';
import {
  type LabelCrypto,
  type LabelSigner,
  readPrivateKey,
  readPublicKey,
  writePrivateKey,
  writePublicKey,
} from '../label/index.ts';
import { createSigner, generateKey } from './label-crypto.ts';

const PRIVATE = 'PRIVATE KEY';
const PUBLIC = 'PUBLIC KEY';

/** A new key of SM2 as PKCS#8 in PEM, which OpenSSL reads too. */
export function newKeyPem(): string {
  const { privateKey, publicKey } = generateKey();
  return writePem(PRIVATE, writePrivateKey(privateKey, publicKey));
}

/** A public key as SubjectPublicKeyInfo in PEM. */
export const publicKeyPem = (publicKey: Uint8Array): string => writePem(PUBLIC, writePublicKey(publicKey));

/** Who signs with the private key in a PEM text. @throws HeguiError E_LABEL_KEY_INVALID naming `path` */
export function signerOfPem(pem: string, path: string, crypto: LabelCrypto): LabelSigner {
  const der = readPem(PRIVATE, pem);
  const key = der === null ? null : readPrivateKey(der);
  if (key === null) throw invalid(path, 'holds no private key of SM2 (PKCS#8 in PEM); hegui label key new makes one');
  try {
    return createSigner(key, crypto);
  } catch (error) {
    throw invalid(path, 'holds a number that is no private key of SM2', error);
  }
}

/** The public key in a PEM text, 65 bytes; of a private one its public part is not taken. @throws HeguiError E_LABEL_KEY_INVALID */
export function publicKeyOfPem(pem: string, path: string, crypto: LabelCrypto): Uint8Array {
  const der = readPem(PUBLIC, pem);
  const key = der === null ? null : readPublicKey(der);
  const point = key === null ? null : crypto.uncompress(key);
  if (point === null) throw invalid(path, 'holds no public key of SM2 (PEM); hegui label key show prints one');
  return point;
}

function writePem(kind: string, der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der));
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${kind}-----\n${lines.join('\n')}\n-----END ${kind}-----\n`;
}

function readPem(kind: string, pem: string): Uint8Array | null {
  const base64 = new RegExp(`-----BEGIN ${kind}-----([A-Za-z0-9+/=\\s]+)-----END ${kind}-----`).exec(pem)?.[1];
  if (base64 === undefined) return null;
  try {
    return Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

const invalid = (path: string, message: string, cause?: unknown): HeguiError =>
  new HeguiError('E_LABEL_KEY_INVALID', `${path}: ${message}`, {
    ...(cause === undefined ? {} : { cause }),
    fields: [{ path, message }],
  });
