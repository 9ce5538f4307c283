/** Why an exchange waits for a person. */
export const REVIEW_REASONS = [
  'sampled',
  'flagged-term',
  'classifier',
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
 * Puts an exchange on the review queue, with evidence `review.enqueued`. One item an exchange and reason: asking again
 * while it waits changes nothing. The exchange need not be closed yet.
 *
 * @throws HeguiError E_REQUEST_INVALID for a detail that is too long, E_STORE_UNAVAILABLE.
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

/** Every standing decision, oldest first, in pages: `after` is the last decision id of the page before. */
export type ListDecisions = (query: {
  readonly after?: string;
  readonly limit: number;
}) => Promise<readonly DecidedText[]>;
