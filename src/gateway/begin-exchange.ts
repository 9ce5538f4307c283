import type { Hit } from '../contract/index.ts';
import type { ListScreen, ServiceEntry } from '../registry/index.ts';
import type { Placeholders } from '../screening/index.ts';
import { type Admission, admit, type Remedy } from './admit.ts';
import { type Call, declaredOf, endUserOf, type GatewayParts, subjectOf } from './call.ts';
import type { JsonObject } from './chat/json-object.ts';
import { type Classifying, classifyingFor, foundBy, isOfClassifier, sayProbability } from './classify.ts';
import { Exchange, type ExchangeStart } from './exchange.ts';
import { languageOf, lastTextOf } from './language.ts';
import { judgeInput } from './opinions/index.ts';
import { placeholdersFor, type Screening, screeningOfInput } from './personal-information.ts';
import { type InputVerdict, screenInput } from './screen-input.ts';
import { strikeRisksOf } from './strike.ts';

export interface BegunExchange {
  readonly exchange: Exchange;
  /** What screens the answer: the service's lists, or the stricter ones. */
  readonly lists: Pick<ListScreen, 'screen' | 'termInfo'>;
  readonly classifying: Classifying | null;
  readonly verdict: InputVerdict;
  /** Why nothing is forwarded; null when it is. `answer` is a door's own words, `reason` goes into the record. */
  readonly refusal: Refusal | null;
  /** What stands for values in the forwarded body, to be turned back in the answer; null when nothing does. */
  readonly placeholders: Placeholders | null;
  /** The client left while judges were asked; the exchange is closed and nobody is to be answered. */
  readonly isGone: boolean;
}

export interface Refusal {
  readonly answer: string | null;
  readonly reason: string;
  /** Chooses the standard answer where `answer` is null; null = the first blocking hit's. */
  readonly risk: string | null;
  /** The door that did not let it in. */
  readonly door?: string;
  /** Why it did not, in one word. */
  readonly code?: string;
  /** What the end user can do about it, where a door says so. */
  readonly remedy?: Remedy;
}

const REMEDY_HEADER = 'x-hegui-remedy';
/** Why a door did not let it in, in one word; the error of an endpoint without answers in words has no place for it. */
const CODE_HEADER = 'x-hegui-code';
const NOTICE_HEADER = 'x-hegui-notice';

/** What every endpoint does first: ask the doors, screen everything textual, begin the opening record. */
export async function beginExchange(
  parts: GatewayParts,
  call: Call,
  asked: {
    readonly endpoint: string;
    readonly model: string;
    readonly stream: boolean;
    readonly user: string | null;
    readonly body: JsonObject;
    /** The verdict itself is the answer: nothing is forwarded, and only a door refuses. */
    readonly isVerdictOnly?: boolean;
  },
): Promise<BegunExchange> {
  const { service } = call.key;
  const endUser = endUserOf(parts, call, asked.user);
  const { endpoint } = asked;
  const admission = await admit(parts.doors, {
    key: call.key,
    endUser,
    endpoint,
    declared: declaredOf(call),
    audience: call.audience ?? 'general',
    companion: call.companion ?? null,
    get language() {
      return languageOf(call.request.headers['accept-language'], asked.body);
    },
    get lastText() {
      return lastTextOf(asked.body);
    },
  });
  // Nobody asked a guardian whether a child's words may be trained with. @law pipl#31
  const used = call.audience === 'minors' ? 'refused' : parts.trainingUse(service, endUser);
  const trainingUse = used instanceof Promise ? await used : used;
  const classifying = classifyingFor(service);
  const placeholders = placeholdersFor(service.policy, asked.body);
  const { verdict, lists } = readInput(asked.body, service, classifying, placeholders);
  const isVerdictOnly = asked.isVerdictOnly === true;
  const refusal = refusalOf(admission, isVerdictOnly ? null : verdict);
  if (refusal?.remedy !== undefined) call.response.setHeader(REMEDY_HEADER, refusal.remedy.url);
  if (refusal?.code !== undefined) call.response.setHeader(CODE_HEADER, refusal.code);
  tellNotices(call, admission);
  const exchange = new Exchange(
    {
      id: call.id,
      startedMs: call.startedMs,
      key: call.key,
      endpoint,
      model: asked.model,
      stream: asked.stream,
      endUser,
      subject: subjectOf(parts, service.id, endUser),
      ...(call.audience === 'minors' ? { audience: call.audience } : {}),
      ...(admission.notices.length === 0 ? {} : { notices: admission.notices }),
      ...strikeOf(refusal, admission, asked, verdict),
      ...(admission.minorMode === undefined ? {} : { minorMode: admission.minorMode }),
      admission: admission.bases,
      trainingUse,
      verdict,
      ...describeClassifier(parts, call.id, verdict, classifying),
      decision: isVerdictOnly && refusal === null ? 'screened' : decide(refusal, verdict),
    },
    parts.records,
    parts.clock,
  );
  if (service.policy.secondOpinion !== null)
    exchange.onClosed = () => parts.opinions.finish(call.id, service.id, exchange.opinions);
  // With records failing, nothing is forwarded before its record is known to be safe.
  if (refusal === null && !parts.records.isUp) await exchange.opened;
  const begun = { exchange, lists, classifying, verdict, placeholders };
  if (refusal !== null || service.policy.secondOpinion?.input == null) return { ...begun, refusal, isGone: false };
  return { ...begun, ...(await askJudges(parts, call, exchange, verdict)) };
}

