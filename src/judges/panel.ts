import type { Direction, Hit, InputOpinion, OutputOpinion, SecondOpinion } from '../contract/index.ts';
import type { Clock } from '../kernel/index.ts';
import { type Judge, type JudgeContext, JudgeError, type Verdict, worse } from './judge.ts';
import { adviceOf, type Opinion, riskOf, type Settled, settleCascade, settleVote } from './rules.ts';
import { cutWindows } from './windows.ts';

/** A judge in service, with what a call costs. */
export interface LiveJudge {
  readonly name: string;
  readonly judge: Judge;
  readonly yuanPerCall: number;
}

/** One call that ended, for those who count. */
export interface JudgeCall {
  readonly judgeId: string;
  readonly serviceId: string;
  readonly direction: Direction;
  readonly chars: number;
  readonly yuan: number;
  readonly opinion: Opinion;
}

export interface PanelParts {
  readonly clock: Clock;
  /** The judge in service under this id. */
  readonly judgeOf: (id: string) => LiveJudge | undefined;
  /** Takes the price of one call from the day's budget; false when it is used up. */
  readonly take: (serviceId: string, budget: SecondOpinion['budget'], yuan: number) => boolean;
  readonly note: (call: JudgeCall) => void;
}

export interface PanelQuestion {
  readonly serviceId: string;
  readonly policy: InputOpinion | OutputOpinion;
  readonly budget: SecondOpinion['budget'];
  readonly text: string;
  readonly context: JudgeContext;
}

export interface PanelAnswer {
  readonly settled: Settled;
  readonly opinions: readonly Opinion[];
  readonly risk: string;
  readonly advice: string | null;
  /** What the strictest opinion found, for the record; null when nobody found anything that is one of the 31 risks. */
  readonly found: Omit<Hit, 'start' | 'end' | 'action'> | null;
}

/** Overlap of the parts of a text that is too long for a vendor. */
const PART_OVERLAP_CHARS = 50;

/** Asks the judges of a policy about one text. Never rejects: what goes wrong is an opinion that failed. */
export class Panel {
  readonly #parts: PanelParts;

  constructor(parts: PanelParts) {
    this.#parts = parts;
  }

  async ask(question: PanelQuestion): Promise<PanelAnswer> {
    // Nothing can be said about nothing, and vendors refuse it.
    if (question.text.trim() === '') return { settled: 'safe', opinions: [], risk: '', advice: null, found: null };
    const { mode } = question.policy;
    const { settled, opinions } = mode === 'vote' ? await this.#vote(question) : await this.#cascade(question);
    return { settled, opinions, risk: riskOf(opinions), advice: adviceOf(opinions), found: this.#foundBy(opinions) };
  }

  #foundBy(opinions: readonly Opinion[]): PanelAnswer['found'] {
    const risk = riskOf(opinions);
    const by = opinions.find(({ verdict }) => verdict?.risks.includes(risk));
    if (risk === '' || by === undefined || by.verdict?.decision === 'safe') return null;
    const listName = this.#parts.judgeOf(by.judgeId)?.name ?? by.judgeId;
    const term = by.verdict?.labels.join(', ') ?? '';
    return { term, listId: by.judgeId, listName, risk, source: 'second-opinion' };
  }

  async #cascade(question: PanelQuestion): Promise<Pick<PanelAnswer, 'settled' | 'opinions'>> {
    const { judges } = question.policy;
    const opinions: Opinion[] = [];
    for (const judgeId of judges) {
      opinions.push(await this.#askOne(judgeId, question));
      const settled = settleCascade(opinions, judges.length);
      if (settled !== null) return { settled, opinions };
    }
    return { settled: 'failed', opinions };
  }

  /** Settles as soon as nothing can change it; who is still out is heard for the scorecard only. */
  #vote(question: PanelQuestion): Promise<Pick<PanelAnswer, 'settled' | 'opinions'>> {
    const { judges, votesMin } = question.policy;
    const opinions: Opinion[] = [];
    return new Promise((resolve) => {
      for (const judgeId of judges) {
        void this.#askOne(judgeId, question).then((opinion) => {
          opinions.push(opinion);
          const settled = settleVote(opinions, judges.length, votesMin);
          if (settled !== null) resolve({ settled, opinions: [...opinions] });
        });
      }
    });
  }

  async #askOne(judgeId: string, question: PanelQuestion): Promise<Opinion> {
    const { clock, judgeOf, take, note } = this.#parts;
    const { serviceId, budget, context } = question;
    const live = judgeOf(judgeId);
    if (live === undefined) return { judgeId, ms: 0, verdict: null, failure: 'unknown-judge' };
    const texts = partsOf(question.text, live.judge.charsMax);
    const yuan = live.yuanPerCall * texts.length;
    if (!take(serviceId, budget, yuan)) return { judgeId, ms: 0, verdict: null, failure: 'budget' };
    const startMs = clock.monotonicMs();
    const result = await this.#call(live.judge, texts, question);
    const ms = clock.monotonicMs() - startMs;
    const opinion: Opinion =
      result instanceof JudgeError
        ? { judgeId, ms, verdict: null, failure: result.reason }
        : { judgeId, ms, verdict: result, failure: null };
    note({ judgeId, serviceId, direction: context.direction, chars: question.text.length, yuan, opinion });
    return opinion;
  }

  async #call(
    judge: Judge,
    texts: readonly string[],
    { policy, context }: PanelQuestion,
  ): Promise<Verdict | JudgeError> {
    const ended = new AbortController();
    const timer = setTimeout(
      () => ended.abort(new JudgeError('timed-out', `no verdict within ${policy.timeoutMs} ms`)),
      policy.timeoutMs,
    );
    const signal = AbortSignal.any([context.signal, ended.signal]);
    try {
      let whole: Verdict | null = null;
      for (const text of texts) {
        const verdict = await judge.judge(text, { ...context, signal });
        whole = whole === null ? verdict : join(whole, verdict);
        if (whole.decision === 'unsafe') break;
      }
      return whole ?? new JudgeError('unreadable', 'there was no text to judge');
    } catch (error) {
      // A judge that breaks its promise has given no opinion, whatever it threw.
      return error instanceof JudgeError ? error : new JudgeError('unreadable', 'the judge failed', { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }
}

function partsOf(text: string, charsMax: number): string[] {
  if (text.length <= charsMax) return [text];
  // One less, because a window grows by one rather than cut a pair of surrogates.
  const overlapChars = Math.min(PART_OVERLAP_CHARS, Math.floor(charsMax / 4));
  return cutWindows(text, { windowChars: charsMax - 1, overlapChars }).map((window) => window.text);
}

const join = (one: Verdict, other: Verdict): Verdict => ({
  decision: worse(one.decision, other.decision),
  risks: [...new Set([...one.risks, ...other.risks])],
  labels: [...new Set([...one.labels, ...other.labels])],
  score: one.score === null ? other.score : Math.max(one.score, other.score ?? 0),
  advice: one.advice ?? other.advice,
});
