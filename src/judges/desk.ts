import type { Direction } from '../contract/index.ts';
import type { PanelAnswer, PanelQuestion } from './panel.ts';
import type { OpinionTally, ReviewReason } from './tally.ts';

/** Puts an exchange before people; written to by second opinions, read by the review desk. */
export type EnqueueReview = (item: {
  readonly exchangeId: string;
  readonly reason: ReviewReason;
  /** Ids, codes and counts; never content. */
  readonly detail: Readonly<Record<string, string | number | readonly string[]>>;
}) => Promise<void>;

/** A text that passed although no judge could tell. */
export interface OpinionGap {
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly direction: Direction;
  /** `input:all`, `input:last`, or the path of the output such as `choices.0.content`. */
  readonly path: string;
  readonly judgeId: string;
  readonly reason: string;
  /** UTF-16 positions of the text. */
  readonly from: number;
  readonly to: number;
}

/** What the gateway asks of second opinions. */
export interface OpinionDesk {
  /** Never rejects. */
  ask(question: PanelQuestion): Promise<PanelAnswer>;
  /** Resolves when the gap record is durable. @throws HeguiError E_EVIDENCE_UNAVAILABLE; then nothing may pass. */
  recordGap(gap: OpinionGap): Promise<void>;
  /** The exchange has its closing record: what people should look at goes to review. Never rejects. */
  finish(exchangeId: string, serviceId: string, tally: OpinionTally): void;
}
