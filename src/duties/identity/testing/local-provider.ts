import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';

export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
export type LocalAnswer = (call: SeenCall, response: ServerResponse) => void;

export interface LocalProvider {
  readonly url: string;
  readonly seen: SeenCall[];
  /** What it does with the next calls. */
  answer: LocalAnswer;
  close(): Promise<void>;
}

/** A server on loopback that keeps what it saw and answers as a test says. */
export async function startLocal(answer: LocalAnswer): Promise<LocalProvider> {
  const seen: SeenCall[] = [];
  const local = { answer };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
      const [path = ''] = (request.url ?? '').split('?');
      const body = Buffer.concat(chunks).toString('utf8');
      const call = { method: request.method ?? '', path, headers: Object.fromEntries(headers), body };
      seen.push(call);
      local.answer(call, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign(local, {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    close: (): Promise<void> =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  });
}

export const sendJson = (response: ServerResponse, body: unknown, status = 200, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};

export const answerJson =
  (body: unknown, status = 200): LocalAnswer =>
  (_call, response) =>
    sendJson(response, body, status);
export const answerGarbage: LocalAnswer = (_call, response) => void response.end('<html>not what you wanted</html>');
/** Takes the question and never answers. */
export const answerNothing: LocalAnswer = () => undefined;

/** Tencent's answer to a comparison. */
export const tencentResult = (result: string): LocalAnswer =>
  answerJson({ Response: { Result: result, Description: '…', RequestId: `req-${result}` } });

/** An access point that signs, in either direction, as the documentation of `national.ts` says; written from its own side. */
export function answerNational(
  secret: string,
  members: object,
  options: { readonly at?: Date; readonly bizSeq?: string } = {},
): LocalAnswer {
  return (call, response) => {
    const [, seconds = '', hex = ''] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call.headers['x-hegui-signature'] ?? '') ?? [];
    if (createHmac('sha256', secret).update(`${seconds}.${call.body}`).digest('hex') !== hex)
      return sendJson(response, {}, 401);
    const asked: unknown = JSON.parse(call.body);
    const bizSeq = options.bizSeq ?? String(Reflect.get(Object(asked), 'bizSeq'));
    const body = JSON.stringify({ bizSeq, ...members });
    const at = Math.floor((options.at ?? new Date()).getTime() / 1_000);
    const mac = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
    response.writeHead(200, { 'content-type': 'application/json', 'x-hegui-signature': `t=${at},v1=${mac}` });
    response.end(body);
  };
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An OpenID provider with one key, one client and codes that are good once. */
export class LocalOidc {
  readonly #key = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  readonly #other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  readonly #codes = new Map<string, { readonly nonce: string; readonly challenge: string }>();
  #issued = 0;
  issuer = '';
  /** Laid over the claims of the next ID tokens. */
  claims: Readonly<Record<string, unknown>> = {};
  /** Signs with a key that nobody published. */
  signsFalsely = false;
  /** Signs nothing. */
  signsNothing = false;

  /** What a browser does that was led to the address and signed in: the query that it is led back with. */
  signIn(address: string): string {
    const asked = new URL(address).searchParams;
    const code = `code-${++this.#issued}`;
    this.#codes.set(code, { nonce: asked.get('nonce') ?? '', challenge: asked.get('code_challenge') ?? '' });
    return new URLSearchParams({ code, state: asked.get('state') ?? '', iss: this.issuer }).toString();
  }

  readonly answer: LocalAnswer = (call, response) => {
    const { issuer } = this;
    if (call.path === '/.well-known/openid-configuration')
      return sendJson(response, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        authorization_response_iss_parameter_supported: true,
      });
    if (call.path === '/jwks')
      return sendJson(response, {
        keys: [{ ...this.#key.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }],
      });
    const form = new URLSearchParams(call.body);
    const code = form.get('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (known === undefined || known.challenge !== challenge)
      return sendJson(response, { error: 'invalid_grant' }, 400);
    const now = Math.floor(Date.now() / 1_000);
    const claims = { iss: issuer, sub: 'person-7', aud: 'hegui', nonce: known.nonce, iat: now, exp: now + 60 };
    sendJson(response, {
      access_token: 'none of our business',
      token_type: 'Bearer',
      id_token: this.#token({ ...claims, ...this.claims }),
    });
  };

  #token(claims: object): string {
    if (this.signsNothing) return `${base64url({ alg: 'none' })}.${base64url(claims)}.`;
    const said = `${base64url({ alg: 'RS256', kid: 'one' })}.${base64url(claims)}`;
    const { privateKey } = this.signsFalsely ? this.#other : this.#key;
    return `${said}.${sign('RSA-SHA256', Buffer.from(said), privateKey).toString('base64url')}`;
  }
}
