import type { z } from 'zod';
import type {
  ExchangeDetail,
  ReviewDecision,
  ReviewItem,
  ReviewStatistics,
  reversalCreateSchema,
  reviewDecideSchema,
  reviewDecisionsQuerySchema,
  reviewItemsQuerySchema,
  reviewNextSchema,
  Suggestion,
  suggestionCreateSchema,
  suggestionSettleSchema,
} from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { DAY_MS, HeguiError, unknownId } from '../../../kernel/index.ts';
import type { DecidedText, DeskParts, EnqueueReview, ItemFilter, ListDecisions, Reviewer } from './model.ts';
import { formatCursor, LOCK_MS, parseCursor } from './rules.ts';
import { decideItem, reverseDecision, settleProposal } from './service/decide.ts';
import { enqueue } from './service/enqueue.ts';
import { endSuggestion, suggestPhrase } from './service/suggest.ts';
import { toDecision, toItem, toSuggestion } from './service/to-json.ts';
import { decidersOf, findDecisions, nextStanding } from './store/decisions.ts';
import { findItems, readItem, releaseItem, takeItem, takeNext } from './store/items.ts';
import {
  countByReason,
  countByRisk,
  countDecisions,
  countQueue,
  countReversed,
  type QueueCounts,
} from './store/statistics.ts';
import { findSuggestions } from './store/suggestions.ts';

const TAKE_TRIES_MAX = 5;
const WEEK_MS = 7 * DAY_MS;
const EXPORT_ROWS_MAX = 50_000;
const EXPORT_PAGE = 1_000;

interface Page<T> {
  readonly items: T[];
  readonly next: string | null;
}