/** In a header, which every endpoint has; answers of chats hold the words as well. */
function tellNotices({ response }: Call, { notices }: Admission): void {
  if (notices.length === 0) return;
  response.setHeader(
    NOTICE_HEADER,
    notices.map(({ url }) => url),
  );
}

/** Judges are asked while the opening record is being written; nothing is forwarded before they have answered. */
async function askJudges(
  parts: GatewayParts,
  call: Call,
  exchange: Exchange,
  verdict: InputVerdict,
): Promise<Pick<BegunExchange, 'refusal' | 'isGone'>> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  call.response.once('close', leave);
  try {
    const refused = await judgeInput({
      desk: parts.opinions,
      service: call.key.service,
      exchangeId: call.id,
      verdict,
      tally: exchange.opinions,
      signal: gone.signal,
    });
    if (gone.signal.aborted) {
      await exchange.close({ outcome: 'aborted', reason: 'client-closed' });
      return { refusal: null, isGone: true };
    }
    if (refused === null) return { refusal: null, isGone: false };
    return { refusal: { answer: refused.advice, reason: refused.reason, risk: refused.risk }, isGone: false };
  } catch (error) {
    // A gap that could not be recorded ends the exchange; the closing record is tried, not waited for.
    exchange.close({ outcome: 'failed', reason: 'record-failed' }).catch(() => undefined);
    throw error;
  } finally {
    call.response.off('close', leave);
  }
}

/** Screens, lets the classifier read along, and screens once more with the stricter lists where the policy says so. */
export function readInput(
  body: JsonObject,
  service: Screening & Pick<ServiceEntry, 'policy' | 'stricter'>,
  classifying: Classifying | null,
  placeholders: Placeholders | null,
): { verdict: InputVerdict; lists: BegunExchange['lists'] } {
  const screenWith = (lists: Screening): InputVerdict => {
    const { screen, termInfo } = screeningOfInput(lists, service.policy, placeholders);
    return screenInput(body, screen, termInfo, service.policy.mask);
  };
  const verdict = screenWith(service);
  if (classifying === null) return { verdict, lists: service };
  const read = classifying.readInput(verdict);
  const isFound = read.pieces.some((piece) => piece.hits.some(isOfClassifier));
  if (!isFound || classifying.policy.onHit !== 'stricter' || service.stricter === undefined)
    return { verdict: read, lists: service };
  const lists = service.stricter();
  return { verdict: classifying.readInput(screenWith(lists)), lists };
}

function describeClassifier(
  { askReview }: GatewayParts,
  exchangeId: string,
  verdict: InputVerdict,
  classifying: Classifying | null,
): Pick<ExchangeStart, 'classifier' | 'afterClose'> {
  if (classifying === null) return {};
  const hits = verdict.pieces.flatMap((piece) => piece.hits);
  const classifier = classifying.evidenceOf('input', hits);
  const { onHit } = classifying.policy;
  const mustAsk = askReview !== undefined && (onHit === 'review' || onHit === 'stricter');
  return {
    ...(classifier === undefined ? {} : { classifier }),
    ...(mustAsk ? { afterClose: (all) => askAbout(askReview, exchangeId, all.filter(isOfClassifier)) } : {}),
  };
}

function askAbout(askReview: NonNullable<GatewayParts['askReview']>, exchangeId: string, hits: readonly Hit[]): void {
  if (hits.length === 0) return;
  const risks = [...new Set(hits.map(({ risk }) => risk))].sort();
  const likeliest = hits.reduce((most, { probability = 0 }) => Math.max(most, probability), 0);
  const detail = `${hits[0]?.listName ?? 'classifier'}: ${hits.length}, ${sayProbability(likeliest)}`;
  askReview({ exchangeId, reason: 'classifier', detail, risks });
}

/** For what an end user wrote last and screening refused, by its risks; nothing where a door refused already. */
function strikeOf(
  refusal: Refusal | null,
  admission: Admission,
  asked: { readonly endpoint: string; readonly body: JsonObject },
  verdict: InputVerdict,
): Pick<ExchangeStart, 'strikeRisks'> {
  if (refusal === null || admission.refusal !== null) return {};
  const risks = strikeRisksOf(asked.endpoint, asked.body, verdict.pieces);
  return risks.length === 0 ? {} : { strikeRisks: risks };
}

function decide(refusal: Refusal | null, verdict: InputVerdict): 'refused' | 'replaced' | 'forwarded' {
  if (refusal !== null) return 'refused';
  return verdict.action === 'replace' ? 'replaced' : 'forwarded';
}

function refusalOf({ refusal }: Admission, verdict: InputVerdict | null): Refusal | null {
  if (refusal !== null) {
    return { ...refusal, reason: `admission:${refusal.door}`, risk: null };
  }
  if (verdict?.action !== 'block') return null;
  return { answer: null, reason: blockedBy(verdict), risk: null };
}

/** For the record: who found the first blocking hit, and its risk. */
export const blockedBy = (verdict: InputVerdict): string => `${foundBy(blockingHit(verdict))}:${blockedRisk(verdict)}`;

/** The risk that the standard answer is chosen by: that of the first blocking hit. */
export const blockedRisk = (verdict: InputVerdict): string => blockingHit(verdict)?.risk ?? '';

function blockingHit(verdict: InputVerdict): Hit | undefined {
  const hits = verdict.pieces.flatMap((piece) => piece.hits);
  // A mask that could not be put in place refuses as well, and then no hit blocks by itself.
  return hits.find((hit) => hit.action === 'block') ?? hits[0];
}
