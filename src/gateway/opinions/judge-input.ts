import {
  actionOf,
  cutWindows,
  inputTextOf,
  isSampled,
  type OpinionDesk,
  type OpinionTally,
} from '../../judges/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';
import type { InputVerdict } from '../screen-input.ts';
import { shownAdvice } from './shown-advice.ts';

export interface InputQuestion {
  readonly desk: OpinionDesk;
  readonly service: ServiceEntry;
  readonly exchangeId: string;
  readonly verdict: InputVerdict;
  readonly tally: OpinionTally;
  /** Aborted when the client is gone. */
  readonly signal: AbortSignal;
}

/** Why a request is not forwarded although the lists let it pass. */
export interface InputRefusal {
  readonly reason: string;
  /** The risk that the standard answer is chosen by; empty for the default. */
  readonly risk: string;
  /** A vendor's own standard answer, where the policy shows it. */
  readonly advice: string | null;
}

// More at once would only meet the vendor's own limit.
const AT_ONCE_MAX = 4;

/**
 * Asks the judges of the policy about what goes in. Resolves with a refusal, or with null when it may be forwarded: no
 * judge is configured, all windows were judged, or the policy lets a gap pass and its record is durable.
 *
 * @throws HeguiError E_EVIDENCE_UNAVAILABLE when a gap could not be recorded.
 */
export async function judgeInput(question: InputQuestion): Promise<InputRefusal | null> {
  const { service, exchangeId, verdict, tally } = question;
  const policy = service.policy.secondOpinion?.input ?? null;
  if (policy === null) return null;
  const hits = verdict.pieces.reduce((sum, piece) => sum + piece.hits.length, 0);
  if (policy.when === 'flagged' && hits === 0 && !isSampled(exchangeId, policy.sampleRate)) return null;
  const windows = cutWindows(inputTextOf(verdict.pieces, policy.turns), policy);
  let next = 0;
  let refusal: InputRefusal | null = null;
  const work = async (): Promise<void> => {
    while (refusal === null && next < windows.length && !question.signal.aborted) {
      const window = windows[next++];
      if (window !== undefined) refusal ??= await judgeWindow(question, policy, window);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE_MAX, windows.length) }, work));
  tally.compareWithLists('input', hits);
  return refusal;
}

async function judgeWindow(
  { desk, service, exchangeId, tally, signal }: InputQuestion,
  policy: NonNullable<NonNullable<ServiceEntry['policy']['secondOpinion']>['input']>,
  window: ReturnType<typeof cutWindows>[number],
): Promise<InputRefusal | null> {
  const { settled, opinions, risk, advice, found } = await desk.ask({
    serviceId: service.id,
    policy,
    budget: service.policy.secondOpinion?.budget ?? { callsPerDay: null, yuanPerDay: null },
    text: window.text,
    context: {
      direction: 'input',
      role: 'user',
      exchangeId,
      sessionId: `${exchangeId}-input`,
      offset: window.from,
      isLast: window.isLast,
      prompt: '',
      signal,
    },
  });
  tally.add('input', opinions);
  const action = actionOf(policy, settled);
  if (found !== null && (action === 'block' || action === 'flag'))
    tally.inputHits.push({ ...found, start: window.from, end: window.to, action });
  if (action === 'block') {
    return { reason: `opinion:${settled}`, risk, advice: shownAdvice(advice, policy.vendorAdvice, service) };
  }
  if (action === 'refuse') return { reason: 'opinion:failed', risk: '', advice: null };
  if (action === 'flag') tally.flag(settled === 'unsafe' ? 'opinion-unsafe' : 'opinion-unsure');
  if (action === 'gap') {
    const [failed] = opinions;
    tally.gaps += 1;
    await desk.recordGap({
      exchangeId,
      serviceId: service.id,
      direction: 'input',
      path: `input:${policy.turns}`,
      judgeId: failed?.judgeId ?? policy.judges[0] ?? '',
      reason: failed?.failure ?? 'unreadable',
      from: window.from,
      to: window.to,
    });
  }
  return null;
}
