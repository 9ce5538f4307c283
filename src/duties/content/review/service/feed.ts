import { policySchema } from '../../../../contract/index.ts';
import { HeguiError, type Log, SECOND_MS } from '../../../../kernel/index.ts';
import type { ReviewParts, ReviewRequest } from '../model.ts';
import { isSampled } from '../rules.ts';
import { type ClosedExchange, closedBetween, lastLeafOf, lockCursor, moveCursor } from '../store/closed.ts';
import { enqueueIn } from './enqueue.ts';

export interface FeedParts extends ReviewParts {
  /** A number in [0, 1) that depends on the exchange and a secret alone. */
  readonly draw: (exchangeId: string) => number;
  readonly log: Log;
}

const LEAVES_PER_STEP = 2_000;
const EVERY_MS = 2 * SECOND_MS;

/** Why an exchange that just ended should be looked at; null for most. Synthetic ones are nobody's. */
export function requestFor(exchange: ClosedExchange, draw: (exchangeId: string) => number): ReviewRequest | null {
  if (exchange.synthetic) return null;
  const { review } = policySchema.parse(exchange.policy);
  // Refused and cut ones were dealt with; what was neither masked nor cut was let through with a mark.
  const hasFlagged = exchange.hits > exchange.replaced && !['refused', 'cut'].includes(exchange.outcome);
  if (review.flagged && hasFlagged) {
    const detail = `${exchange.hits} hits, ${exchange.replaced} masked`;
    return { exchangeId: exchange.id, reason: 'flagged-term', detail, risks: exchange.risks };
  }
  if (!isSampled(exchange.id, review.samplePerMille, draw)) return null;
  return {
    exchangeId: exchange.id,
    reason: 'sampled',
    detail: `${review.samplePerMille} of 1,000`,
    risks: exchange.risks,
  };
}

/**
 * Looks through the next part of the log for exchanges that people should see. Follows the log's own order, so that
 * nothing is left out and nothing is seen twice, in however many processes it runs. False when there is nothing new.
 */
export async function feedOnce(parts: FeedParts): Promise<boolean> {
  return await parts.database.transaction(async (tx) => {
    const after = await lockCursor(tx);
    const last = after === null ? null : await lastLeafOf(tx, after, LEAVES_PER_STEP);
    if (after === null || last === null) return false;
    const requests = (await closedBetween(tx, after, last)).flatMap((exchange) => {
      const request = requestFor(exchange, parts.draw);
      return request === null ? [] : [request];
    });
    // Queue and cursor move in two transactions; the cursor last, and what is on the queue already stays as it is.
    if (requests.length > 0) {
      await parts.unitOfWork
        .run(async (unit, evidence) => {
          for (const request of requests) await enqueueIn(parts, unit, evidence, request, 'system');
        })
        .catch((error: unknown) => {
          if (!(error instanceof HeguiError) || error.code !== 'E_EVIDENCE_MISSING') throw error;
        });
    }
    await moveCursor(tx, last);
    return true;
  });
}

/** Feeds the queue until it is stopped; failures are logged and tried again. */
export function startFeed(parts: FeedParts): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const turn = async (): Promise<void> => {
    try {
      while (!isStopped && (await feedOnce(parts)));
    } catch (error) {
      parts.log.warn({ error: error instanceof Error ? error : new Error('unknown') }, 'the review queue was not fed');
    }
    if (!isStopped) schedule();
  };
  const schedule = (): void => {
    timer = setTimeout(() => {
      running = turn();
    }, EVERY_MS);
    timer.unref();
  };
  schedule();
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
