import { HeguiError, invalidField, unknownId } from '../../../../kernel/index.ts';
import { sqlStateOf } from '../../../../store/index.ts';
import type { Judgement, Reviewer, ReviewParts } from '../model.ts';
import { requireJudgement, requireMayDecide } from '../rules.ts';
import {
  dropReversals,
  insertDecision,
  insertReversal,
  readDecisionForUpdate,
  readReversalForUpdate,
  settleReversal,
  supersedeDecision,
} from '../store/decisions.ts';
import { closeItem, escalateItem, readItemForUpdate } from '../store/items.ts';

const UNIQUE_VIOLATION = '23505';

/**
 * Decides an item, or hands it on. Returns the id of the decision; null when it was handed on.
 *
 * @throws HeguiError E_CONFLICT when it is decided or in someone else's hands; E_ROLE_FORBIDDEN for what was handed on.
 */
export async function decideItem(
  parts: ReviewParts,
  itemId: string,
  given: Omit<Judgement, 'verdict'> & { readonly verdict: Judgement['verdict'] | 'unsure' },
  by: Reviewer,
): Promise<string | null> {
  const { verdict, risk, reason } = given;
  if (verdict === 'unsure' && risk !== null) throw invalidField('risk', 'goes with a violation only; leave it out');
  if (verdict !== 'unsure') requireJudgement({ verdict, risk });
  const at = parts.clock.now();
  let decided = '';
  const decisionId = await parts.unitOfWork.run(async (tx, evidence) => {
    const item = await readItemForUpdate(tx, itemId, at);
    if (item === undefined) throw unknownId('item');
    requireMayDecide(item, by);
    if (item.lockedById !== null && item.lockedById !== by.id)
      throw new HeguiError('E_CONFLICT', 'someone else has this item in hand; take another');
    const { exchangeId } = item;
    if (verdict === 'unsure') {
      if (item.state === 'escalated') throw invalidField('verdict', 'must be a decision: it was handed on already');
      await escalateItem(tx, itemId, { actor: by.actor, reason, at });
      evidence.append('review.escalated', { item: itemId, exchange: exchangeId, by: by.actor });
      return null;
    }
    const id = parts.ids.next('dec');
    const { serviceId, reasons } = item;
    const decision = { id, itemId, exchangeId, serviceId, reasons, verdict, risk, reason, by: by.actor, at };
    await insertDecision(tx, { ...decision, reverses: null });
    await closeItem(tx, itemId, at);
    const data = { item: itemId, decision: id, exchange: exchangeId, verdict, by: by.actor };
    evidence.append('review.decided', { ...data, ...(risk === null ? {} : { risk }) });
    decided = exchangeId;
    return id;
  });
  if (decisionId !== null) await parts.onDecided?.({ exchangeId: decided, isViolation: verdict === 'violation' });
  return decisionId;
}

/**
 * Reverses a decision: at once for someone else than who made it, else a proposal for a second person. So no reversal
 * rests on one person alone.
 *
 * @throws HeguiError E_CONFLICT when the decision does not stand, says the same, or a proposal waits already.
 */
export async function reverseDecision(
  parts: ReviewParts,
  decisionId: string,
  given: Judgement,
  by: Reviewer,
): Promise<{ readonly state: 'proposed' | 'decided'; readonly id: string }> {
  requireJudgement(given);
  const at = parts.clock.now();
  let decided = '';
  const made = await parts.unitOfWork.run(async (tx, evidence) => {
    const decision = await readDecisionForUpdate(tx, decisionId);
    if (decision === undefined) throw unknownId('decision');
    if (decision.supersededAt !== null)
      throw new HeguiError('E_CONFLICT', 'another decision took its place; reverse that one');
    if (decision.verdict === given.verdict && decision.risk === given.risk)
      throw new HeguiError('E_CONFLICT', 'the decision says just that; nothing would change');
    const said = { verdict: given.verdict, ...(given.risk === null ? {} : { risk: given.risk }), by: by.actor };
    if (decision.decidedBy !== by.actor) {
      for (const reversal of await dropReversals(tx, decisionId, by.actor, at))
        evidence.append('review.reversal-settled', { reversal, decision: decisionId, state: 'rejected', by: by.actor });
      const id = parts.ids.next('dec');
      await supersedeDecision(tx, decisionId, at);
      await insertDecision(tx, { ...decision, ...given, id, by: by.actor, at, reverses: decisionId });
      const { itemId: item, exchangeId: exchange } = decision;
      evidence.append('review.decided', { item, decision: id, exchange, reverses: decisionId, ...said });
      decided = exchange;
      return { state: 'decided', id } as const;
    }
    const id = parts.ids.next('rvl');
    try {
      await insertReversal(tx, { ...given, id, decisionId, proposedBy: by.actor, at });
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      throw new HeguiError('E_CONFLICT', 'a reversal of this decision waits for a second person already');
    }
    evidence.append('review.reversal-proposed', { reversal: id, decision: decisionId, ...said });
    return { state: 'proposed', id } as const;
  });
  if (decided !== '') await parts.onDecided?.({ exchangeId: decided, isViolation: given.verdict === 'violation' });
  return made;
}

/** Answers a proposal. @throws HeguiError E_ROLE_FORBIDDEN for whoever made it; E_CONFLICT when it is settled. */
export async function settleProposal(
  parts: ReviewParts,
  reversalId: string,
  approve: boolean,
  by: Reviewer,
): Promise<void> {
  const at = parts.clock.now();
  const decided = await parts.unitOfWork.run(async (tx, evidence) => {
    const reversal = await readReversalForUpdate(tx, reversalId);
    if (reversal === undefined) throw unknownId('reversal');
    if (reversal.state !== 'proposed') throw new HeguiError('E_CONFLICT', 'the reversal is settled already; reload');
    if (reversal.proposedBy === by.actor)
      throw new HeguiError('E_ROLE_FORBIDDEN', 'you proposed this reversal; a second person answers it');
    const { decisionId, verdict, risk, reason } = reversal;
    const state = approve ? 'approved' : 'rejected';
    await settleReversal(tx, reversalId, { state, by: by.actor, at });
    evidence.append('review.reversal-settled', { reversal: reversalId, decision: decisionId, state, by: by.actor });
    if (!approve) return null;
    const decision = await readDecisionForUpdate(tx, decisionId);
    if (decision === undefined || decision.supersededAt !== null)
      throw new HeguiError('E_CONFLICT', 'another decision took its place meanwhile; reload');
    const id = parts.ids.next('dec');
    await supersedeDecision(tx, decisionId, at);
    // The new decision is the second person's: whoever proposed it cannot turn it round again alone.
    await insertDecision(tx, { ...decision, verdict, risk, reason, id, by: by.actor, at, reverses: decisionId });
    const { itemId: item, exchangeId: exchange } = decision;
    const said = { verdict, ...(risk === null ? {} : { risk }), by: by.actor };
    evidence.append('review.decided', { item, decision: id, exchange, reverses: decisionId, ...said });
    return { exchangeId: exchange, isViolation: verdict === 'violation' };
  });
  if (decided !== null) await parts.onDecided?.(decided);
}
