import { type Log, SECOND_MS } from '../../kernel/index.ts';
import { type ActiveMeasure, type EnforcementParts, PURPOSE, receiptKeyOf } from './model.ts';
import { severityOf } from './rules.ts';
import { listInForce } from './store/measures.ts';

const CHANNEL = 'hegui_measures';
const RELOAD_EVERY_MS = 30 * SECOND_MS;

const NONE: readonly ActiveMeasure[] = [];

/**
 * Everything in force, in the memory of this process: read anew at once when the database says that something changed, and every 30
 * seconds. A reading that fails leaves the one before in service and is logged. Asking costs a look into a map.
 */
export class LiveMeasures {
  readonly #parts: EnforcementParts;
  readonly #log: Log;
  #byUser: ReadonlyMap<string, readonly ActiveMeasure[]> = new Map();
  #running: Promise<void> | undefined;
  #isStale = false;
  #everyTimer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;

  constructor(parts: EnforcementParts) {
    this.#parts = parts;
    this.#log = parts.log;
  }

  /** @throws when the first reading fails: then it is not known who is suspended. */
  async start(): Promise<void> {
    // Listening first: a change between the reading and the listening would be missed.
    this.#stopListening = await this.#parts.database.listen(CHANNEL, () => void this.refresh().catch(this.#onFailure));
    await this.refresh();
    this.#everyTimer = setInterval(() => void this.refresh().catch(this.#onFailure), RELOAD_EVERY_MS);
    this.#everyTimer.unref();
  }

  /** What is in force against an end user now, the severest first. */
  of(endUser: string, now: Date): readonly ActiveMeasure[] {
    const all = this.#byUser.get(endUser);
    if (all === undefined) return NONE;
    return all.every(({ endsAt }) => endsAt === null || endsAt > now)
      ? all
      : all.filter(({ endsAt }) => endsAt === null || endsAt > now);
  }

  /** What opens the statement of a measure besides its number. */
  secretOf({ id }: ActiveMeasure): string {
    return this.#parts.receipts.secretOf(PURPOSE, receiptKeyOf(id));
  }

  /** Reads anew; calls that come meanwhile lead to one more reading. */
  refresh(): Promise<void> {
    this.#isStale = true;
    this.#running ??= this.#readUntilFresh().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    clearInterval(this.#everyTimer);
    await this.#stopListening?.();
    await this.#running?.catch(() => undefined);
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const { database, clock } = this.#parts;
      const rows = await listInForce(database, clock.now());
      rows.sort((one, other) => severityOf(other.rung) - severityOf(one.rung));
      this.#byUser = Map.groupBy(rows, ({ endUser }) => endUser);
    }
  }

  readonly #onFailure = (error: unknown): void => {
    const cause = error instanceof Error ? error : new Error('unknown');
    this.#log.error({ error: cause }, 'measures could not be read anew; what was read before still holds');
  };
}
