import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

/** A model that answers every chat and counts what reaches it. */
export interface ScriptedUpstream {
  readonly baseUrl: string;
  /** Chats that have reached it so far. */
  readonly seen: number;
  /** Streams that wait now for `release`. */
  readonly held: number;
  /** While set, a stream says half of its answer and then waits. */
  mustHold: boolean;
  /** Lets every waiting stream end. */
  release(): void;
  close(): Promise<void>;
}

const TOKENS = ['春', '风', '又', '绿', '江', '南', '岸'];
const HALF = 4;
const requestSchema = z.object({ stream: z.boolean().default(false) });

export async function startScriptedUpstream(): Promise<ScriptedUpstream> {
  let seen = 0;
  const waiting = new Set<() => void>();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    seen++;
    const { stream } = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
    if (!stream) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(wholeAnswer());
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(TOKENS.slice(0, HALF).map(tokenEvent).join(''));
    if (script.mustHold) {
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
        response.once('close', resolve);
      });
    } else await delay(1);
    response.end(`${TOKENS.slice(HALF).map(tokenEvent).join('')}${event({}, 'stop')}data: [DONE]\n\n`);
  };
  const server = createServer((request, response) => {
    // Which models there are is asked without anything of a user in it.
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[]}');
      return;
    }
    // A gateway that goes away while it sends is what these tests are about.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const release = (): void => {
    for (const resume of waiting) resume();
    waiting.clear();
  };
  const script: ScriptedUpstream = {
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    get seen() {
      return seen;
    },
    get held() {
      return waiting.size;
    },
    mustHold: false,
    release,
    close: () =>
      new Promise((done) => {
        release();
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return script;
}

const tokenEvent = (token: string): string => event({ content: token }, null);

const event = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ ...envelope('chat.completion.chunk'), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] })}\n\n`;

const wholeAnswer = (): string =>
  JSON.stringify({
    ...envelope('chat.completion'),
    choices: [{ index: 0, message: { role: 'assistant', content: TOKENS.join('') }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 1, completion_tokens: TOKENS.length, total_tokens: TOKENS.length + 1 },
  });

const envelope = (object: string): object => ({ id: 'chatcmpl-1', object, created: 1, model: 'm' });
