import { z } from 'zod';

export interface Question {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly stream?: boolean;
  readonly prompt?: string;
  readonly user?: string;
}

/** What a client saw of one request. */
export interface Seen {
  /** 0 when no answer came. */
  readonly status: number;
  /** The exchange, as the answer's header names it; empty when no answer came. */
  readonly id: string;
  /** The answer came to its regular end: `[DONE]`, or one complete JSON document, without an error in it. */
  readonly isWhole: boolean;
  /** Code of the error that the answer is, or that ended the stream; null when it told none. */
  readonly errorCode: string | null;
  /** The connection broke before an answer had ended. */
  readonly isBroken: boolean;
  readonly text: string;
  readonly tookMs: number;
}

const errorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string() }),
});

/** Asks once, over `fetch`, and never rejects for what happens to the server. */
export async function ask({ baseUrl, apiKey, stream = false, prompt = '说说茶', user }: Question): Promise<Seen> {
  const startedMs = performance.now();
  const body = JSON.stringify({
    model: 'hegui-demo',
    stream,
    max_tokens: 30,
    messages: [{ role: 'user', content: prompt }],
    ...(user === undefined ? {} : { user }),
  });
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  let status = 0;
  let id = '';
  let text = '';
  let isBroken = false;
  try {
    const response = await fetch(`${baseUrl}/chat/completions`, { method: 'POST', headers, body });
    status = response.status;
    id = response.headers.get('x-request-id') ?? '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
  } catch (error) {
    // Undici tells every broken connection as a TypeError; anything else is a defect of the test.
    if (!(error instanceof TypeError)) throw error;
    isBroken = true;
  }
  const errorCode = errorCodeOf(text, stream && status === 200);
  const isEnded = stream ? text.endsWith('data: [DONE]\n\n') : text.endsWith('}');
  const isWhole = status === 200 && !isBroken && isEnded && errorCode === null;
  return { status, id, isWhole, errorCode, isBroken, text, tookMs: performance.now() - startedMs };
}

function errorCodeOf(text: string, isStream: boolean): string | null {
  const last = isStream ? text.trimEnd().split('\n\n').at(-1)?.slice('data: '.length) : text;
  if (last === undefined || !last.startsWith('{')) return null;
  try {
    const parsed = errorSchema.safeParse(JSON.parse(last));
    return parsed.success ? parsed.data.error.code : null;
  } catch {
    // Cut short: no error that a client could read.
    return null;
  }
}

/** Asks again and again until the server is gone; hands every answer to `onSeen`. */
export async function askUntilGone(question: Question, onSeen: (seen: Seen) => void, asksMax = 10_000): Promise<void> {
  for (let asked = 0; asked < asksMax; asked++) {
    const seen = await ask(question);
    onSeen(seen);
    if (seen.isBroken) return;
  }
}

export interface PartState {
  readonly status: number;
  /** Names of the parts that failed. */
  readonly failed: readonly string[];
  readonly tookMs: number;
}

const readySchema = z.object({ parts: z.record(z.string(), z.object({ state: z.string() })) });

export async function readyz(url: string): Promise<PartState> {
  const startedMs = performance.now();
  const response = await fetch(`${url}/readyz`);
  const { parts } = readySchema.parse(await response.json());
  const failed = Object.entries(parts).flatMap(([name, { state }]) => (state === 'failed' ? [name] : []));
  return { status: response.status, failed, tookMs: performance.now() - startedMs };
}

/** One value of `/metrics`. */
export async function metric(url: string, name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((row) => row.startsWith(`${name} `));
  if (line === undefined) throw new Error(`/metrics tells no ${name}`);
  return Number(line.slice(name.length + 1));
}
