import type { z } from 'zod';
import type { CaseMeasure, caseCreateSchema, caseStepTakeSchema } from '../../../../contract/index.ts';
import type { Actor } from '../../../../evidence/index.ts';
import { HeguiError, invalidField, unknownId } from '../../../../kernel/index.ts';
import { isRiskCode } from '../../../../law/index.ts';
import type { Sql } from '../../../../store/index.ts';
import type { CaseParts, CaseRowRow } from '../model.ts';
import { measureCode, requireProof, requireTurn } from '../rules.ts';
import {
  exchangesOfService,
  hasService,
  hasVersion,
  insertCase,
  insertExchanges,
  insertStep,
  listCaseExchanges,
  readCaseForUpdate,
  readViolation,
} from '../store/cases.ts';
import { insertRecalls, listRetests } from '../store/proofs.ts';

/**
 * Opens a case; its first step, the finding, is done with it.
 *
 * @throws HeguiError E_REQUEST_INVALID for what is not there, or is another service's.
 */
export async function openCase(parts: CaseParts, given: z.output<typeof caseCreateSchema>, by: Actor): Promise<string> {
  if (!isRiskCode(given.risk)) throw invalidField('risk', 'is none of the 31 risk codes; see GET /api/risks');
  const now = parts.clock.now();
  const foundAt = given.foundAt === undefined ? now : new Date(given.foundAt);
  if (foundAt > now) throw invalidField('foundAt', 'lies in the future');
  const id = parts.ids.next('cas');
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await hasService(tx, given.serviceId))) throw invalidField('serviceId', 'names no service');
    const exchanges = new Set(given.exchangeIds);
    if (given.decisionId !== undefined) {
      const violation = await readViolation(tx, given.decisionId);
      if (violation === undefined)
        throw invalidField('decisionId', 'names no standing decision that there was a violation');
      exchanges.add(violation.exchangeId);
    }
    await requireExchanges(tx, given.serviceId, [...exchanges]);
    const source = given.decisionId !== undefined ? 'review' : exchanges.size > 0 ? 'exchange' : 'hand';
    const { title, serviceId, risk, decisionId = null, note } = given;
    await insertCase(tx, { id, title, serviceId, risk, source, decisionId, foundAt, openedAt: now, by });
    await insertExchanges(tx, id, [...exchanges], now);
    await insertStep(tx, id, { step: 'found', state: 'done', at: foundAt, by, note, measures: [] });
    evidence.append('case.opened', {
      case: id,
      service: serviceId,
      risk,
      source,
      exchanges: [...exchanges],
      ...(decisionId === null ? {} : { decision: decisionId }),
      foundAt: foundAt.toISOString(),
      by,
    });
  });
  return id;
}

async function requireExchanges(tx: Sql, serviceId: string, exchangeIds: readonly string[]): Promise<void> {
  const known = await exchangesOfService(tx, serviceId, exchangeIds);
  const missing = exchangeIds.findIndex((id) => !known.has(id));
  if (missing >= 0) throw invalidField(`exchangeIds.${missing}`, 'names no exchange of this service');
}

/** The case under a lock. @throws HeguiError E_NOT_FOUND; E_CONFLICT once it is closed. */
export async function lockOpenCase(tx: Sql, id: string): Promise<CaseRowRow> {
  const found = await readCaseForUpdate(tx, id);
  if (found === undefined) throw unknownId('case');
  if (found.closedAt !== null) throw new HeguiError('E_CONFLICT', 'the case is closed');
  return found;
}

/** More exchanges of a case; once shown content was recalled, they are recalled as well. */
export async function addExchanges(
  parts: CaseParts,
  id: string,
  exchangeIds: readonly string[],
  by: Actor,
): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    const found = await lockOpenCase(tx, id);
    await requireExchanges(tx, found.serviceId, exchangeIds);
    const added = await insertExchanges(tx, id, exchangeIds, parts.clock.now());
    if (added.length === 0) throw new HeguiError('E_CONFLICT', 'exchangeIds: all of them are in the case already');
    evidence.append('case.exchanges-added', { case: id, exchanges: added, by });
    if (!found.steps.some(({ step, state }) => step === 'removed' && state === 'done')) return;
    await recall(parts, tx, found, added);
    evidence.append('case.recalled', { case: id, exchanges: added, by });
  });
}

async function recall(parts: CaseParts, tx: Sql, found: CaseRowRow, exchangeIds: readonly string[]): Promise<void> {
  const ids = exchangeIds.map(() => parts.ids.next('rcl'));
  await insertRecalls(tx, { caseId: found.id, risk: found.risk, exchangeIds, ids, at: parts.clock.now() });
}

/** Takes a step, or leaves it out with a reason. @throws HeguiError as `requireTurn` and `requireProof`. */
export async function takeStep(
  parts: CaseParts,
  id: string,
  given: z.output<typeof caseStepTakeSchema>,
  by: Actor,
): Promise<void> {
  const { step, state, note, measures } = given;
  await parts.unitOfWork.run(async (tx, evidence) => {
    const found = await lockOpenCase(tx, id);
    requireTurn(found.steps, given);
    if (state === 'done') {
      await requireVersions(tx, measures);
      const exchangeIds = await listCaseExchanges(tx, id);
      const proven = new Map((await listRetests(tx, id)).map((retest) => [retest.exchangeId, retest.verdict]));
      const unprovenExchanges = exchangeIds.filter((one) => !['stopped', 'clean'].includes(proven.get(one) ?? ''));
      requireProof(step, { measures, exchanges: exchangeIds.length, unprovenExchanges });
      if (step === 'removed') {
        await recall(parts, tx, found, exchangeIds);
        evidence.append('case.recalled', { case: id, exchanges: exchangeIds, by });
      }
    }
    await insertStep(tx, id, { step, state, at: parts.clock.now(), by, note, measures });
    evidence.append('case.step', { case: id, step, state, measures: measures.map(measureCode), by });
    if (step === 'closed') {
      const skipped = found.steps.filter((one) => one.state === 'skipped').map((one) => one.step);
      evidence.append('case.closed', { case: id, skipped, by });
    }
  });
}

async function requireVersions(tx: Sql, measures: readonly CaseMeasure[]): Promise<void> {
  for (const [position, measure] of measures.entries()) {
    if (measure.kind === 'other' || (await hasVersion(tx, measure))) continue;
    throw invalidField(`measures.${position}`, `names a version that the ${measure.kind} does not have`);
  }
}
