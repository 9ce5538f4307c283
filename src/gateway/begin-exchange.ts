import { type Admission, admit } from './admit.ts';
import { type Call, endUserOf, type GatewayParts, subjectOf } from './call.ts';
import type { JsonObject } from './chat/json-object.ts';
import { Exchange } from './exchange.ts';
import { judgeInput } from './opinions/index.ts';
import { type InputVerdict, screenInput } from './screen-input.ts';

export interface BegunExchange {
  readonly exchange: Exchange;
  readonly verdict: InputVerdict;
  /** Why nothing is forwarded; null when it is. `answer` is a door's own words, `reason` goes into the record. */
  readonly refusal: Refusal | null;
  /** The client left while judges were asked; the exchange is closed and nobody is to be answered. */
  readonly isGone: boolean;
}

export interface Refusal {
  readonly answer: string | null;
  readonly reason: string;
  /** Chooses the standard answer where `answer` is null; null = the first blocking hit's. */
  readonly risk: string | null;
}

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
  },
): Promise<BegunExchange> {
  const { service } = call.key;
  const endUser = endUserOf(parts, call, asked.user);
  const admission = await admit(parts.doors, { key: call.key, endUser });
  const verdict = screenInput(asked.body, service.screen, service.termInfo, service.policy.mask);
  const refusal = refusalOf(admission, verdict);
  const exchange = new Exchange(
    {
      id: call.id,
      startedMs: call.startedMs,
      key: call.key,
      endpoint: asked.endpoint,
      model: asked.model,
      stream: asked.stream,
      endUser,
      subject: subjectOf(parts, service.id, endUser),
      admission: admission.bases,
      verdict,
      decision: refusal !== null ? 'refused' : verdict.action === 'replace' ? 'replaced' : 'forwarded',
    },
    parts.records,
    parts.clock,
  );
  if (service.policy.secondOpinion !== null)
    exchange.onClosed = () => parts.opinions.finish(call.id, service.id, exchange.opinions);
  // With records failing, nothing is forwarded before its record is known to be safe.
  if (refusal === null && !parts.records.isUp) await exchange.opened;
  if (refusal !== null || service.policy.secondOpinion?.input == null)
    return { exchange, verdict, refusal, isGone: false };
  return { exchange, verdict, ...(await askJudges(parts, call, exchange, verdict)) };
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

function refusalOf({ refusal }: Admission, verdict: InputVerdict): BegunExchange['refusal'] {
  if (refusal !== null) return { answer: refusal.answer, reason: `admission:${refusal.door}`, risk: null };
  return verdict.action === 'block' ? { answer: null, reason: `screening:${blockedRisk(verdict)}`, risk: null } : null;
}

/** The risk that the standard answer is chosen by: that of the first blocking hit. */
export function blockedRisk(verdict: InputVerdict): string {
  const hits = verdict.pieces.flatMap((piece) => piece.hits);
  // A mask that could not be put in place refuses as well, and then no hit blocks by itself.
  return (hits.find((hit) => hit.action === 'block') ?? hits[0])?.risk ?? '';
}
