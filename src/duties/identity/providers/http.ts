import { KIB } from '../../../kernel/index.ts';
import { type FaultReason, ProviderFault } from './port.ts';

const ANSWER_BYTES_MAX = 256 * KIB;

export interface ReadAnswer {
  readonly headers: Headers;
  /** As it came, for signatures over it. */
  readonly text: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * POSTs to a provider and reads its JSON object. Redirects are not followed: they would carry names and numbers elsewhere.
 *
 * @throws ProviderFault for everything that is no JSON object with status 200.
 */
export async function postForJson(
  url: string | URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<ReadAnswer> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
    const text = await readText(response);
    if (response.status !== 200)
      throw new ProviderFault(reasonOf(response.status), `it answered with status ${response.status}`);
    return { headers: response.headers, text, json: readObject(text) };
  } catch (error) {
    throw toFault(error);
  }
}

async function readText({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new ProviderFault('unreadable', 'its answer is longer than 256 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProviderFault('unreadable', 'its answer is not JSON', error);
  }
  if (isRecord(value)) return value;
  throw new ProviderFault('unreadable', 'its answer is not a JSON object');
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function reasonOf(status: number): FaultReason {
  if (status === 401 || status === 403) return 'credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'rejected';
}

/** Messages name no address and nothing that was sent. */
export function toFault(error: unknown): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const name = error instanceof Error ? error.name : '';
  if (name === 'TimeoutError' || name === 'AbortError')
    return new ProviderFault('timed-out', 'it did not answer in time', error);
  return new ProviderFault('unreachable', 'it could not be reached', error);
}
