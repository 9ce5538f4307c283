import { randomBytes } from 'node:crypto';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import { defaultPolicy, policySchema } from '../../contract/index.ts';
import { kindOfFormat } from '../../duties/labelling/rules.ts';
import type { OpinionDesk } from '../../judges/index.ts';
import { type Config, HeguiError, IdFactory, loadConfig, sha256, silentLog, systemClock } from '../../kernel/index.ts';
import {
  buildImplicitLabel,
  bytesSource,
  detectFormat,
  labelText,
  patchedBytes,
  writeFileLabel,
} from '../../label/index.ts';
import type { KeyEntry, ServiceEntry } from '../../registry/index.ts';
import { compileScreen } from '../../screening/index.ts';
import { type AdmissionDoor, openDoor } from '../admit.ts';
import type { GatewayParts } from '../call.ts';
import type { TextExports } from '../exports/ports.ts';
import { Gateway } from '../gateway.ts';
import { AddressGuard } from '../media/address-guard.ts';
import type { KeptFile, LabelledMedia, MadeMedia, MediaLabels, MediaParts, WithheldMedia } from '../media/ports.ts';
import type { ClosedRecord, ExchangeRecords, OpenedRecord } from '../record/index.ts';
import { Upstreams, type UpstreamTarget } from '../upstream/index.ts';
import { MemoryLifts } from './memory-lifts.ts';

/** Records kept in memory, with switches for the days on which keeping them fails or takes long. */
export class MemoryRecords implements ExchangeRecords {
  readonly opened: OpenedRecord[] = [];
  readonly closed: ClosedRecord[] = [];
  isUp = true;
  failure: Error | null = null;
  /** While set, records wait for it. */
  gate: Promise<void> | null = null;

  async open(record: OpenedRecord): Promise<void> {
    await this.#wait();
    this.opened.push(record);
  }

  async close(record: ClosedRecord): Promise<void> {
    await this.#wait();
    this.closed.push(record);
  }

  async #wait(): Promise<void> {
    if (this.gate !== null) await this.gate;
    if (this.failure !== null) throw this.failure;
  }
}

/** A register kept in memory, with labels as they are really written. */
export class MemoryLabels implements MediaLabels {
  readonly registered: MadeMedia[] = [];
  readonly withheld: WithheldMedia[] = [];
  readonly #kept = new Map<string, LabelledMedia>();
  readonly #ids = new IdFactory();
  failure: Error | null = null;

  async label(bytes: Uint8Array, providerCode: string): Promise<LabelledMedia> {
    const source = bytesSource(bytes);
    const produceId = this.#ids.next('prd');
    const label = buildImplicitLabel({ providerCode, produceId });
    const labelled = await patchedBytes(source, await writeFileLabel(source, label));
    const format = await detectFormat(source);
    if (format === null) throw new Error('a file of no format was labelled');
    const [mediaType = '', extension = ''] = [format.mediaTypes[0], format.extensions[0]];
    return {
      produceId,
      bytes: labelled,
      kind: kindOfFormat(format.id),
      format: format.id,
      mediaType,
      extension,
      label,
    };
  }

  async register(made: readonly MadeMedia[]): Promise<readonly (string | null)[]> {
    if (this.failure !== null) throw this.failure;
    this.registered.push(...made);
    return made.map(({ file, keepFor }) => {
      if (keepFor === null) return null;
      const token = randomBytes(32).toString('base64url');
      this.#kept.set(token, file);
      return token;
    });
  }

  async withhold(withheld: WithheldMedia): Promise<void> {
    if (this.failure !== null) throw this.failure;
    this.withheld.push(withheld);
  }

  async openFile(token: string): Promise<KeptFile | null> {
    const file = this.#kept.get(token);
    if (file === undefined) return null;
    const { bytes, mediaType, label } = file;
    return { size: bytes.length, mediaType, aigc: JSON.stringify(label), content: Readable.from([bytes]) };
  }
}

const refuseMark = (): Promise<Uint8Array> => Promise.reject(new HeguiError('E_FILE_UNSUPPORTED', 'no marks here'));

export const API_KEY = 'hg_test';
/** Under which the harness hands out files; nothing listens there. */
export const GATEWAY_URL = 'https://hegui.example/v1';
export type Behaviour = (request: IncomingMessage, response: ServerResponse, body: string) => void;

