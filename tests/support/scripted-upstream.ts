import { createServer, type ServerResponse } from 'node:http';
import { z } from 'zod';

/** What the upstream does with one request. */
export type Script = (response: ServerResponse, body: unknown) => Promise<void> | void;

export interface ScriptedUpstream {
  /** Base URL to enter as an upstream. */
  readonly baseUrl: string;
  /** Bodies of the requests that came, oldest first. */
  readonly received: unknown[];
  /** Says what happens when this model is asked for; a later script for the same model replaces it. */
  on(model: string, script: Script): void;
  close(): Promise<void>;
}

const requestSchema = z.looseObject({ model: z.string() });

/** An upstream on a free port that does, model by model, what a test wrote down; `GET /models` lists the models. */
export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  const scripts = new Map<string, Script>();
  const received: unknown[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') {
      const data = [...scripts.keys()].map((id) => ({ id, object: 'model', created: 0, owned_by: 'scripted' }));
      sendJson(response, { object: 'list', data });
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      received.push(body);
      const script = scripts.get(requestSchema.parse(body).model);
      if (script === undefined) sendJson(response, { error: { message: 'no such model' } }, 404);
      else void script(response, body);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    received,
    on: (model, script) => void scripts.set(model, script),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

export function sendJson(response: ServerResponse, body: object, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Writes these bytes one piece after the other, so that the reader may get each alone. */
export async function sendPieces(response: ServerResponse, pieces: readonly Buffer[]): Promise<void> {
  response.socket?.setNoDelay(true);
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  for (const piece of pieces) {
    response.write(piece);
    await new Promise((done) => setImmediate(done));
  }
  response.end();
}

/** A whole streamed answer as bytes, with `[DONE]`. */
export const streamBytes = (events: readonly object[]): Buffer =>
  Buffer.from(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: [DONE]\n\n`);

/** One event of a streamed answer. */
export const chunkOf = (
  index: number,
  delta: object,
  finish: string | null = null,
  logprobs: unknown = null,
): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'scripted',
  choices: [{ index, delta, logprobs, finish_reason: finish }],
});
