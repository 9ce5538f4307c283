import type { Sql } from '../../../store/index.ts';

/** A measure as far as keeping and erasing look at it. */
export interface PersonalMeasure {
  readonly id: string;
  readonly endedAt: Date | null;
  /** A signed report about it is with an authority; what it tells of stays. */
  readonly isReported: boolean;
  /** Can anything that people wrote about it be read? */
  readonly hasWords: boolean;
}

const MEASURE = `m.id, m.ended_at as "endedAt",
  exists (select from measure_report r where r.measure_id = m.id and r.signed is not null) as "isReported",
  exists (select from content_key k where k.subject = 'measure:' || m.id and k.destroyed_at is null) as "hasWords"`;

/** Everything that was done to one user. */
export async function findPersonal(sql: Sql, endUser: string): Promise<PersonalMeasure[]> {
  const { rows } = await sql.query<PersonalMeasure>(
    `select ${MEASURE} from measure m where m.end_user = $1 order by m.id`,
    [endUser],
  );
  return rows;
}

/** Measures that ended before and about which nothing was reported, the oldest first. */
export async function listOld(sql: Sql, before: Date, limit: number): Promise<PersonalMeasure[]> {
  const { rows } = await sql.query<PersonalMeasure>(
    `select ${MEASURE} from measure m
      where m.ended_at < $1 and not exists (select from measure_report r where r.measure_id = m.id and r.signed is not null)
      order by m.ended_at limit $2`,
    [before, limit],
  );
  return rows;
}

/** Refusals that led to nothing: how many are older, how many are not, and when the newest was. */
export async function countFree(
  sql: Sql,
  endUser: string,
  before: Date,
): Promise<{ readonly old: number; readonly young: number; readonly newestAt: Date | null }> {
  const { rows } = await sql.query<{ old: number; young: number; newestAt: Date | null }>(
    `select count(*) filter (where at < $2)::int as old, count(*) filter (where at >= $2)::int as young, max(at) as "newestAt"
       from measure_strike where end_user = $1 and measure_id is null`,
    [endUser, before],
  );
  return rows[0] ?? { old: 0, young: 0, newestAt: null };
}

/** Removes refusals of a user that led to nothing and are older. */
export async function deleteFree(tx: Sql, endUser: string, before: Date): Promise<number> {
  const { rowCount } = await tx.query(
    'delete from measure_strike where end_user = $1 and measure_id is null and at < $2',
    [endUser, before],
  );
  return rowCount ?? 0;
}

/** Removes measures with everything about them. @returns how many measures. */
export async function deleteMeasures(tx: Sql, ids: readonly string[]): Promise<number> {
  for (const table of ['measure_appeal', 'measure_report', 'measure_strike'])
    await tx.query(`delete from ${table} where measure_id = any($1)`, [ids]);
  return (await tx.query('delete from measure where id = any($1)', [ids])).rowCount ?? 0;
}
