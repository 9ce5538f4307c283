import type { Decision, JudgeSettings } from '../../contract/index.ts';
import { type Clock, MINUTE_MS, SECOND_MS, type Secret } from '../../kernel/index.ts';
import { encodeForm } from '../digest.ts';
import { type Connections, postForJson } from '../http.ts';
import { type Judge, JudgeError, type JudgeFailureReason, type Verdict } from '../judge.ts';
import { risksOf } from '../label-risks.ts';
import { greatest, numberOf, objectsOf, refusedBy, textOf } from './read.ts';

type Settings = Extract<JudgeSettings, { kind: 'baidu' }>;

const PATH = '/rest/2.0/solution/v1/text_censor/v2/user_defined';
const CODES: readonly (readonly [RegExp, JudgeFailureReason])[] = [
  [/^(6|14|100|110|111|invalid_client|unauthorized_client)$/, 'credentials'],
  [/^(4|17|18|19)$/, 'rate-limited'],
  [/^(1|2|282000)$/, 'server-error'],
];
const TOKEN_GONE = new Set<unknown>([100, 110, 111]);
const CONCLUSIONS: Readonly<Record<number, Decision>> = { 1: 'safe', 2: 'unsafe', 3: 'unsure' };
// 20,000 bytes of UTF-8, and no UTF-16 unit takes more than three of them.
const CHARS_MAX = 6_600;
const EARLY_MS = 5 * MINUTE_MS;

/** Baidu's content review, text_censor v2: a token bought with the two keys, then a form. */
export function createBaidu(settings: Settings, secret: Secret, connections: Connections, clock: Clock): Judge {
  const tokens = new Tokens(settings, secret, connections, clock);
  const ask = async (text: string, signal: AbortSignal): Promise<Record<string, unknown>> => {
    const url = new URL(PATH, settings.baseUrl);
    url.searchParams.set('access_token', await tokens.take(signal));
    const strategy = settings.strategyId === null ? {} : { strategyId: String(settings.strategyId) };
    return await postForJson(connections, {
      url,
      signal,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: encodeForm({ text, ...strategy }),
    });
  };
  return {
    charsMax: CHARS_MAX,
    judge: async (text, { signal }) => {
      let reply = await ask(text, signal);
      if (TOKEN_GONE.has(reply.error_code)) {
        tokens.drop();
        reply = await ask(text, signal);
      }
      return readReply(reply);
    },
  };
}

/** The access token, asked for once and again shortly before it ends. */
class Tokens {
  readonly #settings: Settings;
  readonly #secret: Secret;
  readonly #connections: Connections;
  readonly #clock: Clock;
  #token: { readonly text: string; readonly untilMs: number } | null = null;

  constructor(settings: Settings, secret: Secret, connections: Connections, clock: Clock) {
    this.#settings = settings;
    this.#secret = secret;
    this.#connections = connections;
    this.#clock = clock;
  }

  drop(): void {
    this.#token = null;
  }

  async take(signal: AbortSignal): Promise<string> {
    if (this.#token !== null && this.#clock.monotonicMs() < this.#token.untilMs) return this.#token.text;
    const url = new URL('/oauth/2.0/token', this.#settings.baseUrl);
    url.searchParams.set('grant_type', 'client_credentials');
    url.searchParams.set('client_id', this.#settings.apiKey);
    url.searchParams.set('client_secret', this.#secret.reveal());
    const reply = await postForJson(this.#connections, { url, signal, headers: {}, body: '' });
    const refused = textOf(reply.error);
    if (refused !== null) throw refusedBy(refused, CODES);
    const text = textOf(reply.access_token);
    const lifeS = numberOf(reply.expires_in);
    if (text === null || lifeS === null) throw new JudgeError('unreadable', 'the answer holds no access token');
    const lifeMs = Math.max(0, lifeS * SECOND_MS - EARLY_MS);
    this.#token = { text, untilMs: this.#clock.monotonicMs() + lifeMs };
    return text;
  }
}

function readReply(reply: Record<string, unknown>): Verdict {
  const code = reply.error_code;
  if (typeof code === 'number' || typeof code === 'string') throw refusedBy(code, CODES);
  const conclusion = numberOf(reply.conclusionType);
  if (conclusion === 4) throw new JudgeError('server-error', 'the vendor says that its review failed');
  const decision = conclusion === null ? undefined : CONCLUSIONS[conclusion];
  if (decision === undefined) throw new JudgeError('unreadable', 'the answer draws no known conclusion');
  const items = objectsOf(reply.data);
  const labels = items.flatMap((item) => (numberOf(item.type) === null ? [] : [`baidu:${String(item.type)}`]));
  const scores = items.flatMap((item) => objectsOf(item.hits).map((hit) => numberOf(hit.probability)));
  return {
    decision,
    labels: [...new Set(labels)],
    risks: decision === 'safe' ? [] : risksOf(labels),
    score: greatest(scores),
    advice: null,
  };
}
