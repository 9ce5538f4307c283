import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, type Log, MIB, silentLog } from '../kernel/index.ts';
import { ApiError, parseRequest } from './api-error.ts';
import { type ChatEnvelope, streamedAnswer, wholeAnswer } from './chat-answer.ts';
import { type ChatRequest, chatRequestSchema } from './chat-request.ts';
import { drawPicture } from './draw-picture.ts';
import { answerEmbeddings, embeddingsRequestSchema } from './embed.ts';
import {
  answerDeleted,
  answerVideo,
  answerVideoContent,
  startVideo,
  videoRequestSchema,
} from './film/video-answers.ts';
import {
  answerPictures,
  answerSound,
  pictureNameSchema,
  pictureRequestSchema,
  soundRequestSchema,
} from './media-answers.ts';
import { type ChoicePlan, planChoice } from './plan-choice.ts';
import { integerIn, type Random, seededRandom } from './random.ts';

const BODY_BYTES_MAX = 16 * MIB;
const MODEL = 'hegui-demo';
const REASONER = 'hegui-demo-reasoner';
const PAINTER = 'hegui-demo-picture';
const PLAYER = 'hegui-demo-sound';
const FILMER = 'hegui-demo-film';
const MODELS = [MODEL, REASONER, PAINTER, PLAYER, FILMER];
const VIDEOS = '/v1/videos';
const PICTURES = '/v1/demonstration-pictures/';

export interface DemonstrationOptions {
  readonly clock: Clock;
  readonly log?: Log;
  /** Answers repeat from one start to the next when it is given. */
  readonly seed?: number;
  /** Pause before each token. Default 5 to 15; 0 and 0 send as fast as the client reads. */
  readonly pauseMs?: { readonly min: number; readonly max: number };
  /** Waits that many milliseconds; tests look on. */
  readonly sleep?: (ms: number) => Promise<void>;
}

export interface Demonstration {
  /** Such as `http://127.0.0.1:40123/v1`. */
  readonly baseUrl: string;
  /** Ends answers under way and frees the port. */
  close(): Promise<void>;
}

