import { request } from 'undici';
import { type Clock, HeguiError, HOUR_MS, MINUTE_MS } from '../../kernel/index.ts';
import type { Registry } from '../../registry/index.ts';

const KEY_LIFE_MS = 24 * HOUR_MS;
// A key that is about to end is not begun with.
const KEY_REST_MS_MIN = 10 * MINUTE_MS;
const ANSWER_MS_MAX = MINUTE_MS;
const KEY_NAME = 'status probe';

/** What the gateway answered. */
export interface GatewayAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed JSON; undefined when it was none. */
  readonly body: unknown;
  /** Of the exchange that was recorded; undefined when none was. */
  readonly exchangeId: string | undefined;
}

export type AskGateway = (
  serviceId: string,
  path: string,
  body: object | null,
  headers?: Readonly<Record<string, string>>,
) => Promise<GatewayAnswer>;

/**
 * Asks the very gateway that the public uses, over HTTP, with a synthetic key of its own for each service, so that lists, policy,
 * labels and records are the real ones and figures of the public stay untouched.
 *
 * @throws HeguiError E_UPSTREAM_UNAVAILABLE when no gateway runs in this process, or it cannot be reached.
 */
export function createGatewayAsker(parts: {
  readonly selfUrl: string | undefined;
  readonly registry: {
    readonly keys: Pick<Registry['keys'], 'createSynthetic'>;
    readonly live: Pick<Registry['live'], 'refresh'>;
  };
  readonly clock: Clock;
}): AskGateway {
  const { selfUrl, registry, clock } = parts;
  const keys = new Map<string, { readonly key: string; readonly expiresAt: string }>();
  const keyFor = async (serviceId: string, isFresh: boolean): Promise<string> => {
    const kept = keys.get(serviceId);
    const restMs = kept === undefined ? 0 : Date.parse(kept.expiresAt) - clock.now().getTime();
    if (kept !== undefined && restMs > KEY_REST_MS_MIN && !isFresh) return kept.key;
    const made = await registry.keys.createSynthetic(serviceId, KEY_NAME, KEY_LIFE_MS, 'system');
    // The gateway learns of a key a moment later, and would turn the first question away.
    await registry.live.refresh();
    keys.set(serviceId, made);
    return made.key;
  };
  return async (serviceId, path, body, headers = {}) => {
    if (selfUrl === undefined)
      throw new HeguiError('E_UPSTREAM_UNAVAILABLE', 'no gateway runs in this process; probes run in a server');
    const first = await send(`${selfUrl}${path}`, await keyFor(serviceId, false), body, headers);
    // Another process took a key of the same name, which ends this one.
    if (first.status !== 401) return first;
    return await send(`${selfUrl}${path}`, await keyFor(serviceId, true), body, headers);
  };
}

async function send(
  url: string,
  key: string,
  body: object | null,
  more: Readonly<Record<string, string>>,
): Promise<GatewayAnswer> {
  try {
    const answer = await request(url, {
      method: body === null ? 'GET' : 'POST',
      headers: {
        ...more,
        authorization: `Bearer ${key}`,
        ...(body === null ? {} : { 'content-type': 'application/json' }),
      },
      body: body === null ? null : JSON.stringify(body),
      headersTimeout: ANSWER_MS_MAX,
      bodyTimeout: ANSWER_MS_MAX,
    });
    const text = await answer.body.text();
    const id = answer.headers['x-request-id'];
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: parse(text),
      exchangeId: typeof id === 'string' ? id : undefined,
    };
  } catch (cause) {
    throw new HeguiError('E_UPSTREAM_UNAVAILABLE', 'the gateway could not be reached', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
