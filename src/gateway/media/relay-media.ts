import type { Hit, Piece } from '../../contract/index.ts';
import { fail, HeguiError, ok, type Result } from '../../kernel/index.ts';
import { type BegunExchange, beginExchange, blockedBy, type Refusal } from '../begin-exchange.ts';
import { type Call, type GatewayParts, modelAt } from '../call.ts';
import type { JsonObject } from '../chat/json-object.ts';
import { type Collected, collectAnswer } from '../collect.ts';
import type { ExchangeEnd } from '../exchange.ts';
import { screeningOfOutput } from '../personal-information.ts';
import { type InputVerdict, screenInput } from '../screen-input.ts';
import type { UpstreamTarget } from '../upstream/index.ts';
import { broken, explainFailure } from '../upstream-error.ts';
import { type FoundMedia, type MarkedMedia, type MediaKind, makeMedia, type Unfit } from './make-media.ts';

/** One request for pictures or a sound, as its endpoint understands it. */
export interface MediaAsk {
  readonly endpoint: 'images/generations' | 'images/edits' | 'audio/speech';
  readonly kind: MediaKind;
  readonly model: string;
  readonly targets: readonly UpstreamTarget[];
  readonly user: string | null;
  /** Everything textual of the request; what is forwarded is made from it once it is screened. */
  readonly body: JsonObject;
  readonly contentType?: string;
  readonly accept?: string;
  /** The body to forward, with the name under which the target knows the model. */
  bodyFor(screened: JsonObject, model: string): Buffer | string;
  /** What the upstream answered; null when it is not what was asked for. */
  read(answer: {
    readonly bytes: Buffer;
    readonly contentType: string;
    readonly target: UpstreamTarget | null;
  }): MediaAnswer | null;
  /** Shows the answer; everything in it is screened, labelled, registered and recorded. */
  send(made: ShownMedia): void;
}

export interface MediaAnswer {
  /** Each in the order of the answer; an address is fetched here. */
  readonly given: readonly ((signal: AbortSignal) => Promise<Result<FoundMedia, Unfit>>)[];
  /** Texts beside the files. */
  readonly texts: JsonObject;
  /** Whether file `index` waits at an address instead of going with the answer. */
  readonly isKept: (index: number) => boolean;
  readonly usage: NonNullable<ExchangeEnd['usage']> | null;
}

export interface ShownMedia {
  readonly exchangeId: string;
  readonly texts: JsonObject;
  readonly media: readonly (MarkedMedia & { readonly token: string | null })[];
}

interface Trouble {
  readonly error: HeguiError;
  readonly outcome: 'failed' | 'timed-out' | 'cut';
  readonly reason: string;
}
type Settled =
  | { readonly kind: 'aborted' }
  | { readonly kind: 'trouble'; readonly trouble: Trouble; readonly texts?: InputVerdict }
  | {
      readonly kind: 'made';
      readonly shown: ShownMedia;
      readonly texts: InputVerdict;
      readonly usage: MediaAnswer['usage'];
    };

/**
 * One request for pictures or a sound: screened, asked, labelled, registered, recorded, and only then shown. The answer is read
 * whole, for a label is of a whole file.
 */
export async function relayMedia(parts: GatewayParts, call: Call, ask: MediaAsk): Promise<void> {
  const begun = await beginExchange(parts, call, { ...ask, stream: false });
  if (begun.isGone) return;
  const { exchange, refusal, verdict } = begun;
  if (refusal !== null) {
    await Promise.all([exchange.opened, exchange.close({ outcome: 'refused', reason: refusal.reason })]);
    throw refusedPrompt(refusal);
  }
  const gone = new AbortController();
  call.response.once('close', () => gone.abort());
  const { endpoint, targets, contentType, accept } = ask;
  const collected = await collectAnswer(
    parts,
    call,
    {
      path: `/${endpoint}`,
      targets,
      ...(contentType === undefined ? {} : { contentType }),
      ...(accept === undefined ? {} : { accept }),
      bodyFor: (target) => ask.bodyFor(verdict.body, modelAt(target, ask.model)),
    },
    // Base64 takes a third more, and an answer may hold several files.
    2 * parts.media.fileBytesMax,
  );
  const settled = await settle(parts, call, ask, begun, collected, gone.signal).catch(unreadable);
  await finish(ask, begun, collected.target, settled);
}

async function finish(
  ask: MediaAsk,
  { exchange }: BegunExchange,
  target: UpstreamTarget | null,
  settled: Settled,
): Promise<void> {
  const upstream = target === null ? {} : { upstream: { id: target.id, name: target.name } };
  if (settled.kind === 'aborted') {
    await exchange.close({ outcome: 'aborted', reason: 'client-closed', ...upstream });
    return;
  }
  if (settled.kind === 'trouble') {
    const { outcome, reason, error } = settled.trouble;
    const closed = exchange.close({ outcome, reason, ...upstream, ...describeTexts(settled.texts, false) });
    // What could not be recorded before will hardly be recorded now; the client must not wait to hear of it.
    if (reason === 'record-failed') closed.catch(() => undefined);
    else await Promise.all([exchange.opened, closed]);
    throw error;
  }
  const { shown, texts, usage } = settled;
  const produced = shown.media.map(({ file, explicitReason }) => ({
    produceId: file.produceId,
    contentKind: file.kind,
    explicit: explicitReason === null,
    ...(explicitReason === null ? {} : { explicitReason }),
  }));
  const end = { outcome: 'completed' as const, ...upstream, usage, produced, ...describeTexts(texts, true) };
  await Promise.all([exchange.opened, exchange.close(end)]);
  ask.send(shown);
}

