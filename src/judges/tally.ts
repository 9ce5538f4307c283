import type { Decision, Direction, Hit } from '../contract/index.ts';
import { worse } from './judge.ts';
import type { Opinion } from './rules.ts';

/** One judge's opinions on one direction of an exchange, put together. */
export interface TalliedOpinion {
  readonly judge: string;
  readonly direction: Direction;
  /** The strictest of all windows; `failed` when no window got a verdict. */
  readonly decision: Decision | 'failed';
  readonly calls: number;
  readonly failures: number;
  /** Of the slowest call. */
  readonly msMax: number;
}

export interface TallyEvidence {
  readonly opinions?: TalliedOpinion[];
  readonly secondOpinion?: {
    readonly gaps: number;
    readonly unjudgedCharsMax: number;
    readonly leakedChars: number;
    readonly leakBoundChars: number;
  };
}

/** Why people should look at an exchange. */
export type ReviewReason =
  | 'opinion-unsafe'
  | 'opinion-unsure'
  | 'opinion-disagrees-lists'
  | 'opinions-disagree'
  | 'opinion-disagrees-human'
  | 'opinion-gap-unsafe';

/** Everything the judges said about one exchange, for its closing record and for review. */
export class OpinionTally {
  readonly #rows = new Map<string, { -readonly [K in keyof TalliedOpinion]: TalliedOpinion[K] }>();
  readonly #flags = new Set<ReviewReason>();
  /** What judges found in the input, at positions of the text they were asked about. */
  readonly inputHits: Hit[] = [];
  gaps = 0;
  /** Most characters of one channel that a client had been shown before they were judged. */
  unjudgedCharsMax = 0;
  /** Characters of text found unsafe, or after it, that a client had been shown already. */
  leakedChars = 0;
  /** What the policy allows `unjudgedCharsMax` to be. */
  leakBoundChars = 0;

  add(direction: Direction, opinions: readonly Opinion[]): void {
    for (const opinion of opinions) this.#addOne(direction, opinion);
    const heard = new Set(opinions.flatMap(({ verdict }) => (verdict === null ? [] : [verdict.decision])));
    if (heard.has('safe') && heard.has('unsafe')) this.#flags.add('opinions-disagree');
  }

  flag(reason: ReviewReason): void {
    this.#flags.add(reason);
  }

  /** Notes whether lists and judges see a direction differently; a blocked text was never shown to a judge. */
  compareWithLists(direction: Direction, listHits: number): void {
    const decisions = [...this.#rows.values()].filter((row) => row.direction === direction).map((row) => row.decision);
    const heard = decisions.filter((decision) => decision !== 'failed');
    if (heard.length === 0) return;
    const isUnsafe = heard.includes('unsafe');
    const isSafe = heard.every((decision) => decision === 'safe');
    if ((listHits > 0 && isSafe) || (listHits === 0 && isUnsafe)) this.#flags.add('opinion-disagrees-lists');
  }

  get reasons(): ReviewReason[] {
    return [...this.#flags].sort();
  }

  get isEmpty(): boolean {
    return this.#rows.size === 0 && this.gaps === 0;
  }

  get rows(): TalliedOpinion[] {
    return [...this.#rows.values()].map((row) => ({ ...row, msMax: Math.round(row.msMax) }));
  }

  /** Members of the closing record; none when nobody was asked. */
  get evidence(): TallyEvidence {
    if (this.isEmpty) return {};
    const { gaps, unjudgedCharsMax, leakedChars, leakBoundChars } = this;
    return { opinions: this.rows, secondOpinion: { gaps, unjudgedCharsMax, leakedChars, leakBoundChars } };
  }

  #addOne(direction: Direction, { judgeId, ms, verdict }: Opinion): void {
    const key = `${direction} ${judgeId}`;
    const row = this.#rows.get(key) ?? {
      judge: judgeId,
      direction,
      decision: 'failed',
      calls: 0,
      failures: 0,
      msMax: 0,
    };
    row.calls += 1;
    row.msMax = Math.max(row.msMax, ms);
    if (verdict === null) row.failures += 1;
    else row.decision = row.decision === 'failed' ? verdict.decision : worse(row.decision, verdict.decision);
    this.#rows.set(key, row);
  }
}
