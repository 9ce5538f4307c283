import { type Clock, HeguiError, type IdFactory } from '../kernel/index.ts';
import type { Database, Sql } from '../store/index.ts';
import type { Kind, KindData } from './catalogue.ts';
import { type EncodedEntry, encodeEntry, insertEntries } from './entry.ts';

/** What a unit of work leaves in the log. */
export interface Evidence {
  /** The id of the entry, which is written before the unit commits. */
  append<K extends Kind>(kind: K, data: KindData<K>): string;
}

/** The only way to change state: change and evidence commit together or not at all. */
export interface UnitOfWork {
  /**
   * Runs the work in a transaction and commits it with its entries.
   *
   * @throws HeguiError E_EVIDENCE_MISSING when the work appended nothing; then nothing is changed.
   */
  run<T>(work: (tx: Sql, evidence: Evidence) => Promise<T>): Promise<T>;
}

export interface UnitOfWorkOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdFactory;
}

export function createUnitOfWork({ database, clock, ids }: UnitOfWorkOptions): UnitOfWork {
  return {
    run: (work) =>
      database.transaction(async (tx) => {
        const entries: EncodedEntry[] = [];
        const append: Evidence['append'] = (kind, data) => {
          const entry = encodeEntry(kind, data, { id: ids.next('evt'), at: clock.now() });
          entries.push(entry);
          return entry.id;
        };
        const value = await work(tx, { append });
        if (entries.length === 0) {
          throw new HeguiError('E_EVIDENCE_MISSING', 'a unit of work ended without an evidence entry');
        }
        await insertEntries(tx, entries);
        return value;
      }),
  };
}