/** The review desk: what waits for a person, who has it in hand, what was decided. @law measures#14 */
export class ReviewService {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** For other parts of the product; see `EnqueueReview`. */
  readonly enqueue: EnqueueReview = async (request) => void (await enqueue(this.#parts, request, 'system'));

  /** Puts an exchange on the queue in someone's name; returns the item. */
  async request(given: { readonly exchangeId: string; readonly detail: string }, by: Actor): Promise<ReviewItem> {
    return await this.read(await enqueue(this.#parts, { ...given, reason: 'requested' }, by));
  }

  /** @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<ReviewItem> {
    const row = await readItem(this.#parts.database, id, this.#parts.clock.now());
    if (row === undefined) throw unknownId('item');
    return toItem(row);
  }

  /** How the queue stands, and how many were decided in a week. */
  async figures(now: Date): Promise<QueueCounts & { readonly decided: number }> {
    const { database } = this.#parts;
    const queue = await countQueue(database, now);
    const { violation, noViolation } = await countDecisions(database, new Date(now.getTime() - WEEK_MS), null);
    return { ...queue, decided: violation + noViolation };
  }

  /** Open items, most pressing first. */
  async list(query: z.output<typeof reviewItemsQuerySchema>): Promise<Page<ReviewItem>> {
    const { database, clock } = this.#parts;
    const page = { after: parseCursor(query.cursor), limit: query.limit + 1, now: clock.now() };
    const rows = await findItems(database, toFilter(query), page);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const hasMore = rows.length > query.limit && last !== undefined;
    return { items: shown.map(toItem), next: hasMore ? formatCursor({ at: last.dueAtText, id: last.id }) : null };
  }

  /** Takes the most pressing item that nobody else has; two reviewers never get the same. null when nothing waits. */
  async takeNext(query: z.output<typeof reviewNextSchema>, by: Reviewer): Promise<ReviewItem | null> {
    const { database, clock } = this.#parts;
    const filter = toFilter(query);
    const state = filter.state === 'open' && !by.mayDecideEscalated ? 'waiting' : filter.state;
    for (let tries = 1; tries <= TAKE_TRIES_MAX; tries++) {
      const now = clock.now();
      const until = new Date(now.getTime() + LOCK_MS);
      const id = await takeNext(database, { ...filter, state }, { staffId: by.id, not: by.actor, now, until });
      // None was free, or the one that seemed free was taken at this moment.
      if (id !== undefined) return await this.read(id);
    }
    return null;
  }

  /** Takes this item. @throws HeguiError E_CONFLICT when someone else has it or it is decided. */
  async take(id: string, by: Reviewer): Promise<ReviewItem> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    await this.read(id);
    const isTaken = await takeItem(database, id, {
      staffId: by.id,
      now,
      until: new Date(now.getTime() + LOCK_MS),
    });
    if (!isTaken)
      throw new HeguiError('E_CONFLICT', 'someone else has this item in hand, or it is decided; take another');
    return await this.read(id);
  }

  /** Puts an item back. */
  async release(id: string, by: Reviewer): Promise<void> {
    await releaseItem(this.#parts.database, id, by.id);
  }

  /** The content of an item's exchange; leaves `content.viewed` with the purpose. */
  async look(id: string, purpose: string, by: Actor): Promise<ExchangeDetail> {
    return await this.#parts.readExchange((await this.read(id)).exchangeId, by, purpose);
  }

  /** See `decideItem`. */
  async decide(id: string, given: z.output<typeof reviewDecideSchema>, by: Reviewer): Promise<string | null> {
    return await decideItem(this.#parts, id, given, by);
  }

  /** See `reverseDecision`. */
  async reverse(decisionId: string, given: z.output<typeof reversalCreateSchema>, by: Reviewer) {
    return await reverseDecision(this.#parts, decisionId, given, by);
  }

  /** See `settleProposal`. */
  async settle(reversalId: string, approve: boolean, by: Reviewer): Promise<void> {
    await settleProposal(this.#parts, reversalId, approve, by);
  }

  /** Everybody who ever decided about the exchange: nobody judges a complaint about their own decision. */
  decidersOf(exchangeId: string): Promise<string[]> {
    return decidersOf(this.#parts.database, exchangeId);
  }

  /** Decisions, newest first. */
  async decisions(query: z.output<typeof reviewDecisionsQuerySchema>, by: Actor): Promise<Page<ReviewDecision>> {
    const filter = {
      by: query.by === 'me' ? by : null,
      verdict: query.verdict ?? null,
      serviceId: query.serviceId ?? null,
      exchangeId: query.exchangeId ?? null,
      isReversalProposed: query.reversals === 'proposed',
    };
    const page = { after: parseCursor(query.cursor), limit: query.limit + 1 };
    const rows = await findDecisions(this.#parts.database, filter, page);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    const hasMore = rows.length > query.limit && last !== undefined;
    return {
      items: shown.map(toDecision),
      next: hasMore ? formatCursor({ at: last.decidedAtText, id: last.id }) : null,
    };
  }

  /** Every decision, newest first, at most 50,000, without content; leaves `review.exported`. */
  async export(by: Actor): Promise<ReviewDecision[]> {
    const all: ReviewDecision[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<ReviewDecision> = await this.decisions(
        { by: 'anyone', reversals: 'any', limit: EXPORT_PAGE, cursor },
        by,
      );
      all.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined && all.length < EXPORT_ROWS_MAX);
    await this.#noteExport(all.length, 'file', by);
    return all;
  }

  /** For training; see `ListDecisions`. */
  readonly listDecisions: ListDecisions = async ({ after = '', limit, by = 'system' }) => {
    const rows = await nextStanding(this.#parts.database, after, limit);
    if (rows.length === 0) return { texts: [], next: null, leftOut: 0 };
    const trainable = await this.#parts.mayTrainOn(rows.map(({ exchangeId }) => exchangeId));
    const taken = rows.filter(({ exchangeId }) => trainable.has(exchangeId));
    const leftOut = rows.length - taken.length;
    await this.#noteExport(taken.length, 'training', by, leftOut);
    const texts: DecidedText[] = [];
    for (const { id, exchangeId, risk, decidedAt } of taken) {
      const content = await this.#readForTraining(exchangeId, by);
      if (content === null) continue;
      const decided = { decisionId: id, exchangeId, risk, decidedAt };
      const asked = content.input.findLast((piece) => piece.role === 'user');
      if (asked !== undefined) texts.push({ ...decided, side: 'input', text: asked.text });
      for (const { text } of content.output) if (text !== '') texts.push({ ...decided, side: 'output', text });
    }
    return { texts, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null), leftOut };
  };

  /** Null for what was erased, or has gone at the end of its term. */
  async #readForTraining(exchangeId: string, by: Actor): Promise<ExchangeDetail['content']> {
    try {
      return (await this.#parts.readExchange(exchangeId, by, 'training')).content;
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_NOT_FOUND') return null;
      throw error;
    }
  }

  /** See `suggestPhrase`. */
  async suggest(decisionId: string, given: z.output<typeof suggestionCreateSchema>, by: Reviewer): Promise<string> {
    return await suggestPhrase(this.#parts, decisionId, given, by);
  }

  /** Suggestions, newest first. */
  async suggestions(query: { readonly listId?: string | undefined; readonly state: string }): Promise<Suggestion[]> {
    return (await findSuggestions(this.#parts.database, query.listId ?? null, query.state)).map(toSuggestion);
  }

  /** See `endSuggestion`. */
  async endSuggestion(id: string, given: z.output<typeof suggestionSettleSchema>, by: Reviewer): Promise<Suggestion> {
    return toSuggestion(await endSuggestion(this.#parts, id, given, by));
  }

  /** How the desk does, and how often each source was right. */
  async statistics(days: number, by: Actor): Promise<ReviewStatistics> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const from = new Date(now.getTime() - days * DAY_MS);
    const [queue, all, mine, myReversed, byReason, byRisk, reversed] = await Promise.all([
      countQueue(database, now),
      countDecisions(database, from, null),
      countDecisions(database, from, by),
      countReversed(database, from, by),
      countByReason(database, from),
      countByRisk(database, from),
      countReversed(database, from, null),
    ]);
    return {
      from: from.toISOString(),
      ...queue,
      all,
      mine: { ...mine, reversed: myReversed },
      byReason,
      byRisk,
      reversed,
    };
  }

  async #noteExport(decisions: number, purpose: string, by: Actor, leftOut?: number): Promise<void> {
    await this.#parts.unitOfWork.run(async (_tx, evidence) => {
      evidence.append('review.exported', { decisions, purpose, by, ...(leftOut === undefined ? {} : { leftOut }) });
    });
  }
}

const toFilter = (query: z.output<typeof reviewNextSchema>): ItemFilter => ({
  state: query.state,
  serviceId: query.serviceId ?? null,
  reason: query.reason ?? null,
  risk: query.risk === undefined || query.risk === '' ? null : query.risk,
});
