import { HeguiError, type Json } from '../kernel/index.ts';
import type { Sql } from '../store/index.ts';
import type { Actor } from './catalogue.ts';
import type { Evidence, UnitOfWork } from './unit-of-work.ts';

/**
 * Six months in days, counted so that no six months are longer. Logs are kept for so long at least; the database refuses to let
 * go of them earlier. @law csl#23
 */
export const LOG_DAYS_MIN = 184;

export interface BothLanguages {
  readonly zh: string;
  readonly en: string;
}

/** Somebody whose personal information is looked for. */
export interface PersonalSubject {
  readonly serviceId: string;
  /** Pseudonym of the end user within the service. */
  readonly endUser: string;
  /** Complaints whose receipts the person has opened: nobody else knows that they are theirs. */
  readonly complaints: readonly string[];
}

/** What stays although it was asked to go, and why. */
export interface KeptRecords {
  readonly count: number;
  readonly reason: BothLanguages;
  /** Such as `csl#23`. */
  readonly law: string;
  /** When the last of them may go; null while nobody can say. */
  readonly until: Date | null;
}

export interface FoundRecords {
  /** How many can be read, or lead back to the person, and need not stay. Nothing of this is left after `erase`. */
  readonly erasable: number;
  readonly kept: readonly KeptRecords[];
}

/** For whom, why and by whom something is erased. */
export interface ErasureOrder {
  readonly reason: string;
  readonly by: Actor;
  /** Leaves the entry of one batch, inside its unit of work. */
  readonly leave: LeaveCount;
}
export type LeaveCount = (evidence: Evidence, count: number) => void;

/** One place where personal information lies. Whoever keeps such things offers this port; `app` collects the ports. */
export interface PersonalRecords {
  /** Stands in evidence; never renamed. */
  readonly name: string;
  readonly title: BothLanguages;
  /** Tables whose rows about people it answers for. */
  readonly tables: readonly string[];
  search(subject: PersonalSubject): Promise<FoundRecords>;
  /** Everything the person may have, in the order of its making. */
  export(subject: PersonalSubject): AsyncIterable<{ readonly [name: string]: Json }>;
  /** Erases whatever need not stay; returns how many. Doing it again does what is left, so that a broken run is carried on. */
  erase(subject: PersonalSubject, order: ErasureOrder): Promise<number>;
}

/** Something that is not kept for longer than a term. */
export interface RetainedKind {
  /** Stands in settings and evidence; never renamed. */
  readonly kind: string;
  readonly title: BothLanguages;
  readonly about: BothLanguages;
  /** Shortest term in days that may be set, and where it comes from. */
  readonly daysMin: number;
  readonly basis: string;
  readonly confidence: 'official-text' | 'unverified' | 'own-default';
  readonly daysDefault: number;
  /** How many are older, counting no further than `max`. */
  countOlder(before: Date, max: number): Promise<number>;
  /** Erases one batch of at most `limit` and leaves its entry; returns how many. */
  eraseOlder(before: Date, limit: number, leave: LeaveCount): Promise<number>;
}

/** Runs one batch as a unit of work that leaves its entry; a batch that finds nothing changes nothing and leaves none. */
export async function eraseBatch(
  unitOfWork: UnitOfWork,
  work: (tx: Sql, evidence: Evidence) => Promise<number>,
  leave: LeaveCount,
): Promise<number> {
  try {
    return await unitOfWork.run(async (tx, evidence) => {
      const count = await work(tx, evidence);
      if (count > 0) leave(evidence, count);
      return count;
    });
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_EVIDENCE_MISSING') return 0;
    throw error;
  }
}
