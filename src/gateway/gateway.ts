import type { IncomingMessage, ServerResponse } from 'node:http';
import { asHeguiError, HeguiError, type Id, type IdFactory, type Log, sha256 } from '../kernel/index.ts';
import type { KeyEntry, RegistrySnapshot } from '../registry/index.ts';
import { type AskedFor, readAudience, readCompanion, servedAs } from './audience.ts';
import { type Call, endUserOf, type GatewayParts } from './call.ts';
import { handleChat } from './chat/handle-chat.ts';
import { isObject } from './chat/json-object.ts';
import { handleEmbeddings } from './embeddings/handle-embeddings.ts';
import { handleExports } from './exports/handle-exports.ts';
import { handleAgreements, handleLiftRequest, handleOpenRequests, handleWithdrawal } from './lift/handle-requests.ts';
import { readLift } from './lift/read-lift.ts';
import { parseForm } from './media/form.ts';
import { handleEdits, handleGenerations } from './media/handle-images.ts';
import { handleSpeech } from './media/handle-speech.ts';
import { PRODUCED_PATH, serveFile } from './media/serve-file.ts';
import { ModelCatalogue } from './models/handle-models.ts';
import { handleModerations } from './moderations/handle-moderations.ts';
import { Quota } from './quota.ts';
import { parseBody, readBody } from './receive.ts';
import { sendJson, sendOpenaiError } from './respond.ts';
import { handleVideos } from './videos/handle-videos.ts';
import { serveVideos, VIDEOS_PATH } from './videos/serve-videos.ts';

export interface GatewayOptions extends GatewayParts {
  /** What is served now; read anew for every request. */
  readonly registry: () => Pick<RegistrySnapshot, 'keyByHash'>;
  /** Brings the registry up to date, at most now and then; asked when a key is not known, which may be a second old. */
  readonly refreshRegistry: () => Promise<void>;
  readonly ids: IdFactory;
  readonly log: Log;
}

/** Counted since the process started. */
export interface GatewayCounts {
  readonly requests: number;
  /** By error code, for requests that ended with one. */
  readonly errors: Readonly<Record<string, number>>;
  readonly open: number;
}

interface Endpoint {
  readonly handle: (parts: GatewayParts, call: Call) => Promise<void>;
  /** How the body comes; JSON unless it holds files, either where it may. */
  readonly takes?: 'form' | 'either' | 'nothing';
  /** Does it give content that carries a mark, which may be lifted? */
  readonly makesContent?: true;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  '/v1/audio/speech': { handle: handleSpeech, makesContent: true },
  '/v1/chat/completions': { handle: handleChat, makesContent: true },
  '/v1/embeddings': { handle: handleEmbeddings },
  '/v1/hegui/exports': { handle: handleExports, makesContent: true },
  '/v1/hegui/label-requests': { handle: handleLiftRequest },
  '/v1/images/edits': { handle: handleEdits, takes: 'form', makesContent: true },
  '/v1/images/generations': { handle: handleGenerations, makesContent: true },
  '/v1/moderations': { handle: handleModerations },
  [VIDEOS_PATH]: { handle: handleVideos, takes: 'either', makesContent: true },
};
/** What is asked without a body, by method. */
const ASKED_BY: Readonly<Record<string, Readonly<Record<string, Endpoint>>>> = {
  GET: {
    '/v1/hegui/label-agreements': { handle: handleAgreements, takes: 'nothing' },
    '/v1/hegui/label-requests': { handle: handleOpenRequests, takes: 'nothing' },
  },
  DELETE: { '/v1/hegui/label-requests': { handle: handleWithdrawal, takes: 'nothing' } },
};

