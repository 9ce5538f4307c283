import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * A bucket on this machine that takes a request only when its signature is right: AWS Signature Version 4 is computed here anew
 * from the request as it arrived, with nothing of the client's code. Path-style or by the name of the host.
 */
export interface S3Server {
  /** Scheme, host and port. */
  readonly endpoint: string;
  readonly objects: Map<string, { readonly bytes: Buffer; readonly changedAt: Date }>;
  /** Answers to requests that were refused, newest last. */
  readonly refusals: string[];
  /** Looks at a request before its signature is checked; true when it answered. */
  interfere: ((request: IncomingMessage, response: ServerResponse) => boolean) | null;
  close(): Promise<void>;
}

export const S3_BUCKET = 'hegui-test';
export const S3_REGION = 'cn-test-1';
export const S3_ACCESS_KEY_ID = 'AKIDTEST';
export const S3_SECRET_ACCESS_KEY = 'a+secret/of+the/test';
const PAGE = 2;
const SKEW_MS_MAX = 15 * 60_000;

export async function startS3Server(): Promise<S3Server> {
  const objects: S3Server['objects'] = new Map();
  const refusals: string[] = [];
  const state: Pick<S3Server, 'interfere'> = { interfere: null };
  const server = createServer(async (request, response) => {
    if (state.interfere?.(request, response) === true) return;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
    } catch {
      // The client broke off: nothing of it is kept.
      return;
    }
    const body = Buffer.concat(chunks);
    const refusal = whyRefused(request, body);
    if (refusal === null) answer(objects, request, response, body);
    else {
      refusals.push(refusal);
      sendXml(response, 403, `<Error><Code>${refusal}</Code></Error>`);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    refusals,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

/** Null when the request is signed as it must be. */
function whyRefused(request: IncomingMessage, body: Buffer): string | null {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})$/;
  const found = pattern.exec(request.headers.authorization ?? '');
  if (found === null) return 'AccessDenied';
  const [, accessKey = '', day = '', region = '', signedHeaders = '', signature = ''] = found;
  if (accessKey !== S3_ACCESS_KEY_ID) return 'InvalidAccessKeyId';
  if (region !== S3_REGION) return 'AuthorizationHeaderMalformed';
  const at = String(request.headers['x-amz-date'] ?? '');
  if (!at.startsWith(day) || Math.abs(Date.now() - parseDate(at)) > SKEW_MS_MAX) return 'RequestTimeTooSkewed';
  const names = signedHeaders.split(';');
  if (!names.includes('host') || !names.includes('x-amz-content-sha256')) return 'AccessDenied';
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== hex(body)) return 'XAmzContentSHA256Mismatch';
  const url = new URL(request.url ?? '/', 'http://any');
  const canonical = [
    request.method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}`),
    '',
    signedHeaders,
    payload,
  ].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, hex(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce(
    (secret: string | Buffer, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${S3_SECRET_ACCESS_KEY}`,
  );
  const wanted = createHmac('sha256', key).update(toSign).digest();
  return timingSafeEqual(wanted, Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch';
}

function answer(objects: S3Server['objects'], request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const url = new URL(request.url ?? '/', 'http://any');
  const isPathStyle = url.pathname.startsWith(`/${S3_BUCKET}/`);
  const isHostStyle = String(request.headers.host).startsWith(`${S3_BUCKET}.`);
  const key = decodeURIComponent(url.pathname.slice(isPathStyle ? S3_BUCKET.length + 2 : 1));
  if (!isPathStyle && !isHostStyle) sendXml(response, 404, '<Error><Code>NoSuchBucket</Code></Error>');
  else if (request.method === 'GET' && key === '') sendListing(objects, url, response);
  else if (request.method === 'PUT') {
    if (Number(request.headers['content-length']) !== body.length) response.writeHead(411).end();
    else {
      objects.set(key, { bytes: body, changedAt: new Date() });
      response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end();
    }
  } else if (request.method === 'DELETE') {
    objects.delete(key);
    response.writeHead(204).end();
  } else {
    const found = objects.get(key);
    if (found === undefined) sendXml(response, 404, '<Error><Code>NoSuchKey</Code></Error>');
    else response.writeHead(200, { 'content-length': found.bytes.length }).end(found.bytes);
  }
}

function sendListing(objects: S3Server['objects'], url: URL, response: ServerResponse): void {
  const prefix = url.searchParams.get('prefix') ?? '';
  const after = url.searchParams.get('continuation-token') ?? '';
  const names = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = names.slice(0, PAGE);
  const contents = page.map(
    (key) =>
      `<Contents><Key>${key.replaceAll('&', '&amp;')}</Key><LastModified>${objects.get(key)?.changedAt.toISOString()}</LastModified></Contents>`,
  );
  const next = names.length > PAGE ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  sendXml(response, 200, `<ListBucketResult><Prefix>${prefix}</Prefix>${contents.join('')}${next}</ListBucketResult>`);
}

function sendXml(response: ServerResponse, status: number, xml: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${xml}`);
}

const hex = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const parseDate = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const canonicalQuery = (url: URL): string =>
  [...url.searchParams.entries()]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
