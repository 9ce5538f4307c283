import { setImmediate } from 'node:timers/promises';
import type { Backtest } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { conflictingField, DAY_MS, MINUTE_MS, unknownId } from '../../../kernel/index.ts';
import type { ListScreen } from '../../../registry/index.ts';
import { readDraft } from '../drafts/store.ts';
import type { ContentParts, TextsFilter } from '../model.ts';
import { type ListRow, readList } from '../store.ts';
import { withSettings } from '../versions/list-settings.ts';
import { readVersion, type TermSource } from '../versions/store.ts';
import { addDifference, compareScreens, NO_COUNTS } from './compare.ts';
import { loadTrialList } from './load-trial-list.ts';
import {
  type BacktestRow,
  beatBacktest,
  endBacktest,
  insertBacktest,
  insertSamples,
  listBacktests,
  type NewBacktest,
  readBacktest,
  servicesUsing,
  staleBacktests,
  type TrialCounts,
  wantCancel,
} from './store.ts';

export interface BacktestStart {
  readonly exchangesMax: number;
  readonly days: number | null;
  /** null = the list's draft. */
  readonly version: number | null;
}

const EXCHANGES_PER_PART = 50;
const SAMPLES_MAX = 100;
const STALE_MS = MINUTE_MS;

interface Candidate {
  readonly list: ListRow;
  readonly source: TermSource;
  readonly draftId: string | null;
  readonly revision: number | null;
}

/** Tries a draft or an earlier version on exchanges that are stored, and counts what it would have found otherwise. */
export class Backtests {
  readonly #parts: ContentParts;
  readonly #underWay = new Set<Promise<void>>();
  #isClosed = false;

  constructor(parts: ContentParts) {
    this.#parts = parts;
  }

  /**
   * Begins one in this process and answers at once; `done` resolves when it is over.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONFLICT when the list has no draft to try.
   */
  async start(
    listId: string,
    given: BacktestStart,
    by: Actor,
    onProgress: (row: Backtest) => void = () => undefined,
  ): Promise<{ readonly backtest: Backtest; readonly done: Promise<void> }> {
    const { database, clock, ids, storedTexts } = this.#parts;
    const list = await readList(database, listId);
    if (list === undefined) throw unknownId('word list');
    const candidate = await this.#findCandidate(list, given.version);
    const at = clock.now();
    const since = given.days === null ? null : new Date(at.getTime() - given.days * DAY_MS);
    const filter = { since, serviceIds: await servicesUsing(database, listId), exchangesMax: given.exchangesMax };
    const row: NewBacktest = {
      id: ids.next('tri'),
      listId,
      draftId: candidate.draftId,
      revision: candidate.revision,
      version: given.version,
      baseVersion: list.version,
      exchangesMax: given.exchangesMax,
      since,
      total: await storedTexts.count(filter),
      startedBy: by,
      startedAt: at,
    };
    await insertBacktest(database, row);
    const done = this.#run(row, list, candidate, filter, by, onProgress).finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
    return { backtest: await this.read(row.id), done };
  }