async function settle(
  parts: GatewayParts,
  call: Call,
  ask: MediaAsk,
  begun: BegunExchange,
  collected: Collected,
  signal: AbortSignal,
): Promise<Settled> {
  if (collected.kind === 'aborted') return { kind: 'aborted' };
  if (collected.kind !== 'answer') return { kind: 'trouble', trouble: troubleOf(collected, begun) };
  const answer = ask.read(collected);
  if (answer === null)
    return { kind: 'trouble', trouble: broken(`the upstream answered with something that is no ${ask.kind}`) };
  const texts = screenTexts(call, begun, answer.texts);
  if (texts.action === 'block') return { kind: 'trouble', trouble: cut(texts), texts };
  const media: MarkedMedia[] = [];
  const isLifted = call.lift !== undefined;
  for (const load of answer.given) {
    const found = await load(signal);
    const made = found.ok ? await makeMedia(parts.media, call.key.service, ask.kind, found.value, isLifted) : found;
    if (signal.aborted) return { kind: 'aborted' };
    if (!made.ok) return { kind: 'trouble', trouble: await withhold(parts, call, ask.kind, made.error), texts };
    media.push(made.value);
  }
  const { id, subject } = begun.exchange.start;
  const keepFor = (index: number): string | null => (answer.isKept(index) ? subject : null);
  const tokens = await register(parts, call, ask, keepFor, media);
  if (signal.aborted) return { kind: 'aborted' };
  if (!tokens.ok) return { kind: 'trouble', trouble: tokens.error, texts };
  const withTokens = media.map((made, index) => ({ ...made, token: tokens.value[index] ?? null }));
  return {
    kind: 'made',
    shown: { exchangeId: id, texts: texts.body, media: withTokens },
    texts,
    usage: answer.usage,
  };
}

/** An answer that cannot even be read to its end still has its exchange closed. */
const unreadable = (cause: unknown): Settled => {
  const error = new HeguiError('E_UPSTREAM_BROKEN', 'the answer of the upstream could not be processed', { cause });
  return { kind: 'trouble', trouble: { error, outcome: 'failed', reason: 'upstream-broken' } };
};

function troubleOf(collected: Exclude<Collected, { kind: 'answer' | 'aborted' }>, { lists }: BegunExchange): Trouble {
  if (collected.kind === 'failure') return explainFailure(collected.failure, lists.screen);
  const error = new HeguiError('E_OUTPUT_TOO_LONG', 'the answer is larger than it may be');
  return { error, outcome: 'failed', reason: 'output-limit' };
}

/** Words that a model puts beside its files are screened like any answer; they are short and come whole. */
function screenTexts(call: Call, { lists, placeholders }: BegunExchange, texts: JsonObject): InputVerdict {
  const { policy } = call.key.service;
  const { screen, termInfo } = screeningOfOutput(lists, policy, placeholders);
  return screenInput(texts, screen, termInfo, policy.mask);
}

function cut(texts: InputVerdict): Trouble {
  const error = new HeguiError(
    'E_PROMPT_REFUSED',
    'what the model says beside its answer holds what this service blocks',
  );
  return { error, outcome: 'cut', reason: blockedBy(texts) };
}

/** Writes down that a file stays inside, and says what the client is told. */
async function withhold(
  { media }: GatewayParts,
  { id, key }: Call,
  kind: MediaKind,
  { place, reason, error }: Unfit,
): Promise<Trouble> {
  try {
    await media.labels.withhold({ serviceId: key.service.id, exchangeId: id, kind, place, reason });
    return { error, outcome: 'failed', reason: `withheld:${reason}` };
  } catch (cause) {
    return unrecorded(cause);
  }
}

/** The tokens of the files' addresses, null for files that have none. */
async function register(
  { media }: GatewayParts,
  { id, key, lift }: Call,
  { model }: MediaAsk,
  keepFor: (index: number) => string | null,
  made: readonly MarkedMedia[],
): Promise<Result<readonly (string | null)[], Trouble>> {
  const serviceId = key.service.id;
  try {
    const lifted = lift === undefined ? {} : { lift };
    const rows = made.map((one, index) => ({
      ...one,
      serviceId,
      exchangeId: id,
      model,
      keepFor: keepFor(index),
      ...lifted,
    }));
    return ok(await media.labels.register(rows));
  } catch (cause) {
    return fail(unrecorded(cause));
  }
}

const unrecorded = (cause: unknown): Trouble => ({
  error: new HeguiError('E_EVIDENCE_UNAVAILABLE', 'what was made could not be registered', { cause }),
  outcome: 'failed',
  reason: 'record-failed',
});

/** Screened texts as the closing record keeps them. */
function describeTexts(
  texts: InputVerdict | undefined,
  isShown: boolean,
): Pick<ExchangeEnd, 'hits' | 'output' | 'outputChars' | 'replaced'> {
  if (texts === undefined) return {};
  const hits: Hit[] = texts.pieces.flatMap((piece) => [...piece.hits]);
  const output: Piece[] = texts.pieces.map(({ path, text, forwarded, hits: found }) => ({
    path,
    role: 'assistant',
    text,
    hits: [...found],
    // What was shown as it came is not stored twice.
    shown: isShown ? (forwarded ?? null) : '',
  }));
  const replaced = hits.filter(({ action }) => action === 'replace').length;
  return { hits, output, outputChars: texts.chars, replaced };
}

/** What a client is told whose request was refused where no answer can say so. */
export const refusedPrompt = ({ answer, reason, remedy }: Refusal): HeguiError =>
  new HeguiError(
    'E_PROMPT_REFUSED',
    answer ??
      (reason.startsWith('classifier:')
        ? 'the classifier of this service takes the prompt for something it refuses; this is an estimate'
        : 'the prompt holds what this service blocks'),
    { remedyUrl: remedy?.url },
  );
