import type { UnitOfWork } from '../../../evidence/index.ts';
import type { FileStore } from '../../../files/index.ts';
import { type Clock, HeguiError, HOUR_MS, type Log, MINUTE_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { deleteExpiredRows, type EndedFileRow, knownNames, listEnded, markDeleted } from './store.ts';

export interface SweeperParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly store: FileStore;
  readonly clock: Clock;
  readonly log: Log;
}

const SWEEP_MS = MINUTE_MS;
const FILES_MAX = 200;
const STRAY_EVERY_MS: number = 6 * HOUR_MS;
/** Between a file's coming into the store and its row lies one transaction; after an hour it will not come any more. */
const STRAY_MS: number = HOUR_MS;

/** Deletes files when their time is over, with evidence; and what a crash left in the store without a row. */
export class FileSweeper {
  readonly #parts: SweeperParts;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();
  #straysAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  /** Sweeps now and every minute until `stop`. */
  start(): void {
    const sweep = (): void => {
      this.#sweeping = this.#sweeping
        .then(() => this.#turn())
        .catch((error: unknown) => {
          const fields = error instanceof Error ? { error } : {};
          this.#parts.log.warn(fields, 'files whose time is over could not be removed; tried again in a minute');
        });
    };
    this.#timer = setInterval(sweep, SWEEP_MS);
    this.#timer.unref();
    sweep();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Deletes every file whose time is over or whose key is destroyed. */
  async sweep(): Promise<void> {
    const { database, store, clock } = this.#parts;
    const now = clock.now();
    for (;;) {
      const ended = await listEnded(database, store.kind, now, FILES_MAX);
      // First the files, then the word for it: after a crash in between it is done again, and never said too early.
      for (const { id } of ended) await store.remove(id);
      if (ended.length > 0) await this.#note(ended, now);
      if (ended.length < FILES_MAX) break;
    }
    while ((await deleteExpiredRows(database, now, FILES_MAX)) === FILES_MAX);
  }

  /** Removes what lies in the store and belongs to nobody; returns how many files that were. */
  async removeStrays(): Promise<number> {
    const { store, clock } = this.#parts;
    const before = new Date(clock.now().getTime() - STRAY_MS);
    await store.removeUnfinished(before);
    let removed = 0;
    let names: string[] = [];
    for await (const { name, changedAt } of store.list()) {
      if (changedAt < before) names.push(name);
      if (names.length < FILES_MAX) continue;
      removed += await this.#removeUnknown(names);
      names = [];
    }
    return removed + (await this.#removeUnknown(names));
  }

  async #turn(): Promise<void> {
    const { clock, log } = this.#parts;
    await this.sweep();
    if (clock.monotonicMs() - this.#straysAtMs < STRAY_EVERY_MS) return;
    this.#straysAtMs = clock.monotonicMs();
    const strays = await this.removeStrays();
    if (strays > 0) log.info({ files: strays }, 'files that belonged to nobody were removed from the store');
  }

  async #removeUnknown(names: readonly string[]): Promise<number> {
    const known = await knownNames(this.#parts.database, names);
    const strays = names.filter((name) => !known.has(name));
    for (const name of strays) await this.#parts.store.remove(name);
    return strays.length;
  }

  async #note(files: readonly EndedFileRow[], now: Date): Promise<void> {
    await this.#parts.unitOfWork
      .run(async (tx, evidence) => {
        for (const { id, produceId, serviceId, reason } of files)
          if (await markDeleted(tx, id, now))
            evidence.append('file.deleted', { file: id, produceId, service: serviceId, reason });
      })
      .catch((error: unknown) => {
        // Another process has noted all of them: there is nothing left to prove.
        if (!(error instanceof HeguiError) || error.code !== 'E_EVIDENCE_MISSING') throw error;
      });
  }
}