  /** @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<Backtest> {
    const row = await readBacktest(this.#parts.database, id);
    if (row === undefined) throw unknownId('back-test');
    return toBacktest(row);
  }

  /** The last back-tests of a list. */
  async list(listId: string): Promise<Backtest[]> {
    return (await listBacktests(this.#parts.database, listId, null, 50)).map(toBacktest);
  }

  /** Asks one to end; it does within its next part. @throws HeguiError E_NOT_FOUND */
  async cancel(id: string): Promise<Backtest> {
    await wantCancel(this.#parts.database, id);
    return await this.read(id);
  }

  /** Ends those whose process is gone. */
  async endStale(): Promise<void> {
    const { database, clock } = this.#parts;
    for (const row of await staleBacktests(database, new Date(clock.now().getTime() - STALE_MS)))
      await this.#end(row, row, 'failed', 'system');
  }

  /** Takes no more on; what is under way ends as cancelled. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#underWay);
  }

  async #findCandidate(list: ListRow, version: number | null): Promise<Candidate> {
    const { database } = this.#parts;
    if (version !== null) {
      const known = await readVersion(database, list.id, version);
      if (known === undefined) throw unknownId('version of this list');
      const { risk, action, folding, allow = [] } = known.state;
      return {
        list: { ...list, risk, action, folding, allow },
        source: { kind: 'version', version },
        draftId: null,
        revision: null,
      };
    }
    const draft = await readDraft(database, list.id);
    if (draft === undefined) throw conflictingField('draft', 'the list has none; import terms into a draft first');
    return {
      list: withSettings(list, draft.settings),
      source: { kind: 'draft', draftId: draft.id },
      draftId: draft.id,
      revision: draft.revision,
    };
  }

  async #run(
    row: NewBacktest,
    list: ListRow,
    candidate: Candidate,
    filter: TextsFilter,
    by: Actor,
    onProgress: (row: Backtest) => void,
  ): Promise<void> {
    const { log } = this.#parts;
    let counts: TrialCounts & { readonly erased: number } = { ...NO_COUNTS, erased: 0 };
    let state: BacktestRow['state'] = 'failed';
    try {
      const [live, next] = await this.#compileBoth(list, candidate);
      state = 'done';
      for await (const part of this.#partsOf(row.id, filter, live, next)) {
        counts = addCounts(counts, part);
        const isUnwanted = await beatBacktest(this.#parts.database, row.id, counts, this.#parts.clock.now());
        onProgress(await this.read(row.id));
        if (!isUnwanted && !this.#isClosed) continue;
        state = 'cancelled';
        break;
      }
    } catch (error) {
      state = 'failed';
      const cause = error instanceof Error ? error : new Error('unknown');
      log.error({ error: cause, trial: row.id }, 'a back-test failed');
    }
    await this.#end(row, counts, state, by).catch((error: unknown) => {
      // Another process ends it as stale once the database is back.
      const cause = error instanceof Error ? error : new Error('unknown');
      log.error({ error: cause, trial: row.id }, 'the end of a back-test could not be stored');
    });
  }

  async #compileBoth(list: ListRow, candidate: Candidate): Promise<[ListScreen, ListScreen]> {
    const { database, clock, compileList } = this.#parts;
    const now = clock.now();
    const live = await loadTrialList(database, list, { kind: 'live' }, now);
    const next = await loadTrialList(database, candidate.list, candidate.source, now);
    const compiled = compileList(live);
    await setImmediate();
    return [compiled, compileList(next)];
  }

  async *#partsOf(id: string, filter: TextsFilter, live: ListScreen, next: ListScreen) {
    const { storedTexts, database, clock } = this.#parts;
    let sampled = 0;
    let left = filter.exchangesMax;
    for (let after: string | null = null; left > 0; ) {
      const page = await storedTexts.next(filter, after, Math.min(EXCHANGES_PER_PART, left));
      let counts: TrialCounts & { readonly erased: number } = { ...NO_COUNTS, erased: 0 };
      for (const { exchangeId, texts } of page.items) {
        await setImmediate();
        if (texts === null) {
          counts = { ...counts, erased: counts.erased + 1 };
          continue;
        }
        const found = compareScreens(live, next, texts);
        counts = { ...addDifference(counts, found), erased: counts.erased };
        if (found.newHits + found.lostHits === 0 || sampled >= SAMPLES_MAX) continue;
        sampled++;
        const { newTerms, lostTerms } = found;
        await insertSamples(database, id, [{ exchangeId, newTerms, lostTerms, at: clock.now() }]);
      }
      yield counts;
      left -= page.items.length;
      if (page.next === null) return;
      after = page.next;
    }
  }

  async #end(
    row: Pick<BacktestRow, 'id' | 'listId' | 'draftId' | 'revision' | 'version' | 'baseVersion'>,
    counts: TrialCounts & { readonly erased: number },
    state: BacktestRow['state'],
    by: Actor,
  ): Promise<void> {
    if (state === 'running') return;
    const { unitOfWork, clock } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      await endBacktest(tx, row.id, state, clock.now());
      evidence.append('list-backtest.done', {
        list: row.listId,
        trial: row.id,
        ...(row.draftId === null ? {} : { draft: row.draftId }),
        ...(row.revision === null ? {} : { revision: row.revision }),
        ...(row.version === null ? {} : { version: row.version }),
        baseVersion: row.baseVersion,
        state,
        exchanges: counts.exchanges,
        newHits: counts.newHits,
        lostHits: counts.lostHits,
        exchangesWithNew: counts.exchangesWithNew,
        exchangesWithLost: counts.exchangesWithLost,
        erased: counts.erased,
        by,
      });
    });
  }
}

type Counted = TrialCounts & { readonly erased: number };

const addCounts = (sum: Counted, part: Counted): Counted => ({
  exchanges: sum.exchanges + part.exchanges,
  chars: sum.chars + part.chars,
  newHits: sum.newHits + part.newHits,
  lostHits: sum.lostHits + part.lostHits,
  exchangesWithNew: sum.exchangesWithNew + part.exchangesWithNew,
  exchangesWithLost: sum.exchangesWithLost + part.exchangesWithLost,
  erased: sum.erased + part.erased,
});

/** A back-test as the admin API tells it. */
export function toBacktest(row: BacktestRow): Backtest {
  const { draftId: _draft, version, cancelWanted: _wanted, beatAt: _beat, since, startedAt, endedAt, ...rest } = row;
  return {
    ...rest,
    candidate: version ?? 'draft',
    since: since?.toISOString() ?? null,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  };
}
