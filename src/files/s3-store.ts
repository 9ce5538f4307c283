import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, type Dispatcher, request } from 'undici';
import { type Clock, HeguiError, MINUTE_MS, SECOND_MS, type Secret } from '../kernel/index.ts';
import { storageFull, storageUnavailable } from './errors.ts';
import { FILE_NAME, type FileStore, type StoredName } from './file-store.ts';
import { readListing } from './s3-listing.ts';

export interface S3StoreOptions {
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Empty, or ends with a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
  /** The bucket in the path; else in the name of the host. */
  readonly pathStyle: boolean;
  readonly clock: Clock;
  /** Instead of connections of its own. */
  readonly connections?: Agent;
  /** Waits between tries; tests look on. */
  readonly pause?: (ms: number) => Promise<void>;
}

const TRIES_MAX = 3;
const PAUSE_MS = 200;
const CONNECT_MS: number = 10 * SECOND_MS;
/** Without a byte for so long a request is given up. */
const IDLE_MS: number = MINUTE_MS;
const AGAIN = new Set([429, 500, 502, 503, 504]);
const FULL_STATUS = 507;
const COMPLAINT_BYTES_MAX = 4_096;

interface Ask {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: { readonly size: number; readonly open: () => AsyncIterable<Uint8Array> };
}

/** Files in a bucket of an S3-compatible store. A PUT is whole or not there, so nothing unfinished is left. */
export class S3Store implements FileStore {
  readonly kind = 's3';
  readonly #options: S3StoreOptions;
  readonly #connections: Agent;
  readonly #signingKeys = new Map<string, ArrayBuffer>();

  constructor(options: S3StoreOptions) {
    this.#options = options;
    const limits = { connect: { timeout: CONNECT_MS }, headersTimeout: IDLE_MS, bodyTimeout: IDLE_MS, allowH2: false };
    this.#connections = options.connections ?? new Agent(limits);
  }

  async write(name: string, size: number, open: () => AsyncIterable<Uint8Array>): Promise<void> {
    const answer = await this.#ask({ method: 'PUT', key: this.#keyOf(name), body: { size, open } });
    await answer.body.dump();
  }

  async read(name: string): Promise<Readable | null> {
    const answer = await this.#ask({ method: 'GET', key: this.#keyOf(name) });
    if (answer.statusCode !== 404) return answer.body;
    await answer.body.dump();
    return null;
  }

  async remove(name: string): Promise<void> {
    const answer = await this.#ask({ method: 'DELETE', key: this.#keyOf(name) });
    await answer.body.dump();
  }

  async *list(): AsyncGenerator<StoredName> {
    const { prefix } = this.#options;
    let token: string | null = '';
    while (token !== null) {
      const query = { 'list-type': '2', prefix, ...(token === '' ? {} : { 'continuation-token': token }) };
      const answer: Dispatcher.ResponseData = await this.#ask({ method: 'GET', key: '', query });
      if (answer.statusCode === 404) throw storageUnavailable('there is no such bucket');
      const listing = readListing(await answer.body.text());
      for (const { key, changedAt } of listing.files) {
        const name = key.slice(prefix.length);
        if (key.startsWith(prefix) && FILE_NAME.test(name)) yield { name, changedAt };
      }
      token = listing.next;
    }
  }

  /** A bucket tells only by refusing. */
  requireRoom(): Promise<void> {
    return Promise.resolve();
  }

  /** Nothing unfinished has a name in a bucket. */
  removeUnfinished(): Promise<void> {
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#connections.destroy();
  }

  /** The answer, 2xx or 404; asked again where that may help. */
  async #ask(ask: Ask): Promise<Dispatcher.ResponseData> {
    for (let tries = 1; ; tries++) {
      const answer = await this.#try(ask, tries === TRIES_MAX);
      if (answer !== null) return answer;
      await (this.#options.pause ?? sleep)(PAUSE_MS * 2 ** (tries - 1));
    }
  }

  /** Null when it should be tried again. */
  async #try(ask: Ask, isLast: boolean): Promise<Dispatcher.ResponseData | null> {
    const answer = await this.#send(ask).catch((error: unknown) => {
      if (error instanceof HeguiError) throw error;
      if (isLast) throw storageUnavailable(`the bucket could not be reached (${codeOf(error)})`, error);
      return null;
    });
    if (answer === null) return null;
    const { statusCode } = answer;
    if ((statusCode >= 200 && statusCode < 300) || (statusCode === 404 && ask.method !== 'PUT')) return answer;
    const code = await complaintOf(answer);
    if (statusCode === FULL_STATUS || code === 'QuotaExceeded')
      throw storageFull(`the bucket takes no more (${code || statusCode})`);
    if (AGAIN.has(statusCode) && !isLast) return null;
    throw storageUnavailable(`the bucket answered ${ask.method} with ${statusCode}${code === '' ? '' : ` ${code}`}`);
  }

  async #send({ method, key, query = {}, body }: Ask): Promise<Dispatcher.ResponseData> {
    const { accessKeyId, secretAccessKey, region, clock } = this.#options;
    const url = this.#urlOf(key);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      // What is sent is sealed and checks itself when it is opened; its hash is not known before it was read once.
      headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      accessKeyId,
      secretAccessKey: secretAccessKey.reveal(),
      region,
      service: 's3',
      cache: this.#signingKeys,
      datetime: clock
        .now()
        .toISOString()
        .replace(/[:-]|\.\d{3}/g, ''),
    });
    const signed = await signer.sign();
    const headers = Object.fromEntries(signed.headers.entries());
    return await request(signed.url, {
      method,
      dispatcher: this.#connections,
      headers: body === undefined ? headers : { ...headers, 'content-length': String(body.size) },
      body: body === undefined ? null : Readable.from(body.open(), { objectMode: false }),
    });
  }

  #urlOf(key: string): URL {
    const { endpoint, bucket, pathStyle } = this.#options;
    const url = new URL(endpoint);
    if (!pathStyle) url.host = `${bucket}.${url.host}`;
    url.pathname = pathStyle ? `/${bucket}/${key}` : `/${key}`;
    return url;
  }

  #keyOf(name: string): string {
    if (!FILE_NAME.test(name)) throw new HeguiError('E_INTERNAL', 'what was asked of the file store is no name');
    return this.#options.prefix + name;
  }
}

/** The word of the store for what is wrong; it quotes nothing of ours. */
async function complaintOf({ body }: Dispatcher.ResponseData): Promise<string> {
  let text = '';
  for await (const chunk of body) {
    text += Buffer.from(chunk).toString('utf8');
    if (text.length > COMPLAINT_BYTES_MAX) break;
  }
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(text)?.[1] ?? '';
}

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  return typeof code === 'string' ? code : 'unknown';
}
