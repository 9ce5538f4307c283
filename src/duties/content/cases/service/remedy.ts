import type { Actor } from '../../../../evidence/index.ts';
import { HeguiError, invalidField, sha256Hex, unknownId } from '../../../../kernel/index.ts';
import type { CaseParts } from '../model.ts';
import { messagesOf, retestVerdict, shownOf } from '../rules.ts';
import { listCaseExchanges, readCase } from '../store/cases.ts';
import { insertExport, insertRetest, judgeRetest, readRetestForUpdate } from '../store/proofs.ts';
import { lockOpenCase } from './open-case.ts';

/**
 * Asks the prompt of an exchange again through the real gateway and keeps what came of it. Screening that stops it is
 * proof by itself; what it lets through, a person judges.
 *
 * @throws HeguiError E_REQUEST_INVALID for an exchange of another case or without a chat; E_CONTENT_ERASED.
 */
export async function retest(parts: CaseParts, caseId: string, exchangeId: string, by: Actor): Promise<void> {
  const found = await readCase(parts.database, caseId);
  if (found === undefined) throw unknownId('case');
  if (!(await listCaseExchanges(parts.database, caseId)).includes(exchangeId))
    throw invalidField('exchangeId', 'is not in the case; add it first');
  const before = await parts.readExchange(exchangeId, by, 'case');
  const messages = messagesOf(before);
  const { model, audience } = before;
  const asked = await parts.askAgain({ serviceId: found.serviceId, model, audience, messages, by });
  const after = await parts.readExchange(asked.exchangeId, by, 'case');
  if (after.outcome === 'open')
    throw new HeguiError('E_EVIDENCE_UNAVAILABLE', 'the record of the answer is not closed; ask again');
  const verdict = retestVerdict(before, after);
  const id = parts.ids.next('rts');
  const { outcome } = after;
  await parts.unitOfWork.run(async (tx, evidence) => {
    await lockOpenCase(tx, caseId);
    const row = { id, exchangeId, retestId: after.id, outcome, verdict, at: parts.clock.now(), by };
    await insertRetest(tx, caseId, row);
    evidence.append('case.retested', { case: caseId, exchange: exchangeId, retest: after.id, outcome, verdict, by });
  });
}

/** What a person makes of a retest that screening let through. @throws HeguiError E_CONFLICT when it needs no judging. */
export async function judge(
  parts: CaseParts,
  caseId: string,
  retestId: string,
  verdict: 'clean' | 'violates',
  by: Actor,
): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    await lockOpenCase(tx, caseId);
    const row = await readRetestForUpdate(tx, caseId, retestId);
    if (row === undefined) throw unknownId('retest');
    if (row.verdict !== 'unjudged')
      throw new HeguiError('E_CONFLICT', 'the retest was judged already; ask again instead');
    await judgeRetest(tx, retestId, { verdict, by, at: parts.clock.now() });
    const { exchangeId: exchange, outcome } = row;
    evidence.append('case.retested', { case: caseId, exchange, retest: row.retestId, outcome, verdict, by });
  });
}

export interface TrainingFile {
  readonly text: string;
  /** Exchanges whose users did not allow training. */
  readonly leftOut: number;
}

/**
 * The exchanges of a case as JSON lines to train the model better with: what was asked, what must not be answered, and
 * why. Erased ones are left out, and so are those whose users did not allow training, which `leftOut` counts. Leaves `case.exported` with the file's SHA-256 before anything is handed out.
 *
 * @law measures#14
 */
export async function exportForTraining(parts: CaseParts, caseId: string, by: Actor): Promise<TrainingFile> {
  const found = await readCase(parts.database, caseId);
  if (found === undefined) throw unknownId('case');
  const lines: string[] = [];
  const all = await listCaseExchanges(parts.database, caseId);
  const trainable = await parts.mayTrainOn(all);
  const leftOut = all.length - trainable.size;
  for (const exchangeId of all.filter((one) => trainable.has(one))) {
    const exchange = await parts.readExchange(exchangeId, by, 'case');
    if (exchange.content === null) continue;
    const output = exchange.content.output.map(({ text }) => text).join('\n');
    const example = { messages: messagesOf(exchange), rejected: output, shown: shownOf(exchange) };
    lines.push(JSON.stringify({ id: exchangeId, risk: found.risk, ...example }));
  }
  const text = lines.map((line) => `${line}\n`).join('');
  const digest = sha256Hex(text);
  const id = parts.ids.next('cex');
  await parts.unitOfWork.run(async (tx, evidence) => {
    await insertExport(tx, caseId, { id, exchanges: lines.length, digest, at: parts.clock.now(), by });
    evidence.append('case.exported', { case: caseId, exchanges: lines.length, leftOut, digest, by });
  });
  return { text, leftOut };
}