/** Everything under `/v1`: the OpenAI protocol, screened, labelled and recorded. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #quota: Quota;
  readonly #models: ModelCatalogue;
  #requests = 0;
  readonly #errors: Record<string, number> = {};

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#quota = new Quota(options.clock, options.limits.openRequestsMax);
    this.#models = new ModelCatalogue(options);
  }

  get counts(): GatewayCounts {
    return { requests: this.#requests, errors: { ...this.#errors }, open: this.#quota.open };
  }

  /** Answers one request; never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#requests++;
    const id = this.#options.ids.next('exc');
    try {
      await this.#answer(id, request, response);
    } catch (raw) {
      const error = asHeguiError(raw);
      this.#errors[error.code] = (this.#errors[error.code] ?? 0) + 1;
      if (error.row.status >= 500)
        this.#options.log.error({ requestId: id, code: error.code, error: causeOf(error) }, 'request failed');
      sendOpenaiError(response, error, id);
    }
  }

  async #answer(id: Id<'exc'>, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedMs = this.#options.clock.monotonicMs();
    const path = pathOf(request.url ?? '');
    if (path.startsWith(PRODUCED_PATH)) {
      requireMethod(request, 'GET');
      await serveFile(this.#options, path, id, response);
      return;
    }
    const key = await this.#authenticate(request);
    if (path === '/v1/models' || path.startsWith('/v1/models/')) {
      requireMethod(request, 'GET');
      await this.#answerModels(id, path, key, response);
      return;
    }
    const isAboutVideos = path === VIDEOS_PATH ? request.method !== 'POST' : path.startsWith(`${VIDEOS_PATH}/`);
    if (isAboutVideos) {
      await serveVideos(this.#options, { id, path, key, request, response });
      return;
    }
    const endpoint = endpointFor(request, path);
    const leave = this.#quota.enter(key);
    try {
      const { body, ...files } = await this.#read(endpoint, request);
      const asked = { ...(await this.#settleAudience(readAudience(key, request, body), request)), request };
      const lift = await readLift(this.#options, asked, endpoint.makesContent === true);
      const companion = readCompanion(request);
      const call = { id, startedMs, ...asked, companion, ...files, response, ...(lift === null ? {} : { lift }) };
      await endpoint.handle(this.#options, call);
    } finally {
      leave();
    }
  }

  /** A user who is known to be a minor is served as one, whatever the request says. */
  async #settleAudience(asked: AskedFor, request: IncomingMessage): Promise<AskedFor> {
    const { audienceOf } = this.#options;
    if (audienceOf === undefined || asked.audience === 'minors') return asked;
    const { key, body } = asked;
    const named = isObject(body) && typeof body.user === 'string' && body.user !== '' ? body.user : null;
    const known = audienceOf(key.service.id, endUserOf(this.#options, { key, request }, named));
    const audience = known instanceof Promise ? await known : known;
    return audience === 'minors' ? { ...asked, ...servedAs(key, audience) } : asked;
  }

  async #read({ takes }: Endpoint, request: IncomingMessage): Promise<Pick<Call, 'body' | 'files'>> {
    const { limits, media } = this.#options;
    if (takes === 'nothing') return { body: {} };
    const isForm = takes === 'form' || (takes === 'either' && isMultipart(request));
    if (!isForm) return { body: parseBody(await readBody(request, limits.bodyBytesMax)) };
    const bytes = await readBody(request, Math.max(limits.bodyBytesMax, media.fileBytesMax));
    const { fields, files } = await parseForm(bytes, request.headers['content-type'] ?? '');
    return { body: fields, files };
  }

  async #answerModels(id: string, path: string, key: KeyEntry, response: ServerResponse): Promise<void> {
    const headers = { 'x-request-id': id };
    const { slowClientMs } = this.#options.limits;
    const list = await this.#models.list(key);
    const wanted = decodePath(path.slice('/v1/models/'.length));
    if (path === '/v1/models' || wanted === '') {
      sendJson(response, list, headers, slowClientMs);
      return;
    }
    const model = list.data.find((row) => row.id === wanted);
    if (model === undefined) throw new HeguiError('E_MODEL_UNKNOWN', 'no upstream of this service has the model');
    sendJson(response, model, headers, slowClientMs);
  }

  async #authenticate(request: IncomingMessage): Promise<KeyEntry> {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new HeguiError('E_KEY_MISSING', 'the header "authorization" holds no bearer key');
    const hash = sha256(token);
    let key = this.#options.registry().keyByHash(hash);
    if (key === undefined) {
      await this.#options.refreshRegistry();
      key = this.#options.registry().keyByHash(hash);
    }
    const isExpired = key?.expiresAt != null && key.expiresAt.getTime() <= this.#options.clock.now().getTime();
    if (key === undefined || isExpired) throw new HeguiError('E_KEY_UNKNOWN', 'no service knows this key');
    return key;
  }
}

/** @throws HeguiError E_NOT_FOUND, E_REQUEST_METHOD */
function endpointFor(request: IncomingMessage, path: string): Endpoint {
  const asked = ASKED_BY[request.method ?? '']?.[path];
  if (asked !== undefined) return asked;
  const posted = Object.hasOwn(ENDPOINTS, path) ? ENDPOINTS[path] : undefined;
  if (posted !== undefined) {
    requireMethod(request, 'POST');
    return posted;
  }
  const method = Object.keys(ASKED_BY).find((name) => Object.hasOwn(ASKED_BY[name] ?? {}, path));
  if (method === undefined) throw new HeguiError('E_NOT_FOUND', 'this gateway has no such endpoint');
  throw new HeguiError('E_REQUEST_METHOD', `this endpoint takes ${method}`);
}

function requireMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method) throw new HeguiError('E_REQUEST_METHOD', `this endpoint takes ${method}`);
}

const isMultipart = ({ headers }: IncomingMessage): boolean =>
  /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');

function pathOf(url: string): string {
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new HeguiError('E_NOT_FOUND', 'the address is not well encoded');
  }
}

const causeOf = (error: HeguiError): Error => (error.cause instanceof Error ? error.cause : error);
