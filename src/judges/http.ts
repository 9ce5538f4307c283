import { type Dispatcher, request } from 'undici';
import { MIB } from '../kernel/index.ts';
import { JudgeError, type JudgeFailureReason } from './judge.ts';

const ANSWER_BYTES_MAX = MIB;

export interface VendorRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

/** What vendors are called with: kept-alive connections, shared by all judges. */
export type Connections = Dispatcher;

/**
 * POSTs to a vendor and reads its JSON object. Redirects are not followed: they would carry the text elsewhere.
 *
 * @throws JudgeError for everything that is no JSON object with status 200.
 */
export async function postForJson(connections: Connections, call: VendorRequest): Promise<Record<string, unknown>> {
  try {
    const { statusCode, body } = await request(call.url, {
      dispatcher: connections,
      method: 'POST',
      headers: call.headers,
      body: call.body,
      signal: call.signal,
    });
    const text = await readText(body);
    if (statusCode !== 200) throw new JudgeError(reasonOf(statusCode), `the vendor answered with status ${statusCode}`);
    return readObject(text);
  } catch (error) {
    throw toJudgeError(error, call.signal);
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > ANSWER_BYTES_MAX) throw new JudgeError('unreadable', 'the answer is longer than 1 MiB');
    chunks.push(piece);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new JudgeError('unreadable', 'the answer is not JSON');
  }
  if (isRecord(value)) return value;
  throw new JudgeError('unreadable', 'the answer is not a JSON object');
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function reasonOf(status: number): JudgeFailureReason {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'rejected';
}

/** Whoever aborts says why: the abort reason is a JudgeError. */
function toJudgeError(error: unknown, signal: AbortSignal): JudgeError {
  if (error instanceof JudgeError) return error;
  const reason: unknown = signal.reason;
  if (signal.aborted) return reason instanceof JudgeError ? reason : new JudgeError('cancelled', 'nobody waits for it');
  const code = error instanceof Error ? (Reflect.get(error, 'code') ?? error.name) : 'error';
  return new JudgeError('unreachable', `no complete answer (${String(code)})`, { cause: error });
}
