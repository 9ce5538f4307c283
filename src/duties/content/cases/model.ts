import type { CaseMeasure, CaseStepName, ExchangeDetail } from '../../../contract/index.ts';
import type { Actor, Evidence, UnitOfWork } from '../../../evidence/index.ts';
import type { Clock, IdFactory } from '../../../kernel/index.ts';
import type { StaffSession } from '../../../staff/index.ts';
import type { Database, Sql } from '../../../store/index.ts';

/** The order in which a case goes. */
export const CASE_STEPS = [
  'found',
  'stopped',
  'removed',
  'fixed',
  'reported',
  'closed',
] as const satisfies CaseStepName[];

/** What came of a prompt that was asked again. */
export interface AskedAgain {
  /** The synthetic exchange, which is closed by now. */
  readonly exchangeId: string;
}

/**
 * Asks a prompt again through the real gateway, as the same audience, marked synthetic. Returns when its record is closed.
 *
 * @throws HeguiError E_UPSTREAM_UNAVAILABLE when there is no gateway in this process, or it did not answer.
 */
export type AskAgain = (question: {
  readonly serviceId: string;
  readonly model: string;
  readonly audience: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly by: Actor;
}) => Promise<AskedAgain>;

/**
 * Proves with the password who is signed in and does the work in the same unit of work. Wrong guesses count and lock as at
 * sign-in.
 */
export type Confirm = <T>(
  session: StaffSession,
  password: string,
  address: string,
  work: (tx: Sql, evidence: Evidence) => Promise<T>,
) => Promise<T>;

/** What the use cases of cases stand on. */
export interface CaseParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly readExchange: (id: string, by: Actor, purpose: string) => Promise<ExchangeDetail>;
  /** Those of these exchanges that may be used for training. */
  readonly mayTrainOn: (exchangeIds: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly askAgain: AskAgain;
}

export interface CaseRowRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly risk: string;
  readonly source: 'exchange' | 'review' | 'hand';
  readonly decisionId: string | null;
  readonly foundAt: Date;
  readonly openedAt: Date;
  readonly openedAtText: string;
  readonly openedBy: string;
  readonly closedAt: Date | null;
  readonly exchanges: number;
  readonly steps: StoredStep[];
}

/** A step as it was taken. */
export interface StoredStep {
  readonly step: CaseStepName;
  readonly state: 'done' | 'skipped';
  /** ISO instant. */
  readonly at: string;
  readonly by: string;
  readonly byName: string | null;
  readonly note: string;
  readonly measures: CaseMeasure[];
}
