import type { ExchangeDetail } from '../../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../../evidence/index.ts';
import type { Clock, IdFactory } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import type { ContentService } from '../service.ts';

/** Why an exchange waits for a person. */
export const REVIEW_REASONS = [
  'sampled',
  'flagged-term',
  'classifier',
  'second-opinion',
  'disagreement',
  'gap',
  'complaint',
  'requested',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

/** An exchange that someone should look at. */
export interface ReviewRequest {
  readonly exchangeId: string;
  readonly reason: ReviewReason;
  /** Codes, names of engines and figures, at most 500 characters; never content, never personal data. */
  readonly detail: string;
  /** Risk codes that the asker supposes, which decide how urgent it is; left out, those recorded with the exchange count. */
  readonly risks?: readonly string[];
}

/**
 * Puts an exchange on the review queue, with evidence `review.enqueued`. One open item an exchange: asking again for the
 * same reason changes nothing, another reason joins the first. The exchange need not be closed yet, but must be recorded.
 *
 * @throws HeguiError E_NOT_FOUND, E_REQUEST_INVALID for a detail that is too long, E_STORE_UNAVAILABLE.
 */
export type EnqueueReview = (request: ReviewRequest) => Promise<void>;

/** What a person decided about an exchange, with the text it was about; erased exchanges are left out. */
export interface DecidedText {
  readonly decisionId: string;
  readonly exchangeId: string;
  readonly side: 'input' | 'output';
  readonly text: string;
  /** One of the 31 risks; null = no violation. */
  readonly risk: string | null;
  readonly decidedAt: Date;
}

/**
 * The standing decisions, oldest first, in pages of `limit` decisions: `after` is the last decision id of the page before.
 * The text is the last user's turn and the answer; both carry the decision's risk. `next` is where the page ended, null at
 * the end: a page whose exchanges were all erased has no text, and still others may follow. Exchanges whose users did not
 * allow training are not opened; `leftOut` counts them. Leaves `review.exported`.
 */
export type ListDecisions = (query: {
  readonly after?: string;
  readonly limit: number;
  /** `system` when left out. */
  readonly by?: Actor;
}) => Promise<{ readonly texts: readonly DecidedText[]; readonly next: string | null; readonly leftOut: number }>;

/** Reads an exchange with its content; leaves `content.viewed` with the purpose. */
export type ReadExchange = (id: string, by: Actor, purpose: string) => Promise<ExchangeDetail>;

/** What the use cases of the desk stand on. */
export interface ReviewParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly readExchange: ReadExchange;
  /** Those of these exchanges that may be used for training. */
  readonly mayTrainOn: (exchangeIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Told of every decision that stands from now on, reversals too, after it is committed. Never rejects. */
  readonly onDecided?: (decided: { readonly exchangeId: string; readonly isViolation: boolean }) => Promise<void>;
}

/** Puts a harmless phrase into the draft of its list; `settle` is in the same unit of work. See `ContentService.takePhrase`. */
export type TakePhrase = ContentService['takePhrase'];

/** What the desk stands on besides, to settle suggestions. */
export interface DeskParts extends ReviewParts {
  readonly takePhrase: TakePhrase;
}

/** A member of staff at the desk. */
export interface Reviewer {
  readonly id: string;
  readonly actor: Actor;
  /** May decide what others were not sure about. */
  readonly mayDecideEscalated: boolean;
}

export type ReviewState = 'waiting' | 'escalated' | 'decided';
export type Verdict = 'violation' | 'no-violation';

/** Which items are asked for; every member narrows. */
export interface ItemFilter {
  readonly state: 'open' | 'waiting' | 'escalated';
  readonly serviceId: string | null;
  readonly reason: string | null;
  /** A risk code, or a group that all its risks belong to. */
  readonly risk: string | null;
}

export interface ItemRow {
  readonly id: string;
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly reasons: ReviewReason[];
  readonly details: { readonly reason: string; readonly detail: string; readonly at: string }[];
  readonly risks: string[];
  readonly severity: number;
  readonly state: ReviewState;
  readonly dueAt: Date;
  /** To the microsecond, for the cursor. */
  readonly dueAtText: string;
  readonly createdAt: Date;
  readonly escalatedBy: string | null;
  readonly lockedById: string | null;
  readonly lockedByName: string | null;
  readonly lockedUntil: Date | null;
}

/** What someone made of an exchange. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly risk: string | null;
  readonly reason: string;
}

export interface DecisionRow extends Judgement {
  readonly id: string;
  readonly itemId: string;
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly reasons: string[];
  readonly decidedBy: string;
  readonly decidedByName: string | null;
  readonly decidedAt: Date;
  readonly decidedAtText: string;
  readonly reverses: string | null;
  readonly supersededAt: Date | null;
  readonly reversal: {
    readonly id: string;
    readonly verdict: Verdict;
    readonly risk: string | null;
    readonly reason: string;
    readonly proposedBy: string;
    readonly proposedByName: string | null;
    readonly proposedAt: string;
  } | null;
}
