import { HeguiError } from '../../../kernel/index.ts';
import { cleanReceipt } from '../../../portal/index.ts';
import type { PrivacyParts } from '../model.ts';
import { limitsFrom, nextDueAt } from '../rules.ts';
import { readRequest } from '../store/requests.ts';
import { deleteTest, listTests, readIsTest } from '../store/tests.ts';
import { sealingSubject } from './sealing.ts';

/** What is stored of what somebody sent through the public way in, as far as a test of that way looks at it. */
export interface KeptRequest {
  /** Marked as a test. */
  readonly isTest: boolean;
  /** By the limits that are published. */
  readonly acknowledgeBy: string;
  readonly answerBy: string;
  /** When its first answer is due; null when no clock runs. */
  readonly dueAt: Date | null;
}

/** What is stored under a receipt; null for nothing. */
export async function readKept({ database }: PrivacyParts, receipt: string): Promise<KeptRequest | null> {
  const found = await readIsTest(database, cleanReceipt(receipt));
  const request = found === null ? undefined : await readRequest(database, found.id);
  if (found === null || request === undefined) return null;
  const { acknowledgeBy, answerBy } = limitsFrom(request.receivedAt);
  return { isTest: found.isTest, acknowledgeBy, answerBy, dueAt: nextDueAt(request) };
}

/** Erases every test request with its receipt and its data key; returns how many there were. */
export async function eraseTests({ database, unitOfWork, receipts, vault }: PrivacyParts): Promise<number> {
  const tests = await listTests(database);
  for (const { id, receipt } of tests) {
    await unitOfWork.run(async (tx, evidence) => {
      if (!(await deleteTest(tx, id))) throw new HeguiError('E_CONFLICT', 'the test was erased by another process');
      await receipts.revoke(tx, receipt);
      evidence.append('privacy.probe-erased', { request: id });
    });
    await vault.eraseSubject(sealingSubject(id), 'a test of the way in', 'system');
  }
  return tests.length;
}
