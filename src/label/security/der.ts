import { concat } from '../file/bytes.ts';

/** One value of DER: its tag and what it holds. */
export interface DerValue {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const OBJECT_ID = 0x06;
const SEQUENCE = 0x30;
/** The public key that goes along with a private one. */
const PUBLIC_KEY_OF = 0xa1;
/** 1.2.840.10045.2.1, a public key on an elliptic curve, and 1.2.156.10197.1.301, the curve of SM2. */
const EC_PUBLIC_KEY = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const SM2_CURVE = [0x2a, 0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d];
const SCALAR_BYTES = 32;
const POINT_BYTES = 65;

/** The values that stand one after the other; null where they are not DER to the last byte. */
export function readDer(bytes: Uint8Array): readonly DerValue[] | null {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    const first = bytes[at + 1];
    if (first === undefined || first === 0x80 || first > 0x82) return null;
    const lengthBytes = first > 0x80 ? first - 0x80 : 0;
    let length = lengthBytes === 0 ? first : 0;
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (bytes[at + 2 + index] ?? 0);
    const from = at + 2 + lengthBytes;
    // A length in more bytes than it needs would let one signature be written in many ways.
    if (from + length > bytes.length || (lengthBytes > 0 && length < (lengthBytes === 1 ? 0x80 : 0x100))) return null;
    values.push({ tag, bytes: bytes.subarray(from, from + length) });
    at = from + length;
  }
  return values;
}

function writeDer(tag: number, bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  const head =
    length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return concat(Uint8Array.from(head), bytes);
}

const isSame = (bytes: Uint8Array, expected: readonly number[]): boolean =>
  bytes.length === expected.length && expected.every((byte, index) => bytes[index] === byte);

/** A signature of SM2 as r and s in 32 bytes each; null where it is no DER of two positive numbers of that size. */
export function readSignature(der: Uint8Array): Uint8Array | null {
  const [sequence, ...rest] = readDer(der) ?? [];
  if (sequence?.tag !== SEQUENCE || rest.length > 0) return null;
  const numbers = readDer(sequence.bytes);
  if (numbers?.length !== 2) return null;
  const signature = new Uint8Array(2 * SCALAR_BYTES);
  for (const [index, { tag, bytes }] of numbers.entries()) {
    const isPadded = bytes[0] === 0;
    const digits = isPadded ? bytes.subarray(1) : bytes;
    const isMinimal = digits.length > 0 && (isPadded ? (digits[0] ?? 0) >= 0x80 : (digits[0] ?? 0) < 0x80);
    if (tag !== INTEGER || !isMinimal || digits.length > SCALAR_BYTES) return null;
    signature.set(digits, (index + 1) * SCALAR_BYTES - digits.length);
  }
  return signature;
}

/** r and s in 32 bytes each as DER. */
export function writeSignature(signature: Uint8Array): Uint8Array {
  const numbers = [signature.subarray(0, SCALAR_BYTES), signature.subarray(SCALAR_BYTES)].map((bytes) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const digits = first < 0 ? bytes.subarray(-1) : bytes.subarray(first);
    return writeDer(INTEGER, (digits[0] ?? 0) >= 0x80 ? concat(Uint8Array.of(0), digits) : digits);
  });
  return writeDer(SEQUENCE, concat(...numbers));
}

/** The point of a public key (SubjectPublicKeyInfo) on the curve of SM2, 65 bytes; null for any other key. */
export function readPublicKey(der: Uint8Array): Uint8Array | null {
  const [sequence, ...rest] = readDer(der) ?? [];
  if (sequence?.tag !== SEQUENCE || rest.length > 0) return null;
  const [algorithm, key] = readDer(sequence.bytes) ?? [];
  if (algorithm?.tag !== SEQUENCE || key?.tag !== BIT_STRING || !isSm2Algorithm(algorithm.bytes)) return null;
  const point = key.bytes.subarray(1);
  return key.bytes[0] === 0 && point.length === POINT_BYTES && point[0] === 4 ? point : null;
}

function isSm2Algorithm(bytes: Uint8Array): boolean {
  const [kind, curve] = readDer(bytes) ?? [];
  return (
    kind?.tag === OBJECT_ID &&
    isSame(kind.bytes, EC_PUBLIC_KEY) &&
    curve?.tag === OBJECT_ID &&
    isSame(curve.bytes, SM2_CURVE)
  );
}

const sm2Algorithm = (): Uint8Array =>
  writeDer(
    SEQUENCE,
    concat(writeDer(OBJECT_ID, Uint8Array.from(EC_PUBLIC_KEY)), writeDer(OBJECT_ID, Uint8Array.from(SM2_CURVE))),
  );

/** A public key as others take it (SubjectPublicKeyInfo), from its point of 65 bytes. */
export const writePublicKey = (point: Uint8Array): Uint8Array =>
  writeDer(SEQUENCE, concat(sm2Algorithm(), writeDer(BIT_STRING, concat(Uint8Array.of(0), point))));

/** A private key as others take it (PKCS#8), from its number of 32 bytes and the point of its public key. */
export function writePrivateKey(number: Uint8Array, point: Uint8Array): Uint8Array {
  const version = (value: number): Uint8Array => writeDer(INTEGER, Uint8Array.of(value));
  const publicKey = writeDer(PUBLIC_KEY_OF, writeDer(BIT_STRING, concat(Uint8Array.of(0), point)));
  const key = writeDer(SEQUENCE, concat(version(1), writeDer(OCTET_STRING, number), publicKey));
  return writeDer(SEQUENCE, concat(version(0), sm2Algorithm(), writeDer(OCTET_STRING, key)));
}

/** The number of a private key (PKCS#8) on the curve of SM2, 32 bytes; null for any other key. */
export function readPrivateKey(der: Uint8Array): Uint8Array | null {
  const [outer, ...rest] = readDer(der) ?? [];
  if (outer?.tag !== SEQUENCE || rest.length > 0) return null;
  const [version, algorithm, wrapped] = readDer(outer.bytes) ?? [];
  if (version?.tag !== INTEGER || algorithm?.tag !== SEQUENCE || wrapped?.tag !== OCTET_STRING) return null;
  if (!isSm2Algorithm(algorithm.bytes)) return null;
  const [inner] = readDer(wrapped.bytes) ?? [];
  const [innerVersion, number] = inner?.tag === SEQUENCE ? (readDer(inner.bytes) ?? []) : [];
  if (innerVersion?.tag !== INTEGER || number?.tag !== OCTET_STRING || number.bytes.length > SCALAR_BYTES) return null;
  const scalar = new Uint8Array(SCALAR_BYTES);
  scalar.set(number.bytes, SCALAR_BYTES - number.bytes.length);
  return scalar;
}
