import { basicIso, hmac, hmacHex, isoSeconds, sha256Hex } from './digest.ts';

export interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/**
 * Headers of an Alibaba Cloud call under signature version 3 (ACS3-HMAC-SHA256), RPC style: the action stands in a
 * header, the path is `/`, and all `x-acs-*` headers are signed with host and content type.
 */
export function signAlibaba(
  call: { readonly host: string; readonly action: string; readonly version: string; readonly body: string },
  { id, secret }: Credentials,
  at: Date,
  nonce: string,
): Record<string, string> {
  const payload = sha256Hex(call.body);
  const signed: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded',
    host: call.host,
    'x-acs-action': call.action,
    'x-acs-content-sha256': payload,
    'x-acs-date': isoSeconds(at),
    'x-acs-signature-nonce': nonce,
    'x-acs-version': call.version,
  };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
  const canonical = `POST\n/\n\n${lines}\n${names.join(';')}\n${payload}`;
  const signature = hmacHex(secret, `ACS3-HMAC-SHA256\n${sha256Hex(canonical)}`);
  return {
    ...signed,
    authorization: `ACS3-HMAC-SHA256 Credential=${id},SignedHeaders=${names.join(';')},Signature=${signature}`,
  };
}

/** Headers of a Tencent Cloud call under TC3-HMAC-SHA256: content type and host are signed with the body. */
export function signTencent(
  call: {
    readonly host: string;
    readonly service: string;
    readonly action: string;
    readonly version: string;
    readonly region: string;
    readonly body: string;
  },
  { id, secret }: Credentials,
  at: Date,
): Record<string, string> {
  const contentType = 'application/json; charset=utf-8';
  const date = at.toISOString().slice(0, 10);
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const canonical = `POST\n/\n\ncontent-type:${contentType}\nhost:${call.host}\n\ncontent-type;host\n${sha256Hex(call.body)}`;
  const scope = `${date}/${call.service}/tc3_request`;
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256Hex(canonical)}`;
  const key = hmac(hmac(hmac(`TC3${secret}`, date), call.service), 'tc3_request');
  return {
    'content-type': contentType,
    host: call.host,
    'x-tc-action': call.action,
    'x-tc-version': call.version,
    'x-tc-region': call.region,
    'x-tc-timestamp': timestamp,
    authorization: `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=content-type;host, Signature=${hmacHex(key, toSign)}`,
  };
}

/** Headers of a call to Volcengine's firewall under its HMAC-SHA256; the query is signed in sorted order. */
export function signVolcengine(
  call: {
    readonly host: string;
    readonly path: string;
    readonly query: string;
    readonly service: string;
    readonly region: string;
    readonly body: string;
  },
  { id, secret }: Credentials,
  at: Date,
): Record<string, string> {
  const date = basicIso(at);
  const day = date.slice(0, 8);
  const payload = sha256Hex(call.body);
  const names = 'host;x-date;x-content-sha256;content-type';
  const lines = [`host:${call.host}`, `x-date:${date}`, `x-content-sha256:${payload}`, 'content-type:application/json'];
  const canonical = ['POST', call.path, call.query, `${lines.join('\n')}\n`, names, payload].join('\n');
  const scope = `${day}/${call.region}/${call.service}/request`;
  const toSign = `HMAC-SHA256\n${date}\n${scope}\n${sha256Hex(canonical)}`;
  const key = hmac(hmac(hmac(hmac(secret, day), call.region), call.service), 'request');
  return {
    'content-type': 'application/json',
    host: call.host,
    'x-date': date,
    'x-top-service': call.service,
    'x-top-region': call.region,
    'x-content-sha256': payload,
    authorization: `HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${hmacHex(key, toSign)}`,
  };
}
