import type { Decision, Direction } from '../contract/index.ts';

/** What a judge is told besides the text. */
export interface JudgeContext {
  readonly direction: Direction;
  /** Who speaks: user, assistant, tool, … */
  readonly role: string;
  readonly exchangeId: string;
  /** Joins the windows of one text, for vendors that read a stream as one; null for a text that comes alone. */
  readonly sessionId: string | null;
  /** Where the text begins within its session, in UTF-16 units: windows overlap. */
  readonly offset: number;
  /** Is this the last window of its session? */
  readonly isLast: boolean;
  /** What was asked, beside an answer; some models judge better with it. Empty when not known. */
  readonly prompt: string;
  /** Ends the call, by the time-out or because nobody waits any more. */
  readonly signal: AbortSignal;
}

/** What one judge says about one text. It says "may be", never "is". */
export interface Verdict {
  readonly decision: Decision;
  /** Codes of the 31 risks that the vendor's labels stand for. */
  readonly risks: readonly string[];
  /** The vendor's own labels, all of them. */
  readonly labels: readonly string[];
  /** The vendor's confidence from 0 to 1; null where it gives none. */
  readonly score: number | null;
  /** A standard answer that the vendor offers. */
  readonly advice: string | null;
}

/** Why a judge gave no verdict. */
export type JudgeFailureReason =
  | 'timed-out'
  | 'cancelled'
  | 'unreachable'
  | 'credentials'
  | 'rate-limited'
  | 'server-error'
  | 'rejected'
  | 'unreadable'
  | 'unknown-judge'
  | 'budget';

/** The one way in which a judge fails. The message names no content and no secret. */
export class JudgeError extends Error {
  readonly reason: JudgeFailureReason;

  constructor(reason: JudgeFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'JudgeError';
    this.reason = reason;
  }
}

/** The port: everything that can give a second opinion stands behind it. */
export interface Judge {
  /** Longest text it takes at once, in UTF-16 units. */
  readonly charsMax: number;
  /** @throws JudgeError whatever went wrong; a text without a verdict is never "safe". */
  judge(text: string, context: JudgeContext): Promise<Verdict>;
}

const ORDER: Readonly<Record<Decision, number>> = { safe: 0, unsure: 1, unsafe: 2 };

/** The stricter of two decisions. */
export const worse = (one: Decision, other: Decision): Decision => (ORDER[other] > ORDER[one] ? other : one);
