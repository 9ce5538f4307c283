import type { Sql } from '../../../store/index.ts';

/** What trials add up. */
export interface TrialCounts {
  readonly exchanges: number;
  readonly chars: number;
  readonly newHits: number;
  readonly lostHits: number;
  readonly exchangesWithNew: number;
  readonly exchangesWithLost: number;
}

const COUNTS = `exchanges, chars::float8 as chars, new_hits as "newHits", lost_hits as "lostHits",
  exchanges_with_new as "exchangesWithNew", exchanges_with_lost as "exchangesWithLost"`;

export interface ShadowRow extends TrialCounts {
  readonly id: string;
  readonly listId: string;
  readonly draftId: string;
  readonly revision: number;
  readonly rate: number;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly skipped: number;
}

const SHADOWS = `select s.id, s.list_id as "listId", s.draft_id as "draftId", s.revision, s.rate::float8 as rate,
    s.started_by as "startedBy", s.started_at as "startedAt", s.ended_at as "endedAt", c.skipped, ${COUNTS}
  from list_shadow s join list_shadow_count c on c.shadow_id = s.id`;

/** The last shadow run of a draft. */
export async function lastShadow(sql: Sql, draftId: string): Promise<ShadowRow | undefined> {
  const { rows } = await sql.query<ShadowRow>(
    `${SHADOWS} where s.draft_id = $1 order by s.started_at desc, s.id desc limit 1`,
    [draftId],
  );
  return rows[0];
}

/** The shadow runs under way. */
export async function runningShadows(sql: Sql, listId: string | null = null): Promise<ShadowRow[]> {
  const { rows } = await sql.query<ShadowRow>(
    `${SHADOWS} where s.ended_at is null and ($1::text is null or s.list_id = $1) order by s.id`,
    [listId],
  );
  return rows;
}

export async function insertShadow(
  tx: Sql,
  row: Pick<ShadowRow, 'id' | 'listId' | 'draftId' | 'revision' | 'rate' | 'startedBy' | 'startedAt'>,
): Promise<void> {
  await tx.query(
    `insert into list_shadow (id, list_id, draft_id, revision, rate, started_by, started_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.listId, row.draftId, row.revision, row.rate, row.startedBy, row.startedAt],
  );
  await tx.query('insert into list_shadow_count (shadow_id) values ($1)', [row.id]);
}

/** Ends a run; what processes still add is not counted. */
export async function closeShadow(tx: Sql, id: string, at: Date): Promise<void> {
  await tx.query('update list_shadow set ended_at = $2 where id = $1', [id, at]);
}

/** Adds to the counters of a run that is still under way; false when it has ended. */
export async function addToShadow(sql: Sql, id: string, add: TrialCounts & { skipped: number }): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update list_shadow_count c set exchanges = c.exchanges + $2, chars = c.chars + $3, new_hits = c.new_hits + $4,
            lost_hits = c.lost_hits + $5, exchanges_with_new = c.exchanges_with_new + $6,
            exchanges_with_lost = c.exchanges_with_lost + $7, skipped = c.skipped + $8
       from list_shadow s where c.shadow_id = $1 and s.id = $1 and s.ended_at is null`,
    [id, add.exchanges, add.chars, add.newHits, add.lostHits, add.exchangesWithNew, add.exchangesWithLost, add.skipped],
  );
  return rowCount === 1;
}

export interface SampleRow {
  readonly exchangeId: string;
  readonly newTerms: readonly string[];
  readonly lostTerms: readonly string[];
  readonly at: Date;
}

