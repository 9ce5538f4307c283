import { type Dispatcher, request } from 'undici';
import { fail, ok, type Result } from '../../kernel/index.ts';
import { type AddressGuard, isPrivateError } from './address-guard.ts';

export interface FetchLimits {
  readonly bytesMax: number;
  /** For all of it, redirects included. */
  readonly msMax: number;
  /** Ends it when nobody waits any more. */
  readonly signal: AbortSignal;
  readonly guard: AddressGuard;
  /** Host and port of the upstream that gave the address. */
  readonly own: string;
}

const REDIRECTS_MAX = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PRIVATE = 'its address lies in a private network, which media.allowedHosts does not name';

/**
 * What lies at an address that an upstream gave. Only http and https, and no private network; at most three redirects; no
 * credentials are sent. The failure is one English phrase that quotes neither the address nor what lies there.
 */
export async function fetchFile(address: string, limits: FetchLimits): Promise<Result<Uint8Array, string>> {
  const chunks: Uint8Array[] = [];
  const fetched = await fetchPieces(address, limits, async (chunk) => void chunks.push(chunk));
  return fetched.ok ? ok(Buffer.concat(chunks)) : fetched;
}

/** The same piece by piece; the next comes once `take` has resolved. What `take` throws is thrown. */
export async function fetchPieces(
  address: string,
  limits: FetchLimits,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<Result<number, string>> {
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.msMax)]);
  let url = readAddress(address, '');
  try {
    for (let redirects = 0; url !== null && redirects <= REDIRECTS_MAX; redirects++) {
      const dispatcher = limits.guard.connectionsFor(url, limits.own);
      if (dispatcher === null) return fail(PRIVATE);
      const { statusCode, headers, body } = await request(url, { signal, reset: true, dispatcher });
      if (statusCode === 200) return await readBounded(body, limits.bytesMax, take);
      await body.dump();
      if (!REDIRECTS.has(statusCode)) return fail(`its address answered with status ${statusCode}`);
      url = typeof headers.location === 'string' ? readAddress(headers.location, url.href) : null;
    }
    return fail(url === null ? 'its address is not one of http or https' : 'its address redirects too often');
  } catch (error) {
    if (error instanceof TakeError) throw error.cause;
    if (isPrivateError(error)) return fail(PRIVATE);
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return fail(isLate ? `its address did not give it within ${limits.msMax} ms` : 'its address could not be reached');
  }
}

/** Whoever takes the pieces failed, and not the address. */
class TakeError extends Error {}

/** @param base the address that redirected; empty for the first. */
function readAddress(address: string, base: string): URL | null {
  const url = base === '' ? URL.parse(address) : URL.parse(address, base);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

async function readBounded(
  body: Dispatcher.ResponseData['body'],
  bytesMax: number,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<Result<number, string>> {
  let bytes = 0;
  // Leaving the loop early closes the connection.
  for await (const chunk of body) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > bytesMax) return fail(`it is larger than ${bytesMax} bytes`);
    await take(piece).catch((cause: unknown) => {
      throw new TakeError('not taken', { cause });
    });
  }
  return ok(bytes);
}