/** Starts the demonstration upstream on a free port of 127.0.0.1; no other machine can reach it. */
export async function startDemonstration(options: DemonstrationOptions): Promise<Demonstration> {
  const demonstration = new DemonstrationServer(options);
  const server = createServer((request, response) => void demonstration.serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Nothing waits for this server alone: the process may end while it listens.
  server.unref();
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

class DemonstrationServer {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #startedS: number;
  readonly #pauseMs: { readonly min: number; readonly max: number };
  readonly #random: Random;
  readonly #sleep: (ms: number) => Promise<void>;

  constructor(options: DemonstrationOptions) {
    this.#clock = options.clock;
    this.#log = options.log ?? silentLog;
    this.#startedS = this.#nowS();
    this.#pauseMs = options.pauseMs ?? { min: 5, max: 15 };
    this.#sleep = options.sleep ?? ((ms) => sleep(ms, undefined, { ref: false }));
    this.#random = seededRandom(options.seed ?? options.clock.now().getTime());
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#route(request, response);
    } catch (error) {
      // A client that went away while sending or reading has no more use for an answer.
      if (response.destroyed) return;
      const failure = error instanceof ApiError ? error : this.#unexpected(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, failure.status, failure.toBody());
    }
  }

  #unexpected(error: unknown): ApiError {
    this.#log.error({ error: error instanceof Error ? error : undefined }, 'the demonstration upstream failed');
    return new ApiError(500, 'The demonstration failed.');
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0] ?? '';
    const route = `${request.method} ${path}`;
    if (route === 'POST /v1/chat/completions') {
      await this.#chat(parseRequest(chatRequestSchema, await readJson(request)), response);
    } else if (route === 'POST /v1/embeddings') {
      const embeddings = parseRequest(embeddingsRequestSchema, await readJson(request));
      requireModel(embeddings.model);
      sendJson(response, 200, answerEmbeddings(embeddings));
    } else if (route === 'POST /v1/images/generations') {
      this.#sendPictures(await readJson(request), request, response);
    } else if (route === 'POST /v1/images/edits') {
      this.#sendPictures(await readForm(request), request, response);
    } else if (route === 'POST /v1/audio/speech') {
      const asked = parseRequest(soundRequestSchema, await readJson(request));
      requireModel(asked.model);
      sendBytes(response, 'audio/wav', answerSound(asked));
    } else if (route === `POST ${VIDEOS}`) {
      const isForm = /^multipart\//i.test(request.headers['content-type'] ?? '');
      const asked = parseRequest(videoRequestSchema, await (isForm ? readForm(request) : readJson(request)));
      requireModel(asked.model);
      sendJson(response, 200, startVideo(asked, this.#clock.now().getTime()));
    } else if (path.startsWith(`${VIDEOS}/`)) {
      this.#video(request, path.slice(VIDEOS.length + 1), response);
    } else if (request.method === 'GET' && path.startsWith(PICTURES)) {
      sendBytes(response, 'image/png', readPicture(path.slice(PICTURES.length)));
    } else if (route === 'GET /v1/models') {
      sendJson(response, 200, JSON.stringify({ object: 'list', data: MODELS.map((id) => this.#model(id)) }));
    } else if (request.method === 'GET' && path.startsWith('/v1/models/')) {
      const id = decodeURIComponent(path.slice('/v1/models/'.length));
      requireModel(id);
      sendJson(response, 200, JSON.stringify(this.#model(id)));
    } else {
      throw new ApiError(404, `Unknown request URL: ${route}.`, { code: 'unknown_url' });
    }
  }

  /** @param rest of the path: the job, and what is wanted of it. */
  #video({ method, url = '' }: IncomingMessage, rest: string, response: ServerResponse): void {
    const nowMs = this.#clock.now().getTime();
    const [id = '', action] = rest.split('/').map(decodeURIComponent);
    if (method === 'GET' && action === 'content') {
      const variant = new URL(url, 'http://127.0.0.1').searchParams.get('variant');
      const { mediaType, bytes } = answerVideoContent(id, variant, nowMs);
      sendBytes(response, mediaType, bytes);
    } else if (method === 'GET' && action === undefined) sendJson(response, 200, answerVideo(id, nowMs));
    else if (method === 'DELETE' && action === undefined) sendJson(response, 200, answerDeleted(id));
    else throw new ApiError(404, `Unknown request URL: ${method} ${VIDEOS}/${rest}.`, { code: 'unknown_url' });
  }

  #sendPictures(body: unknown, request: IncomingMessage, response: ServerResponse): void {
    const asked = parseRequest(pictureRequestSchema, body);
    requireModel(asked.model);
    const host = request.headers.host ?? '127.0.0.1';
    const addressOf = (text: string, width: number, height: number): string =>
      `http://${host}${PICTURES}${Buffer.from(JSON.stringify([text, width, height])).toString('base64url')}`;
    sendJson(response, 200, answerPictures(asked, this.#nowS(), addressOf));
  }

  async #chat(request: ChatRequest, response: ServerResponse): Promise<void> {
    requireModel(request.model);
    if (request.stream !== true && request.stream_options) {
      throw new ApiError(400, "'stream_options' needs 'stream': true.", { param: 'stream_options' });
    }
    // Temperature 0 promises the same answer each time, so it must not depend on how many came before.
    const seed = request.seed ?? (request.temperature === 0 ? 0 : Math.floor(this.#random() * 0x1_0000_0000));
    const plans = Array.from({ length: request.n ?? 1 }, (_, index) =>
      planChoice(request, index, seed, request.model === REASONER),
    );
    const envelope = { id: this.#nextId(), created: this.#nowS(), model: request.model };
    if (request.stream === true) {
      await this.#stream(request, plans, envelope, response);
    } else {
      await this.#pause();
      sendJson(response, 200, wholeAnswer(request, plans, envelope));
    }
  }

  async #stream(
    request: ChatRequest,
    plans: readonly ChoicePlan[],
    envelope: ChatEnvelope,
    response: ServerResponse,
  ): Promise<void> {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
    let sent = 0;
    for (const event of streamedAnswer(request, plans, envelope)) {
      // One pause for each token in time, however many choices take turns.
      if (sent++ % plans.length === 0) await this.#pause();
      if (response.destroyed) return;
      if (!response.write(`data: ${event}\n\n`)) await drainOrClose(response);
    }
    response.end('data: [DONE]\n\n');
  }

  async #pause(): Promise<void> {
    const ms = integerIn(this.#random, this.#pauseMs.min, this.#pauseMs.max);
    if (ms > 0) await this.#sleep(ms);
  }

  #model(id: string): object {
    return { id, object: 'model', created: this.#startedS, owned_by: 'hegui-demonstration' };
  }

  #nextId(): string {
    const part = (): string => Math.floor(this.#random() * 0x1_0000_0000).toString(36);
    return `chatcmpl-demo-${part()}${part()}`;
  }

  #nowS(): number {
    return Math.floor(this.#clock.now().getTime() / 1_000);
  }
}

function requireModel(model: string): void {
  if (!MODELS.includes(model)) {
    throw new ApiError(404, `The model '${model}' does not exist; there are ${MODELS.join(', ')}.`, {
      param: 'model',
      code: 'model_not_found',
    });
  }
}

/** The picture that an address stands for: the address says what is in it. @throws ApiError 404 */
function readPicture(name: string): Buffer {
  const parsed = pictureNameSchema.safeParse(parseJson(Buffer.from(name, 'base64url')));
  if (!parsed.success) throw new ApiError(404, 'There is no such picture.');
  return drawPicture(...parsed.data);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const value = parseJson(await readBody(request));
  if (value === undefined) throw new ApiError(400, 'The body is not valid JSON.');
  return value;
}

/** The text fields of a form. */
async function readForm(request: IncomingMessage): Promise<unknown> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' };
  try {
    const form = await new Response(Uint8Array.from(await readBody(request)), { headers }).formData();
    return Object.fromEntries([...form.entries()].filter(([, value]) => typeof value === 'string'));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError(400, 'The body is not a form.');
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    if (!Buffer.isBuffer(part)) continue;
    bytes += part.length;
    if (bytes > BODY_BYTES_MAX) throw new ApiError(413, `The body is longer than ${BODY_BYTES_MAX} bytes.`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Undefined for what is no JSON. */
function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function sendJson(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

function sendBytes(response: ServerResponse, mediaType: string, bytes: Buffer): void {
  response.writeHead(200, { 'content-type': mediaType, 'content-length': bytes.length });
  response.end(bytes);
}

function drainOrClose(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const onEither = (): void => {
      response.off('drain', onEither);
      response.off('close', onEither);
      resolve();
    };
    response.on('drain', onEither);
    response.on('close', onEither);
  });
}