/** Keeps where a difference was seen. */
export async function insertSamples(sql: Sql, trialId: string, samples: readonly SampleRow[]): Promise<void> {
  for (const { exchangeId, newTerms, lostTerms, at } of samples) {
    await sql.query(
      `insert into list_trial_sample (trial_id, exchange_id, new_terms, lost_terms, at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [trialId, exchangeId, newTerms, lostTerms, at],
    );
  }
}

export async function listSamples(sql: Sql, trialId: string, limit: number): Promise<SampleRow[]> {
  const { rows } = await sql.query<SampleRow>(
    `select exchange_id as "exchangeId", new_terms as "newTerms", lost_terms as "lostTerms", at from list_trial_sample
      where trial_id = $1 order by exchange_id desc limit $2`,
    [trialId, limit],
  );
  return rows;
}

export interface BacktestRow extends TrialCounts {
  readonly id: string;
  readonly listId: string;
  readonly draftId: string | null;
  readonly revision: number | null;
  readonly version: number | null;
  readonly baseVersion: number;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly cancelWanted: boolean;
  readonly exchangesMax: number;
  readonly since: Date | null;
  readonly total: number;
  readonly erased: number;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly beatAt: Date;
  readonly endedAt: Date | null;
}

const BACKTESTS = `select id, list_id as "listId", draft_id as "draftId", revision, version, base_version as "baseVersion",
    state, cancel_wanted as "cancelWanted", exchanges_max as "exchangesMax", since, total, erased,
    started_by as "startedBy", started_at as "startedAt", beat_at as "beatAt", ended_at as "endedAt", ${COUNTS}
  from list_backtest`;

export async function readBacktest(sql: Sql, id: string): Promise<BacktestRow | undefined> {
  const { rows } = await sql.query<BacktestRow>(`${BACKTESTS} where id = $1`, [id]);
  return rows[0];
}

/** The back-tests of a list, or of one draft of it, newest first. */
export async function listBacktests(
  sql: Sql,
  listId: string,
  draftId: string | null,
  limit: number,
): Promise<BacktestRow[]> {
  const { rows } = await sql.query<BacktestRow>(
    `${BACKTESTS} where list_id = $1 and ($2::text is null or draft_id = $2) order by started_at desc, id desc limit $3`,
    [listId, draftId, limit],
  );
  return rows;
}

export type NewBacktest = Pick<
  BacktestRow,
  | 'id'
  | 'listId'
  | 'draftId'
  | 'revision'
  | 'version'
  | 'baseVersion'
  | 'exchangesMax'
  | 'since'
  | 'total'
  | 'startedBy'
  | 'startedAt'
>;

export async function insertBacktest(sql: Sql, row: NewBacktest): Promise<void> {
  await sql.query(
    `insert into list_backtest (id, list_id, draft_id, revision, version, base_version, state, exchanges_max, since, total,
                                started_by, started_at, beat_at)
     values ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9, $10, $11, $11)`,
    [
      row.id,
      row.listId,
      row.draftId,
      row.revision,
      row.version,
      row.baseVersion,
      row.exchangesMax,
      row.since,
      row.total,
      row.startedBy,
      row.startedAt,
    ],
  );
}

/** Keeps how far a back-test is; answers whether someone wants it to end. */
export async function beatBacktest(
  sql: Sql,
  id: string,
  counts: TrialCounts & { readonly erased: number },
  at: Date,
): Promise<boolean> {
  const { rows } = await sql.query<{ cancelWanted: boolean }>(
    `update list_backtest set exchanges = $2, chars = $3, new_hits = $4, lost_hits = $5, exchanges_with_new = $6,
            exchanges_with_lost = $7, erased = $8, beat_at = $9
      where id = $1 returning cancel_wanted as "cancelWanted"`,
    [
      id,
      counts.exchanges,
      counts.chars,
      counts.newHits,
      counts.lostHits,
      counts.exchangesWithNew,
      counts.exchangesWithLost,
      counts.erased,
      at,
    ],
  );
  return rows[0]?.cancelWanted ?? true;
}

export async function endBacktest(tx: Sql, id: string, state: BacktestRow['state'], at: Date): Promise<void> {
  await tx.query('update list_backtest set state = $2, ended_at = $3, beat_at = $3 where id = $1', [id, state, at]);
}

/** Asks a back-test to end; false when it is over already. */
export async function wantCancel(sql: Sql, id: string): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update list_backtest set cancel_wanted = true where id = $1 and state = 'running'`,
    [id],
  );
  return rowCount === 1;
}

/** Back-tests whose process has not been heard of since; nobody goes on with them. */
export async function staleBacktests(sql: Sql, beatBefore: Date): Promise<BacktestRow[]> {
  const { rows } = await sql.query<BacktestRow>(`${BACKTESTS} where state = 'running' and beat_at < $1`, [beatBefore]);
  return rows;
}

/** Services that are screened with a list: null = all, because none names its own lists. */
export async function servicesUsing(sql: Sql, listId: string): Promise<string[] | null> {
  const { rows } = await sql.query<{ id: string; isAll: boolean }>(
    `select s.id, not exists (select from service_word_list) as "isAll" from service s
      where not exists (select from service_word_list w where w.service_id = s.id)
         or exists (select from service_word_list w where w.service_id = s.id and w.list_id = $1)`,
    [listId],
  );
  return rows.some(({ isAll }) => isAll) ? null : rows.map(({ id }) => id);
}
