import { createHash, randomBytes } from 'node:crypto';
import type { TimestampMessage } from './cose.ts';
import { unsigned } from './credential.ts';

const TIMEOUT_MS = 20_000;
const ANSWER_BYTES_MAX = 64 * 1024;
const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** SHA-256 with its parameters, as DER. */
const SHA_256 = Buffer.from('300d06096086480165030402010500', 'hex');
const NONCE_BYTES = 8;

/** A service of time stamps (RFC 3161) at an address. */
export const timestampService =
  (url: string): TimestampMessage =>
  async (message) => {
    const answer = await ask(url, request(message));
    const [status, token] = valuesIn(valuesIn(answer)[0]?.content ?? new Uint8Array());
    const code = valuesIn(status?.content ?? new Uint8Array())[0];
    // Granted, or granted with changes.
    if (code?.tag !== INTEGER || code.content.length !== 1 || (code.content[0] ?? 2) > 1 || token?.tag !== SEQUENCE)
      throw unsigned(`the time-stamp service ${url} gave no time stamp`);
    return token.whole;
  };

async function ask(url: string, body: Buffer): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: Uint8Array.from(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return await bodyOf(response);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unsigned(`the time-stamp service ${url} does not answer as it should: ${reason}`, error);
  }
}

async function bodyOf({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > ANSWER_BYTES_MAX) throw new Error(`the answer has more than ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** TimeStampReq: version 1, the hash of the message, a number used once, and the wish for certificates in the answer. */
function request(message: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  // Positive, and in no more bytes than it needs.
  nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
  const hash = createHash('sha256').update(message).digest();
  const imprint = der(SEQUENCE, SHA_256, der(0x04, hash));
  return der(SEQUENCE, der(INTEGER, Buffer.of(1)), imprint, der(INTEGER, nonce), der(0x01, Buffer.of(0xff)));
}

/** A value of DER of less than 128 bytes. */
const der = (tag: number, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.of(tag, body.length), body]);
};

interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  /** With its tag and length. */
  readonly whole: Uint8Array;
}

/** The values of DER that stand one after the other, up to what is none. */
function valuesIn(bytes: Uint8Array): readonly DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at + 2 <= bytes.length; ) {
    const first = bytes[at + 1] ?? 0;
    const lengthBytes = first > 0x80 ? first - 0x80 : 0;
    let length = lengthBytes === 0 ? first : 0;
    for (let index = 0; index < lengthBytes; index += 1) length = length * 256 + (bytes[at + 2 + index] ?? 0);
    const from = at + 2 + lengthBytes;
    if (first === 0x80 || lengthBytes > 4 || from + length > bytes.length) break;
    const to = from + length;
    values.push({ tag: bytes[at] ?? 0, content: bytes.subarray(from, to), whole: bytes.subarray(at, to) });
    at = to;
  }
  return values;
}
