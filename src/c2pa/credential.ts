import { constants, createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { HeguiError } from '../kernel/index.ts';

/** What manifests are signed with: a private key and the certificates that say whose it is. */
export interface SigningCredential {
  /** As C2PA names it, such as `es256`. */
  readonly algorithm: string;
  /** The number of the algorithm in COSE (RFC 9053). */
  readonly coseAlgorithm: number;
  /** DER; that of the key first, then who issued it. */
  readonly certificates: readonly Uint8Array[];
  /** The signature in the form of COSE. */
  sign(data: Uint8Array): Uint8Array;
}

/** The algorithms of C2PA 2.1, by kind of key. */
const CURVES: Readonly<Record<string, { readonly name: string; readonly cose: number; readonly hash: string }>> = {
  prime256v1: { name: 'es256', cose: -7, hash: 'sha256' },
  secp384r1: { name: 'es384', cose: -35, hash: 'sha384' },
  secp521r1: { name: 'es512', cose: -36, hash: 'sha512' },
};
const RSA_BITS_MIN = 2_048;
const PS256_SALT_BYTES = 32;
const CERTIFICATES_MAX = 10;
const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

/**
 * The credential in a chain of certificates (PEM, that of the key first) and a private key (PEM).
 *
 * @throws HeguiError E_C2PA_UNSIGNED when they are none, do not belong together, are of a kind that C2PA does not know, or are out of date
 */
export function openCredential(chainPem: string, keyPem: string, now: Date): SigningCredential {
  const certificates = (chainPem.match(PEM_CERTIFICATE) ?? []).map(readCertificate);
  const [own] = certificates;
  if (own === undefined) throw unsigned('the certificate file holds no certificate in PEM');
  if (certificates.length > CERTIFICATES_MAX)
    throw unsigned(`the certificate file holds more than ${CERTIFICATES_MAX} certificates`);
  const key = readKey(keyPem);
  if (!own.checkPrivateKey(key)) throw unsigned('the key does not belong to the first certificate');
  for (const { subject, validFromDate, validToDate } of certificates)
    if (now < validFromDate || now > validToDate)
      throw unsigned(
        `the certificate of ${oneLine(subject)} holds from ${validFromDate.toISOString()} to ${validToDate.toISOString()}`,
      );
  return { ...algorithmOf(key), certificates: certificates.map(({ raw }) => Uint8Array.from(raw)) };
}

const oneLine = (subject: string): string => subject.replaceAll('\n', ', ');

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw unsigned('the certificate file holds something that is no certificate', error);
  }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw unsigned('the key file holds no private key in PEM that opens without a password', error);
  }
}

function algorithmOf(key: KeyObject): Omit<SigningCredential, 'certificates'> {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const curve = type === 'ec' ? CURVES[details?.namedCurve ?? ''] : undefined;
  if (curve !== undefined)
    return {
      algorithm: curve.name,
      coseAlgorithm: curve.cose,
      sign: (data) => Uint8Array.from(sign(curve.hash, data, { key, dsaEncoding: 'ieee-p1363' })),
    };
  if (type === 'ed25519')
    return { algorithm: 'ed25519', coseAlgorithm: -8, sign: (data) => Uint8Array.from(sign(null, data, key)) };
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= RSA_BITS_MIN) {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: PS256_SALT_BYTES };
    return {
      algorithm: 'ps256',
      coseAlgorithm: -37,
      sign: (data) => Uint8Array.from(sign('sha256', data, { key, ...padding })),
    };
  }
  throw unsigned(
    `C2PA knows keys on the curves P-256, P-384 and P-521, Ed25519, and RSA of ${RSA_BITS_MIN} bits or more; this is ${type ?? 'another'}`,
  );
}

/** Nothing was signed, for a reason that has nothing to do with the file. */
export const unsigned = (detail: string, cause?: unknown): HeguiError =>
  new HeguiError('E_C2PA_UNSIGNED', detail, { cause });
