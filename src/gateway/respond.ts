import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { asHeguiError, type HeguiError } from '../kernel/index.ts';

/** An error in the shape that OpenAI's clients read. */
export function openaiError(error: HeguiError): object {
  return {
    error: {
      message: `${error.row.title.en}: ${error.message}. ${error.row.remedy.en}.`,
      type: error.row.type,
      param: error.fields[0]?.path ?? null,
      code: error.row.openaiCode ?? error.code,
    },
    ...(error.remedyUrl === undefined ? {} : { hegui: { remedy: { url: error.remedyUrl } } }),
  };
}

const ERROR_SLOW_CLIENT_MS = 10_000;

/** Answers with the error; an answer that has already begun can only be broken off. */
export function sendOpenaiError(response: ServerResponse, raw: unknown, requestId: string): void {
  const error = asHeguiError(raw);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  response.statusCode = error.row.status;
  const headers = {
    'x-request-id': requestId,
    // OpenAI's clients obey this word, so that they never hammer a request that cannot succeed.
    'x-should-retry': String(error.row.retry),
    ...(error.retryAfterS === undefined ? {} : { 'retry-after': String(error.retryAfterS) }),
    // The rest of such a body was not read, so the connection cannot be used again.
    ...(error.code === 'E_REQUEST_TOO_LARGE' ? { connection: 'close' } : {}),
  };
  sendJson(response, openaiError(error), headers, ERROR_SLOW_CLIENT_MS);
}

/** Answers with JSON under the status already set. Does nothing when the client is gone. */
export function sendJson(
  response: ServerResponse,
  body: unknown,
  headers: OutgoingHttpHeaders,
  slowClientMs: number,
): void {
  const bytes = Buffer.from(JSON.stringify(body));
  sendBytes(response, bytes, { 'content-type': 'application/json; charset=utf-8', ...headers }, slowClientMs);
}

/** Answers with these bytes under the status already set. Does nothing when the client is gone. */
export function sendBytes(
  response: ServerResponse,
  bytes: Uint8Array,
  headers: OutgoingHttpHeaders,
  slowClientMs: number,
): void {
  if (response.destroyed) return;
  response.writeHead(response.statusCode, { 'content-length': bytes.length, ...headers });
  response.end(bytes);
  dropIfStuck(response, slowClientMs);
}

/**
 * Answers with pieces as the client takes them. The first is there before the head is sent, so that what cannot be read is an
 * error and no broken answer; a failure later breaks the answer off.
 */
export async function sendPieces(
  response: ServerResponse,
  pieces: AsyncIterable<Uint8Array>,
  headers: OutgoingHttpHeaders,
  slowClientMs: number,
): Promise<void> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    let next = await iterator.next();
    if (response.destroyed) return;
    response.writeHead(response.statusCode, headers);
    for (; next.done !== true && !response.destroyed; next = await iterator.next())
      if (!response.write(next.value)) await takenOrClosed(response, slowClientMs);
    if (response.destroyed) return;
    response.end();
    dropIfStuck(response, slowClientMs);
  } finally {
    await iterator.return?.();
  }
}

/** Waits until the client has taken what was written; one that takes nothing for too long is cut off. */
function takenOrClosed(response: ServerResponse, slowClientMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), slowClientMs);
    const onEither = (): void => {
      clearTimeout(timer);
      response.off('drain', onEither);
      response.off('close', onEither);
      resolve();
    };
    response.on('drain', onEither);
    response.on('close', onEither);
  });
}

/** A client that never takes the last bytes must not keep its connection. */
export function dropIfStuck(response: ServerResponse, slowClientMs: number): void {
  if (response.writableFinished || response.destroyed || response.writableLength === 0) return;
  const timer = setTimeout(() => response.destroy(), slowClientMs);
  response.once('close', () => clearTimeout(timer));
}
