import type { Decision, InputOpinion, OutputOpinion } from '../contract/index.ts';
import { sha256 } from '../kernel/index.ts';
import { type JudgeFailureReason, type Verdict, worse } from './judge.ts';

/** What one judge came to. */
export type Opinion = { readonly judgeId: string; readonly ms: number } & (
  | { readonly verdict: Verdict; readonly failure: null }
  | { readonly verdict: null; readonly failure: JudgeFailureReason }
);

/** What all of them together came to; `failed` when nobody could tell. */
export type Settled = Decision | 'failed';

/**
 * A vote: unsafe with `votesMin` voices; safe once those who did not answer "safe" are too few to make it unsafe. Null
 * while the calls still out could change it. A voice that failed may have been any, so it can make a vote fail.
 */
export function settleVote(opinions: readonly Opinion[], asked: number, votesMin: number): Settled | null {
  const said = (decision: Decision): number => opinions.filter(({ verdict }) => verdict?.decision === decision).length;
  const failed = opinions.filter(({ failure }) => failure !== null).length;
  const unsafe = said('unsafe');
  if (unsafe >= votesMin) return 'unsafe';
  const out = asked - opinions.length;
  const unsure = said('unsure');
  if (unsafe + unsure + failed + out < votesMin) return 'safe';
  if (out > 0) return null;
  return unsafe + unsure < votesMin ? 'failed' : 'unsure';
}

/** A cascade: the first who is sure decides. Null while there is another to ask. */
export function settleCascade(opinions: readonly Opinion[], judges: number): Settled | null {
  const last = opinions.at(-1)?.verdict?.decision;
  if (last === 'safe' || last === 'unsafe') return last;
  if (opinions.length < judges) return null;
  return opinions.some(({ verdict }) => verdict !== null) ? 'unsure' : 'failed';
}

type Actions = Pick<InputOpinion | OutputOpinion, 'onUnsafe' | 'onUnsure' | 'onFailure'>;
/** `gap`: passes and leaves a gap record. `refuse`: stops because nobody could tell. */
export type OpinionAction = 'release' | 'flag' | 'block' | 'refuse' | 'gap';

/** What a policy makes of what the judges came to. */
export function actionOf(policy: Actions, settled: Settled): OpinionAction {
  if (settled === 'safe') return 'release';
  if (settled === 'failed') return policy.onFailure === 'refuse' ? 'refuse' : 'gap';
  return settled === 'unsafe' ? policy.onUnsafe : policy.onUnsure;
}

/** Is this exchange among the sampled? Decided by its id alone, so that every window of it gets the same answer. */
export function isSampled(exchangeId: string, rate: number): boolean {
  return sha256(`sample\n${exchangeId}`).readUInt32BE(0) / 2 ** 32 < rate;
}

/** The risk that a standard answer is chosen by: the first that the strictest opinions name; empty without one. */
export function riskOf(opinions: readonly Opinion[]): string {
  const heard = opinions.flatMap(({ verdict }) => (verdict === null ? [] : [verdict]));
  const strictest = heard.reduce<Decision>((worst, { decision }) => worse(worst, decision), 'safe');
  return heard.filter(({ decision }) => decision === strictest).flatMap(({ risks }) => risks)[0] ?? '';
}

/** The first advice that anyone who did not say "safe" offers. */
export function adviceOf(opinions: readonly Opinion[]): string | null {
  const advices = opinions.flatMap(({ verdict }) =>
    verdict === null || verdict.decision === 'safe' || verdict.advice === null ? [] : [verdict.advice],
  );
  return advices[0] ?? null;
}
