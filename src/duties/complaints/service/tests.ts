import { HeguiError } from '../../../kernel/index.ts';
import { cleanReceipt } from '../../../portal/index.ts';
import type { ComplaintParts } from '../model.ts';
import { limitsFrom, nextDueAt } from '../rules.ts';
import { readComplaint } from '../store/complaints.ts';
import { deleteTest, listTests, readIsTest } from '../store/tests.ts';
import { subjectOf } from './sealing.ts';
import { currentSettings } from './settings.ts';

/** What is stored of what somebody sent through the public way in, as far as a test of that way looks at it. */
export interface KeptSubmission {
  /** Marked as a test. */
  readonly isTest: boolean;
  /** By the limits that are published now. */
  readonly acknowledgeBy: string;
  readonly answerBy: string;
  /** When its first answer is due; null when no clock runs. */
  readonly dueAt: Date | null;
}

/** What is stored under a receipt; null for nothing. */
export async function readKept(parts: ComplaintParts, receipt: string): Promise<KeptSubmission | null> {
  const found = await readIsTest(parts.database, cleanReceipt(receipt));
  const complaint = found === null ? undefined : await readComplaint(parts.database, found.id);
  if (found === null || complaint === undefined) return null;
  const { acknowledgeBy, answerBy } = limitsFrom(complaint.receivedAt, complaint.kind, await currentSettings(parts));
  return { isTest: found.isTest, acknowledgeBy, answerBy, dueAt: nextDueAt(complaint) };
}

/** Erases every test complaint with its receipt and its data key; returns how many there were. */
export async function eraseTests(parts: ComplaintParts): Promise<number> {
  const tests = await listTests(parts.database);
  let erased = 0;
  for (const { id, receipt } of tests) {
    await parts.unitOfWork.run(async (tx, evidence) => {
      if (!(await deleteTest(tx, id))) throw new HeguiError('E_CONFLICT', 'the test was erased by another process');
      await parts.receipts.revoke(tx, receipt);
      evidence.append('complaint.probe-erased', { complaint: id });
    });
    await parts.vault.eraseSubject(subjectOf(id), 'a test of the way in', 'system');
    erased += 1;
  }
  return erased;
}
