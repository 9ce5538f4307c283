import { type LiveJudge, makeJudge } from '../judges/index.ts';
import { SECOND_MS } from '../kernel/index.ts';
import type { OpinionsParts, StoredJudge } from './model.ts';
import { unwrapSecret } from './secret.ts';
import { listJudges } from './store.ts';

// What the registry is told by: judges are part of how a service is served.
const CHANNEL = 'hegui_registry';
const RELOAD_EVERY_MS = 30 * SECOND_MS;

interface Known {
  /** What the judge was made from; the same judge stays as long as this does, with its tokens and sessions. */
  readonly madeFrom: string;
  readonly live: LiveJudge;
}

/** The judges in service, as the database has them: told of changes, and read again every half minute. */
export class JudgeDirectory {
  readonly #parts: OpinionsParts;
  #known: ReadonlyMap<string, Known> = new Map();
  #stopListening: () => Promise<void> = async () => undefined;
  #timer: NodeJS.Timeout | undefined;
  #loading: Promise<void> = Promise.resolve();

  constructor(parts: OpinionsParts) {
    this.#parts = parts;
  }

  get(id: string): LiveJudge | undefined {
    return this.#known.get(id)?.live;
  }

  get size(): number {
    return this.#known.size;
  }

  /** @throws HeguiError E_STORE_UNAVAILABLE when the first load fails. */
  async start(): Promise<void> {
    this.#stopListening = await this.#parts.database.listen(CHANNEL, () => this.#refreshInBackground());
    await this.refresh();
    this.#timer = setInterval(() => this.#refreshInBackground(), RELOAD_EVERY_MS);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#stopListening();
    await this.#loading;
  }

  /** Reads the judges now. */
  async refresh(): Promise<void> {
    const known = new Map<string, Known>();
    for (const row of await listJudges(this.#parts.database)) {
      const one = await this.#make(row);
      if (one !== undefined) known.set(row.id, one);
    }
    this.#known = known;
  }

  #refreshInBackground(): void {
    this.#loading = this.#loading
      .then(() => this.refresh())
      .catch((error: unknown) => this.#warn(error, 'the judges could not be read anew; those before stay in service'));
  }

  /** A judge that cannot be made is left out: who asks for it gets no opinion, and the policy decides. */
  async #make(row: StoredJudge): Promise<Known | undefined> {
    const { keyEncryption, connections, clock } = this.#parts;
    const madeFrom = JSON.stringify([row.name, row.settings, row.secret?.toString('base64'), row.yuanPerCall]);
    const before = this.#known.get(row.id);
    if (before?.madeFrom === madeFrom) return before;
    try {
      const secret = await unwrapSecret(keyEncryption, row.id, row.secret);
      const judge = makeJudge(row.settings, secret, { connections, clock });
      return { madeFrom, live: { name: row.name, judge, yuanPerCall: row.yuanPerCall } };
    } catch (error) {
      this.#warn(error, `the judge ${row.id} cannot be used`);
      return undefined;
    }
  }

  #warn(error: unknown, message: string): void {
    this.#parts.log.warn({ error: error instanceof Error ? error : new Error('unknown') }, message);
  }
}
