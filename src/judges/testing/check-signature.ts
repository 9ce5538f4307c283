import { createHash, createHmac } from 'node:crypto';

/** A request as a vendor's server sees it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const mac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** Is the Authorization header what the documentation says a holder of the secret sends? Written from the server's side. */
export function isSignedByAlibaba(request: SeenRequest, secret: string): boolean {
  const parts = /^ACS3-HMAC-SHA256 Credential=[^,]+,SignedHeaders=([^,]+),Signature=([0-9a-f]{64})$/.exec(
    request.headers.authorization ?? '',
  );
  const [, names = '', signature] = parts ?? [];
  const payload = sha(request.body);
  if (signature === undefined || request.headers['x-acs-content-sha256'] !== payload) return false;
  const wanted = Object.keys(request.headers).filter((name) => name === 'host' || name.startsWith('x-acs-'));
  const signed = names.split(';');
  if (!wanted.every((name) => signed.includes(name)) || signed.toSorted().join(';') !== names) return false;
  let canonical = `${request.method}\n${request.path}\n${request.query}\n`;
  for (const name of signed) canonical += `${name}:${request.headers[name]?.trim()}\n`;
  canonical += `\n${names}\n${payload}`;
  return mac(secret, `ACS3-HMAC-SHA256\n${sha(canonical)}`).toString('hex') === signature;
}

export function isSignedByTencent(request: SeenRequest, secret: string, service: string): boolean {
  const { headers } = request;
  const parts =
    /^TC3-HMAC-SHA256 Credential=[^/]+\/([\d-]{10})\/(\w+)\/tc3_request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  const [, date = '', named, names = '', signature] = parts ?? [];
  const at = new Date(Number(headers['x-tc-timestamp']) * 1_000);
  if (named !== service || at.toISOString().slice(0, 10) !== date) return false;
  const lines = names.split(';').map((name) => `${name}:${headers[name]?.toLowerCase()}\n`);
  const canonical = [request.method, request.path, request.query, lines.join(''), names, sha(request.body)].join('\n');
  const toSign = `TC3-HMAC-SHA256\n${headers['x-tc-timestamp']}\n${date}/${service}/tc3_request\n${sha(canonical)}`;
  const key = mac(mac(mac(`TC3${secret}`, date), service), 'tc3_request');
  return mac(key, toSign).toString('hex') === signature;
}

export function isSignedByVolcengine(request: SeenRequest, secret: string, region: string): boolean {
  const { headers } = request;
  const parts =
    /^HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([\w-]+)\/(\w+)\/request, SignedHeaders=([\w;-]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  const [, day = '', where, service = '', names = '', signature] = parts ?? [];
  const date = headers['x-date'] ?? '';
  if (where !== region || !/^\d{8}T\d{6}Z$/.test(date) || date.slice(0, 8) !== day) return false;
  if (headers['x-content-sha256'] !== sha(request.body)) return false;
  const lines = names.split(';').map((name) => `${name}:${headers[name]}`);
  const canonical = `${request.method}\n${request.path}\n${request.query}\n${lines.join('\n')}\n\n${names}\n${sha(request.body)}`;
  const toSign = `HMAC-SHA256\n${date}\n${day}/${region}/${service}/request\n${sha(canonical)}`;
  const key = mac(mac(mac(mac(secret, day), region), service), 'request');
  return mac(key, toSign).toString('hex') === signature;
}
