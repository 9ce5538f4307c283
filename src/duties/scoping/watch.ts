import { type Clock, chinaDay, DAY_MS, type Log, MINUTE_MS } from '../../kernel/index.ts';
import type { Sql } from '../../store/index.ts';
import type { ChangeRow, Drift, MemoRow, Observation, Seen } from './model.ts';
import { findDrift, isSameDrift } from './rules.ts';
import { lawDigest, type ScopingParts } from './service.ts';
import {
  closeChange,
  countEndUsers,
  insertChange,
  insertSeen,
  listScopedServices,
  lockService,
  readLatestMemo,
  readOpenChange,
  readSeen,
  readTold,
} from './store.ts';

export interface ScopeWatchParts extends Pick<ScopingParts, 'database' | 'unitOfWork' | 'ids' | 'clock'> {
  readonly log: Log;
}

interface Judged {
  readonly memo: MemoRow;
  readonly open: ChangeRow | undefined;
  /** null: the memo holds again. */
  readonly drift: Drift | null;
}

interface Count {
  readonly endUsers: number;
  readonly atMs: number;
}

/** Asks every minute, and when facts are told, whether what the latest memos found still holds, and takes down what traffic shows. */
export class ScopeWatch {
  readonly #parts: ScopeWatchParts;
  readonly #noted = new Set<string>();
  readonly #counts = new Map<string, Count>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #keeping: Promise<void> = Promise.resolve();

  constructor(parts: ScopeWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(() => this.lookAtAll()), MINUTE_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.settled();
  }

  /** Resolves when everything noted so far is written down. */
  async settled(): Promise<void> {
    await this.#keeping;
  }

  /** Looks at one service without being waited for: something about it has just changed. */
  lookSoon(serviceId: string): void {
    this.#look(() => this.lookAt(serviceId));
  }

  /** Takes down what traffic showed. Costs a look into a set once it is known; what cannot be written comes again. */
  note(serviceId: string, observation: Observation): void {
    const key = `${serviceId} ${observation}`;
    if (this.#noted.has(key)) return;
    this.#noted.add(key);
    this.#keeping = Promise.all([this.#keeping, this.#keep(serviceId, observation)]).then(
      () => undefined,
      (error: unknown) => {
        this.#noted.delete(key);
        this.#complain(error);
      },
    );
  }

  /** Looks at every service that has a memo. */
  async lookAtAll(): Promise<void> {
    for (const serviceId of await listScopedServices(this.#parts.database)) await this.lookAt(serviceId);
  }

  /** Works out whether the latest memo of a service still holds, and writes down what is new about that. */
  async lookAt(serviceId: string): Promise<void> {
    const { database, clock } = this.#parts;
    const seen: Seen = {
      observations: await readSeen(database, serviceId),
      endUsers: await this.#endUsersOf(serviceId, clock),
    };
    // Most looks find nothing new, and a unit of work without evidence would fail.
    if ((await this.#judge(serviceId, seen)) === null) return;
    await this.#write(serviceId, seen);
  }

  /** null: what is written down is still so. */
  async #judge(serviceId: string, seen: Seen, sql: Sql = this.#parts.database): Promise<Judged | null> {
    const memo = await readLatestMemo(sql, serviceId);
    if (memo === undefined) return null;
    const open = await readOpenChange(sql, serviceId);
    const today = chinaDay(this.#parts.clock.now());
    const drift = findDrift(memo, await readTold(sql, serviceId), seen, today, lawDigest);
    const isDrifting = drift.changed.length > 0;
    if (open === undefined ? !isDrifting : isDrifting && isSameDrift(open, drift)) return null;
    return { memo, open, drift: isDrifting ? drift : null };
  }

  async #write(serviceId: string, seen: Seen): Promise<void> {
    const { unitOfWork, ids, clock } = this.#parts;
    const at = clock.now();
    await unitOfWork
      .run(async (tx, evidence) => {
        await lockService(tx, serviceId);
        const judged = await this.#judge(serviceId, seen, tx);
        if (judged === null) throw new NothingNew();
        const { memo, open, drift } = judged;
        if (open !== undefined) {
          await closeChange(tx, open.id, at);
          if (drift === null) evidence.append('scope.settled', { change: open.id, service: serviceId, memo: memo.id });
        }
        if (drift === null) return;
        const id = ids.next('scc');
        await insertChange(tx, serviceId, { id, memoId: memo.id, ...drift, foundAt: at });
        evidence.append('scope.changed', {
          change: id,
          service: serviceId,
          memo: memo.id,
          causes: [...drift.causes],
          findings: drift.changed.map(({ finding }) => finding),
        });
      })
      .catch((error: unknown) => {
        if (!(error instanceof NothingNew)) throw error;
      });
  }

  async #keep(serviceId: string, observation: Observation): Promise<void> {
    const { unitOfWork, clock, database } = this.#parts;
    if ((await readSeen(database, serviceId)).includes(observation)) return;
    await unitOfWork.run(async (tx, evidence) => {
      await insertSeen(tx, serviceId, observation, clock.now());
      // Two processes may see the same first request; both entries are true.
      evidence.append('scope.seen', { service: serviceId, observation });
    });
  }

  async #endUsersOf(serviceId: string, clock: Clock): Promise<number> {
    const known = this.#counts.get(serviceId);
    const nowMs = clock.now().getTime();
    if (known !== undefined && nowMs - known.atMs < DAY_MS) return known.endUsers;
    const endUsers = await countEndUsers(this.#parts.database, serviceId);
    this.#counts.set(serviceId, { endUsers, atMs: nowMs });
    return endUsers;
  }

  #look(look: () => Promise<void>): void {
    this.#looking = this.#looking.then(look).catch((error: unknown) => this.#complain(error));
  }

  #complain(error: unknown): void {
    const fields = error instanceof Error ? { error } : {};
    this.#parts.log.warn(fields, 'whether scope memos still hold could not be looked at; tried again in a minute');
  }
}

/** Another process wrote it down first. */
class NothingNew extends Error {}