export interface HarnessOptions {
  readonly policy?: Partial<z.input<typeof policySchema>>;
  /** Hosts besides the upstream's own from which files may be fetched. */
  readonly allowedHosts?: readonly string[];
  readonly limits?: Partial<Config['limits']>;
  readonly timeouts?: Partial<Pick<UpstreamTarget, 'connectMs' | 'firstByteMs' | 'idleMs' | 'models'>>;
  readonly doors?: readonly AdmissionDoor[];
  readonly audienceOf?: NonNullable<GatewayParts['audienceOf']>;
  /** Where exchanges are recorded instead of in memory. */
  readonly recordedBy?: GatewayParts['records'];
  readonly clock?: GatewayParts['clock'];
  readonly trainingUse?: GatewayParts['trainingUse'];
  readonly pseudonym?: GatewayParts['pseudonym'];
  readonly service?: Partial<ServiceEntry>;
  readonly askReview?: NonNullable<GatewayParts['askReview']>;
  readonly opinions?: OpinionDesk;
  readonly exports?: TextExports;
  readonly media?: Partial<MediaParts>;
  readonly key?: Partial<Pick<KeyEntry, 'ratePerMinute' | 'openMax' | 'expiresAt' | 'audience'>>;
}

export interface Harness {
  readonly url: string;
  readonly records: MemoryRecords;
  readonly labels: MemoryLabels;
  readonly lifts: MemoryLifts;
  readonly gateway: Gateway;
  /** What the upstream does; set by each test. */
  upstream: Behaviour;
  /** Bodies the upstream was sent. */
  readonly forwarded: string[];
  /** The same as bytes, with their headers. */
  readonly sent: readonly { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[];
  /** POSTs JSON (or the bytes given) with the key. */
  post(path: string, body: unknown, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** Nobody to ask: what a policy does about that is its own business. */
const ABSENT_DESK: OpinionDesk = {
  ask: async () => ({ settled: 'failed', opinions: [], risk: '', advice: null, found: null }),
  recordGap: () => Promise.reject(new Error('no desk')),
  finish: () => undefined,
};

const NO_EXPORTS: TextExports = {
  forUser: () => Promise.reject(new Error('no exports')),
  ofSent: () => Promise.reject(new Error('no exports')),
};

const TERMS = [
  { text: '禁词甲', action: 'block', risk: 'A.1.f' },
  { text: '违禁乙', action: 'replace', risk: 'A.1.h' },
  { text: '提示丙', action: 'flag', risk: 'A.2.i' },
] as const;

/** A real gateway on a real port in front of a scripted upstream, with records in memory. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const clock = options.clock ?? systemClock;
  const records = new MemoryRecords();
  const labels = new MemoryLabels();
  const lifts = new MemoryLifts();
  const forwarded: string[] = [];
  const sent: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
  const harness: { upstream: Behaviour } = { upstream: (_request, response) => void response.writeHead(500).end() };
  const upstreamServer = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const body = bytes.toString('utf8');
      sent.push({ headers: request.headers, body: bytes });
      forwarded.push(body);
      harness.upstream(request, response, body);
    });
  });
  const target: UpstreamTarget = {
    id: 'ups_test',
    name: 'scripted',
    baseUrl: `${upstreamServer.url}/v1`,
    apiKey: null,
    models: {},
    connectMs: 1_000,
    firstByteMs: 1_000,
    idleMs: 1_000,
    demonstration: true,
    ...options.timeouts,
  };
  const key = makeKey(target, options);
  const limits = { ...loadConfig({}).limits, ...options.limits };
  const upstreams = new Upstreams({ clock, log: silentLog });
  const guard = new AddressGuard(options.allowedHosts ?? []);
  const gateway = new Gateway({
    records: options.recordedBy ?? records,
    upstreams,
    doors: options.doors ?? [openDoor('identity')],
    trainingUse: options.trainingUse ?? (() => 'refused'),
    buildLabel: (providerCode, produceId) => {
      const label = buildImplicitLabel({ providerCode, produceId });
      return { aigc: label, header: labelText(label) };
    },
    pseudonym: options.pseudonym ?? ((serviceId, user) => `pseudonym:${serviceId}:${user}`),
    limits,
    ...(options.askReview === undefined ? {} : { askReview: options.askReview }),
    ...(options.audienceOf === undefined ? {} : { audienceOf: options.audienceOf }),
    clock,
    opinions: options.opinions ?? ABSENT_DESK,
    lifts,
    exports: options.exports ?? NO_EXPORTS,
    media: {
      labels,
      marker: { markPicture: refuseMark, markSound: refuseMark },
      fileBytesMax: 1_000_000,
      fetchMs: 2_000,
      guard,
      gatewayUrl: GATEWAY_URL,
      ...options.media,
    },
    videos: null,
    ids: new IdFactory(),
    log: silentLog,
    refreshRegistry: () => Promise.resolve(),
    registry: () => ({
      keyByHash: (hash) => (sha256(API_KEY).equals(Buffer.from(hash)) ? key : undefined),
    }),
  });
  const server = await listen((request, response) => void gateway.handle(request, response));
  return Object.assign(harness, {
    url: server.url,
    records,
    labels,
    lifts,
    gateway,
    forwarded,
    sent,
    post: (path: string, body: unknown, init: RequestInit = {}) =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
        ...init,
        headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...init.headers },
      }),
    close: async () => {
      await upstreams.close();
      await guard.close();
      await Promise.all([server.close(), upstreamServer.close()]);
    },
  });
}

function makeKey(target: UpstreamTarget, options: HarnessOptions): KeyEntry {
  const folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
  const service: ServiceEntry = {
    id: 'svc_test',
    name: 'test',
    policy: policySchema.parse({ ...defaultPolicy, ...options.policy }),
    policyVersion: 3,
    providerCode: '001191440300708461136T1XGW3',
    screen: compileScreen([{ folding, terms: TERMS.map(({ text, action }, tag) => ({ text, tag, action })) }]),
    termInfo: (tag) => {
      const { text, action, risk } = TERMS[tag] ?? TERMS[0];
      return { term: text, listId: 'lst_test', listName: 'test', risk, action };
    },
    listVersions: { lst_test: 1 },
    upstreams: [target],
    ...options.service,
  };
  return {
    id: 'key_test',
    service,
    ratePerMinute: null,
    openMax: null,
    synthetic: false,
    expiresAt: null,
    ...options.key,
  };
}

async function listen(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer(handler);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** One streamed event in OpenAI's form. */
export const sse = (event: object | string): string =>
  `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`;

export const chunk = (delta: object, finish: string | null = null, index = 0): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index, delta, logprobs: null, finish_reason: finish }],
});

