import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { HeguiError, parseLossless } from '../kernel/index.ts';

/**
 * The whole body of a request.
 *
 * @throws HeguiError E_REQUEST_TOO_LARGE as soon as the limit is passed, without reading the rest.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > bytesMax) return Promise.reject(tooLarge(bytesMax));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        request.pause();
        request.removeAllListeners('data');
        reject(tooLarge(bytesMax));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new HeguiError('E_REQUEST_INVALID', 'the client left before its body ended'));
    });
  });
}

/** @throws HeguiError E_REQUEST_JSON saying what is wrong, without quoting content. */
export function parseBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new HeguiError('E_REQUEST_JSON', 'the body is not valid UTF-8');
  try {
    return parseLossless(body.toString('utf8'));
  } catch (error) {
    const position = error instanceof Error ? /position \d+/.exec(error.message)?.[0] : undefined;
    throw new HeguiError(
      'E_REQUEST_JSON',
      `the body is not valid JSON${position === undefined ? '' : ` (at ${position})`}`,
    );
  }
}

const tooLarge = (bytesMax: number): HeguiError =>
  new HeguiError('E_REQUEST_TOO_LARGE', `the body is larger than ${bytesMax} bytes`, {
    fields: [{ path: 'body', message: `must be at most ${bytesMax} bytes` }],
  });
