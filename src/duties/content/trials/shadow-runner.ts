import { setImmediate } from 'node:timers/promises';
import { SECOND_MS } from '../../../kernel/index.ts';
import type { ListScreen } from '../../../registry/index.ts';
import { readDraft } from '../drafts/store.ts';
import type { ContentParts } from '../model.ts';
import { readList } from '../store.ts';
import { withSettings } from '../versions/list-settings.ts';
import { addDifference, compareScreens, NO_COUNTS } from './compare.ts';
import { loadTrialList } from './load-trial-list.ts';
import {
  addToShadow,
  insertSamples,
  runningShadows,
  type SampleRow,
  type ShadowRow,
  type TrialCounts,
} from './store.ts';

/** An exchange that has ended and is recorded. */
export interface EndedExchange {
  readonly exchangeId: string;
  /** Which lists screened it. */
  readonly listIds: readonly string[];
  readonly at: Date;
  /** What went in and what came back, before any cut or mask; read only when a run wants it. */
  readonly texts: () => readonly string[];
}

interface Run {
  readonly shadow: ShadowRow;
  readonly liveVersion: number;
  readonly live: ListScreen;
  readonly draft: ListScreen;
  counts: TrialCounts & { skipped: number };
  samples: SampleRow[];
  sampled: number;
}

type RunnerParts = Pick<ContentParts, 'database' | 'clock' | 'log' | 'compileList'>;

const CHANNEL = 'hegui_list_shadow';
const REFRESH_EVERY_MS = 5 * SECOND_MS;
const FLUSH_EVERY_MS = SECOND_MS;
/** More exchanges than these may not wait: what does not fit is counted as skipped. */
const WAITING_MAX = 200;
const SAMPLES_MAX = 100;

/**
 * Tries drafts beside the live lists on exchanges of this process, after they are recorded and one text at a time, so that
 * nothing that is shown waits for it. Counts go to the database once a second; every process adds its own.
 */
export class ShadowRunner {
  readonly #parts: RunnerParts;
  readonly #random: () => number;
  #runs: Run[] = [];
  readonly #waiting: { readonly run: Run; readonly exchange: EndedExchange }[] = [];
  #isWorking = false;
  #refreshing: Promise<void> = Promise.resolve();
  #timers: NodeJS.Timeout[] = [];
  #stopListening: () => Promise<void> = async () => undefined;

  constructor(parts: RunnerParts, random: () => number = Math.random) {
    this.#parts = parts;
    this.#random = random;
  }

  /** Is any draft tried at the moment? While none is, exchanges need not be kept for it. */
  get isActive(): boolean {
    return this.#runs.length > 0;
  }

  async start(): Promise<void> {
    this.#stopListening = await this.#parts.database.listen(CHANNEL, () => void this.refresh());
    await this.refresh();
    // A live list changes without a word on this channel.
    this.#timers = [
      setInterval(() => void this.refresh(), REFRESH_EVERY_MS).unref(),
      setInterval(() => void this.#flushQuietly(), FLUSH_EVERY_MS).unref(),
    ];
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers.splice(0)) clearInterval(timer);
    await this.#stopListening();
    await this.#refreshing;
    await this.#flushQuietly();
    this.#runs = [];
  }

  /** Takes up runs that began, changed or ended. A failure is logged; the runs before it go on. */
  refresh(): Promise<void> {
    this.#refreshing = this.#refreshing.then(() => this.#refresh()).catch((error: unknown) => this.#warn(error));
    return this.#refreshing;
  }

  observe(exchange: EndedExchange): void {
    for (const run of this.#runs) {
      if (!exchange.listIds.includes(run.shadow.listId) || this.#random() >= run.shadow.rate) continue;
      if (this.#waiting.length >= WAITING_MAX) run.counts.skipped++;
      else this.#waiting.push({ run, exchange });
    }
    if (!this.#isWorking && this.#waiting.length > 0) void this.#work();
  }

  /** Resolves when nothing waits and what was counted is stored. */
  async settle(): Promise<void> {
    while (this.#isWorking) await setImmediate();
    await this.#flush();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
        await setImmediate();
        this.#tryOne(next.run, next.exchange);
      }
    } catch (error) {
      this.#warn(error);
    } finally {
      this.#isWorking = false;
    }
  }

  #tryOne(run: Run, { exchangeId, at, texts }: EndedExchange): void {
    const found = compareScreens(run.live, run.draft, texts());
    run.counts = { ...addDifference(run.counts, found), skipped: run.counts.skipped };
    if (found.newHits + found.lostHits === 0 || run.sampled >= SAMPLES_MAX) return;
    run.sampled++;
    run.samples.push({ exchangeId, newTerms: found.newTerms, lostTerms: found.lostTerms, at });
  }

  async #refresh(): Promise<void> {
    const { database } = this.#parts;
    const runs: Run[] = [];
    for (const shadow of await runningShadows(database)) {
      const list = await readList(database, shadow.listId);
      const known = this.#runs.find((run) => run.shadow.id === shadow.id && run.liveVersion === list?.version);
      const run = known ?? (list === undefined ? undefined : await this.#begin(shadow));
      if (run !== undefined) runs.push(run);
    }
    const ended = this.#runs.filter((run) => !runs.includes(run));
    this.#runs = runs;
    for (const run of ended) await this.#flushRun(run);
  }

  async #begin(shadow: ShadowRow): Promise<Run | undefined> {
    const { database, clock, compileList } = this.#parts;
    const [list, draft] = [await readList(database, shadow.listId), await readDraft(database, shadow.listId)];
    if (list === undefined || draft?.id !== shadow.draftId) return undefined;
    const now = clock.now();
    const live = await loadTrialList(database, list, { kind: 'live' }, now);
    const next = withSettings(list, draft.settings);
    const candidate = await loadTrialList(database, next, { kind: 'draft', draftId: draft.id }, now);
    await setImmediate();
    const compiled = compileList(live);
    await setImmediate();
    return {
      shadow,
      liveVersion: list.version,
      live: compiled,
      draft: compileList(candidate),
      counts: { ...NO_COUNTS, skipped: 0 },
      samples: [],
      sampled: 0,
    };
  }

  async #flush(): Promise<void> {
    for (const run of this.#runs) await this.#flushRun(run);
  }

  async #flushRun(run: Run): Promise<void> {
    const { counts, samples } = run;
    if (counts.exchanges + counts.skipped === 0) return;
    run.counts = { ...NO_COUNTS, skipped: 0 };
    run.samples = [];
    if (await addToShadow(this.#parts.database, run.shadow.id, counts))
      await insertSamples(this.#parts.database, run.shadow.id, samples);
  }

  async #flushQuietly(): Promise<void> {
    await this.#flush().catch((error: unknown) => this.#warn(error));
  }

  #warn(error: unknown): void {
    const cause = error instanceof Error ? error : new Error('unknown');
    this.#parts.log.warn({ error: cause }, 'a shadow run could not go on; nothing that is shown depends on it');
  }
}
