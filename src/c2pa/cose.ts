import { bytes, list, map, NOTHING, number, tagged, text } from './cbor.ts';
import { type SigningCredential, unsigned } from './credential.ts';

const SIGN1 = 18;
const ALGORITHM = number(1);
const X5CHAIN = number(33);
/** Padding of this length and more, up to 64 KiB, is counted in two bytes. */
const PADDING_MIN = 0x100;
const PADDING_MAX = 0xffff;
/** Headers, signature and the least padding. */
const ROOM_BYTES = 2_048;
/** What time-stamp services answer with their certificates is shorter. */
const TIMESTAMP_ROOM_BYTES = 16_384;

/** Gives a time-stamp token (DER) over a message. */
export type TimestampMessage = (message: Uint8Array) => Promise<Uint8Array>;

/** Bytes that a signature by this credential is filled up to. */
export const signatureBytes = ({ certificates }: SigningCredential, hasTimestamp: boolean): number =>
  certificates.reduce((sum, { length }) => sum + length, ROOM_BYTES) + (hasTimestamp ? TIMESTAMP_ROOM_BYTES : 0);

/**
 * A claim signed as C2PA wants it: COSE_Sign1 without payload (RFC 9052), the certificates in its protected header, filled up to `size`
 * bytes; with a token that tells since when the signature is there (sigTst2) where there is a service for that.
 *
 * @throws HeguiError E_C2PA_UNSIGNED when the token is longer than there is room for
 */
export async function signClaim(
  claim: Uint8Array,
  credential: SigningCredential,
  size: number,
  timestamp: TimestampMessage | null,
): Promise<Uint8Array> {
  const { coseAlgorithm, certificates } = credential;
  const [own = new Uint8Array()] = certificates;
  const chain = certificates.length > 1 ? list(...certificates.map(bytes)) : bytes(own);
  const headers = map([ALGORITHM, number(coseAlgorithm)], [X5CHAIN, chain]);
  const signature = credential.sign(toBeSigned('Signature1', headers, claim));
  const entries: (readonly [Uint8Array, Uint8Array])[] = [];
  if (timestamp !== null) {
    const token = await timestamp(toBeSigned('CounterSignature', headers, bytes(signature)));
    entries.push([text('sigTst2'), map([text('tstTokens'), list(map([text('val'), bytes(token)]))])]);
  }
  const padded = (padding: number): Uint8Array => {
    const all = map(...entries, [text('pad'), bytes(new Uint8Array(padding))]);
    return tagged(SIGN1, list(bytes(headers), all, NOTHING, bytes(signature)));
  };
  const padding = PADDING_MIN + size - padded(PADDING_MIN).length;
  if (padding < PADDING_MIN || padding > PADDING_MAX)
    throw unsigned('the answer of the time-stamp service is longer than there is room for');
  return padded(padding);
}

const toBeSigned = (context: string, headers: Uint8Array, payload: Uint8Array): Uint8Array =>
  list(text(context), bytes(headers), bytes(new Uint8Array()), bytes(payload));
