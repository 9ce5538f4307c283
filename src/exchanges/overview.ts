import { LRUCache } from 'lru-cache';
import type { Overview } from '../contract/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { Sql } from '../store/index.ts';
import { fillSeries, overviewKeptMs, overviewWindow, sumBuckets } from './rules.ts';
import { readBuckets, readLatency, readRisks } from './store.ts';

export interface OverviewParts {
  readonly database: Sql;
  readonly clock: Clock;
  readonly readStatus: () => Promise<Pick<Overview, 'health' | 'log'>>;
}

type Figures = Omit<Overview, 'health' | 'log'>;

const WINDOWS_MAX = 50;

/**
 * Reads the overview. However many consoles are open, the figures of one window are read once at a time and shown again
 * for a moment that grows with the window; health is read every time.
 */
export class OverviewReader {
  readonly #parts: OverviewParts;
  readonly #kept = new LRUCache<number, { readonly readMs: number; readonly figures: Promise<Figures> }>({
    max: WINDOWS_MAX,
  });

  constructor(parts: OverviewParts) {
    this.#parts = parts;
  }

  async read(minutes: number): Promise<Overview> {
    const [figures, status] = await Promise.all([this.#figures(minutes), this.#parts.readStatus()]);
    return { ...figures, ...status };
  }

  #figures(minutes: number): Promise<Figures> {
    const nowMs = this.#parts.clock.monotonicMs();
    const kept = this.#kept.get(minutes);
    if (kept !== undefined && nowMs - kept.readMs < overviewKeptMs(minutes)) return kept.figures;
    const figures = this.#readFigures(minutes);
    this.#kept.set(minutes, { readMs: nowMs, figures });
    // A failure is not shown again; whoever waits for it sees it.
    figures.catch(() => {
      if (this.#kept.peek(minutes)?.figures === figures) this.#kept.delete(minutes);
    });
    return figures;
  }

  async #readFigures(minutes: number): Promise<Figures> {
    const { database, clock } = this.#parts;
    const window = overviewWindow(minutes, clock.now());
    const [buckets, latency, risks] = await Promise.all([
      readBuckets(database, window.from, window.stepMs),
      readLatency(database, window.from),
      readRisks(database, window.from),
    ]);
    return {
      from: window.from.toISOString(),
      to: window.to.toISOString(),
      totals: sumBuckets(buckets),
      series: fillSeries(window, buckets),
      risks,
      latency,
    };
  }
}
