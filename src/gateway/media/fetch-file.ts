import { type Dispatcher, request } from 'undici';
import { fail, ok, type Result } from '../../kernel/index.ts';

export interface FetchLimits {
  readonly bytesMax: number;
  /** For all of it, redirects included. */
  readonly msMax: number;
  /** Ends it when nobody waits any more. */
  readonly signal: AbortSignal;
}

const REDIRECTS_MAX = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * What lies at an address that an upstream gave. Only http and https; at most three redirects; no credentials are sent. The
 * failure is one English phrase that quotes neither the address nor what lies there.
 */
export async function fetchFile(address: string, limits: FetchLimits): Promise<Result<Uint8Array, string>> {
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.msMax)]);
  let url = readAddress(address, '');
  try {
    for (let redirects = 0; url !== null && redirects <= REDIRECTS_MAX; redirects++) {
      const { statusCode, headers, body } = await request(url, { signal, reset: true });
      if (statusCode === 200) return await readBounded(body, limits.bytesMax);
      await body.dump();
      if (!REDIRECTS.has(statusCode)) return fail(`its address answered with status ${statusCode}`);
      url = typeof headers.location === 'string' ? readAddress(headers.location, url.href) : null;
    }
    return fail(url === null ? 'its address is not one of http or https' : 'its address redirects too often');
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return fail(isLate ? `its address did not give it within ${limits.msMax} ms` : 'its address could not be reached');
  }
}

/** @param base the address that redirected; empty for the first. */
function readAddress(address: string, base: string): URL | null {
  const url = base === '' ? URL.parse(address) : URL.parse(address, base);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') ? url : null;
}

async function readBounded(
  body: Dispatcher.ResponseData['body'],
  bytesMax: number,
): Promise<Result<Uint8Array, string>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early closes the connection.
  for await (const chunk of body) {
    const piece = Buffer.from(chunk);
    bytes += piece.length;
    if (bytes > bytesMax) return fail(`it is larger than ${bytesMax} bytes`);
    chunks.push(piece);
  }
  return ok(Buffer.concat(chunks));
}
