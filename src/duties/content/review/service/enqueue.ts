import type { Actor, Evidence } from '../../../../evidence/index.ts';
import { HeguiError, invalidField } from '../../../../kernel/index.ts';
import type { Sql } from '../../../../store/index.ts';
import type { ReviewParts, ReviewRequest } from '../model.ts';
import { DETAIL_CHARS_MAX, dueAt, severityOf } from '../rules.ts';
import { addReason, insertItem, readOpenItem, readQueuedExchange } from '../store/items.ts';

/**
 * Puts an exchange on the queue inside the caller's unit of work; see `EnqueueReview`. Returns the id of the item and
 * whether anything changed: without a change nothing is left in the log.
 */
export async function enqueueIn(
  parts: Pick<ReviewParts, 'ids' | 'clock'>,
  tx: Sql,
  evidence: Evidence,
  request: ReviewRequest,
  by: Actor,
): Promise<{ readonly itemId: string; readonly isChanged: boolean }> {
  const { exchangeId, reason, detail } = request;
  if (detail.length > DETAIL_CHARS_MAX)
    throw invalidField('detail', `must have at most ${DETAIL_CHARS_MAX} characters`);
  const exchange = await readQueuedExchange(tx, exchangeId);
  if (exchange === undefined) throw new HeguiError('E_NOT_FOUND', 'exchangeId: there is no such exchange');
  const open = await readOpenItem(tx, exchangeId);
  if (open?.reasons.includes(reason) === true) return { itemId: open.id, isChanged: false };
  const at = parts.clock.now();
  const risks = [...new Set([...(open?.risks ?? []), ...(request.risks ?? exchange.risks)])].sort();
  const severity = Math.max(open?.severity ?? 0, severityOf(risks));
  const id = open?.id ?? parts.ids.next('rev');
  const item = { id, reason, detail, risks, severity, dueAt: dueAt(open?.createdAt ?? at, severity), at };
  if (open === undefined) {
    const isNew = await insertItem(tx, { ...item, exchangeId, serviceId: exchange.serviceId });
    // Someone put it there at this very moment: now it can be seen, and the reason joins theirs.
    if (!isNew) return await enqueueIn(parts, tx, evidence, request, by);
  } else await addReason(tx, item);
  evidence.append('review.enqueued', { item: id, exchange: exchangeId, reason, risks, severity, by });
  return { itemId: id, isChanged: true };
}

/** The same on its own. A request that changes nothing leaves nothing. */
export async function enqueue(parts: ReviewParts, request: ReviewRequest, by: Actor): Promise<string> {
  let itemId = '';
  try {
    await parts.unitOfWork.run(async (tx, evidence) => {
      ({ itemId } = await enqueueIn(parts, tx, evidence, request, by));
    });
  } catch (error) {
    // The unit was empty because the exchange waits for this reason already.
    const isUnchanged = error instanceof HeguiError && error.code === 'E_EVIDENCE_MISSING' && itemId !== '';
    if (!isUnchanged) throw error;
  }
  return itemId;
}
