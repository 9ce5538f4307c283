import { z } from 'zod';
import type { AskGateway } from './gateway-asker.ts';

/** What is stored of a test, as far as its probe looks at it. */
export interface KeptTest {
  readonly isTest: boolean;
  /** Days by the limits that are published now. */
  readonly acknowledgeBy: string;
  readonly answerBy: string;
  /** When its first answer is due; null when no clock runs. */
  readonly dueAt: Date | null;
}

/** A way in for the public that a test goes like everybody. Each duty that takes something from the public fills one. */
export interface Intake {
  /** Where the app of a service sends it, such as `/api/public/complaints`; a receipt below it opens what was sent. */
  readonly path: string;
  /** What a test sends; says that it is one. */
  readonly body: object;
  readonly readKept: (receipt: string) => Promise<KeptTest | null>;
  /** Erases every test, also what a probe before left behind; returns how many there were. */
  readonly eraseTests: () => Promise<number>;
}

export interface IntakeProbeParts {
  readonly ask: AskGateway;
  /** Whose synthetic key the test is sent with. */
  readonly serviceId: string;
  /** A key of the request that nobody can guess. */
  readonly newKey: () => string;
}

/** `unanswered`: turned away before it was read, so nobody can say. */
export type IntakeFault =
  | 'unanswered'
  | 'not-received'
  | 'no-receipt'
  | 'not-opened'
  | 'not-stored'
  | 'not-marked-test'
  | 'not-clocked'
  | 'not-erased';

const receiptSchema = z.object({
  receipt: z.string(),
  secret: z.string(),
  acknowledgeBy: z.iso.date(),
  answerBy: z.iso.date(),
});
/** A key that is not known yet, too many at once, nothing can be stored now. */
const UNREAD: ReadonlySet<number> = new Set([401, 429, 503]);

/**
 * Sends a test through the public way in, opens it with its receipt as whoever sent it, looks at its mark and its clock, and erases it.
 *
 * @returns null when it was received, acknowledged with a receipt and the published days, clocked and erased.
 * @throws HeguiError E_UPSTREAM_UNAVAILABLE when nothing serves here.
 */
export async function probeIntake(intake: Intake, parts: IntakeProbeParts): Promise<IntakeFault | null> {
  await intake.eraseTests();
  const sent = await parts.ask(parts.serviceId, intake.path, intake.body, { 'idempotency-key': parts.newKey() });
  if (sent.status !== 201) return UNREAD.has(sent.status) ? 'unanswered' : 'not-received';
  const fault = await faultOf(intake, parts, sent.body);
  const erased = await intake.eraseTests();
  return fault ?? (erased === 0 ? 'not-erased' : null);
}

async function faultOf(
  { path, readKept }: Intake,
  { ask, serviceId }: IntakeProbeParts,
  body: unknown,
): Promise<IntakeFault | null> {
  const told = receiptSchema.safeParse(body);
  if (!told.success) return 'no-receipt';
  const { receipt, secret, acknowledgeBy, answerBy } = told.data;
  const opened = await ask(serviceId, `${path}/${receipt}`, null, { 'x-receipt-secret': secret });
  // The key was good a moment ago, so a refusal is one of the receipt.
  if (opened.status !== 200) return opened.status !== 401 && UNREAD.has(opened.status) ? 'unanswered' : 'not-opened';
  const kept = await readKept(receipt);
  if (kept === null) return 'not-stored';
  if (!kept.isTest) return 'not-marked-test';
  const isClocked = kept.dueAt !== null && kept.acknowledgeBy === acknowledgeBy && kept.answerBy === answerBy;
  return isClocked ? null : 'not-clocked';
}