/** An upstream that streams these events and ends as it should. */
export const streaming =
  (...events: readonly (object | string)[]): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`${events.map(sse).join('')}data: [DONE]\n\n`);
  };

/** An upstream that answers with one completion saying this. */
export const saying =
  (content: string, extra: object = {}): Behaviour =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [
          { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
        ],
        usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 },
        ...extra,
      }),
    );
  };

export const chat = (content: unknown, extra: object = {}): object => ({
  model: 'm',
  messages: [{ role: 'user', content }],
  ...extra,
});

export interface ShownEvent {
  readonly choices?: readonly { readonly index: number; readonly delta: { readonly content?: string } }[];
  readonly usage?: object;
  readonly hegui?: { readonly cut?: readonly object[] };
  readonly error?: object;
}

/** The events of a stream, parsed; `[DONE]` stays a string. */
export function eventsOf(text: string): (string | ShownEvent)[] {
  return text
    .split('\n\n')
    .filter((block) => block.startsWith('data: '))
    .map((block) => (block === 'data: [DONE]' ? '[DONE]' : JSON.parse(block.slice('data: '.length))));
}

/** All content that a stream showed for a choice. */
export function contentOf(text: string, index = 0): string {
  return eventsOf(text)
    .flatMap((event) => (typeof event === 'string' ? [] : (event.choices ?? [])))
    .filter((choice) => choice.index === index)
    .map((choice) => choice.delta.content ?? '')
    .join('');
}

/** What tests read of an unstreamed answer or an error. */
export interface Answered {
  readonly choices: readonly { readonly finish_reason: string; readonly message: { readonly content: string } }[];
  readonly usage: object;
  readonly hegui: { readonly exchange: string; readonly aigc: { readonly AIGC: Readonly<Record<string, string>> } };
  readonly error: { readonly message: string; readonly code: string; readonly param: string | null };
  readonly x_unknown: unknown;
}

export async function answered(response: Response): Promise<Answered> {
  const body: Answered = JSON.parse(await response.text());
  return body;
}
