import type { Sql } from '../../../store/index.ts';

// Measures are on record until half a year after their end; strikes as long as what they led to.
const OVER = '(m.ended_at is not null and m.ended_at < $2)';
const STRIKE_OVER = `s.at < $2 and not exists (select from measure m where m.id = s.measure_id and not ${OVER})`;

export interface MeasureCounts {
  readonly erasable: number;
  readonly kept: number;
  readonly isInForce: boolean;
  /** When the last of what is kept ended, or happened. */
  readonly lastAt: Date | null;
}

/** Measures against one end user and strikes counted for them. `since` is when an end counts as long ago. */
export async function countMeasures(sql: Sql, endUser: string, since: Date): Promise<MeasureCounts> {
  const { rows } = await sql.query<MeasureCounts>(
    `with m as (select * from measure where end_user = $1), s as (select * from measure_strike where end_user = $1)
     select ((select count(*) from m where ${OVER}) + (select count(*) from s where ${STRIKE_OVER}))::int as erasable,
            ((select count(*) from m where not ${OVER}) + (select count(*) from s where not (${STRIKE_OVER})))::int as kept,
            exists (select from m where ended_at is null) as "isInForce",
            greatest((select max(ended_at) from m), (select max(at) from s)) as "lastAt"`,
    [endUser, since],
  );
  return rows[0] ?? { erasable: 0, kept: 0, isInForce: false, lastAt: null };
}

/** Ids of measures against one end user that ended before. */
export async function listOver(sql: Sql, endUser: string, since: Date): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select m.id from measure m where m.end_user = $1 and ${OVER} order by m.id`,
    [endUser, since],
  );
  return rows.map(({ id }) => id);
}

/** Takes the end user out of these measures, and removes strikes and unsigned drafts; returns how many rows that were. */
export async function blankMeasures(tx: Sql, endUser: string, since: Date): Promise<number> {
  const strikes = await tx.query(`delete from measure_strike s where s.end_user = $1 and ${STRIKE_OVER}`, [
    endUser,
    since,
  ]);
  await tx.query(
    `delete from measure_report r using measure m
      where m.id = r.measure_id and m.end_user = $1 and ${OVER} and r.signed is null`,
    [endUser, since],
  );
  const measures = await tx.query(
    `update measure m set end_user = 'erased:' || m.id where m.end_user = $1 and ${OVER}`,
    [endUser, since],
  );
  return strikes.rowCount + measures.rowCount;
}

/** Measures of anybody that ended before, still name somebody and wait for no answer; what ended longest ago first. */
export async function listPast(sql: Sql, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from measure m where ended_at < $1 and ended_at is not null and end_user not like 'erased:%'
        and not exists (select from measure_appeal a where a.measure_id = m.id and a.state = 'open')
      order by ended_at, id limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

/** How many refusals are counted for nobody's measure and older, no further than `max`. */
export async function countLooseStrikes(sql: Sql, before: Date, max: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from (select from measure_strike where measure_id is null and at < $1 limit $2) as capped`,
    [before, max],
  );
  return rows[0]?.count ?? 0;
}

/** Removes refusals that led to nothing and are older; returns how many. */
export async function deleteLooseStrikes(tx: Sql, before: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from measure_strike where exchange_id in
       (select exchange_id from measure_strike where measure_id is null and at < $1 order by at limit $2)`,
    [before, limit],
  );
  return rowCount;
}

/** Takes the people out of these measures, with the refusals that led to them and drafts that nobody signed. */
export async function blankPast(tx: Sql, ids: readonly string[]): Promise<number> {
  await tx.query('delete from measure_strike where measure_id = any($1)', [ids]);
  await tx.query('delete from measure_report where measure_id = any($1) and signed is null', [ids]);
  const { rowCount } = await tx.query(
    `update measure set end_user = 'erased:' || id where id = any($1) and end_user not like 'erased:%'`,
    [ids],
  );
  return rowCount;
}

export interface PersonalMeasure {
  readonly id: string;
  readonly rung: string;
  readonly state: string;
  readonly automated: boolean;
  readonly risks: readonly string[];
  readonly imposedAt: Date;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly endedAt: Date | null;
  readonly endedReason: string | null;
  readonly contentKey: string | null;
  readonly content: Buffer | null;
  readonly appealKey: string | null;
  readonly appeal: Buffer | null;
}

/** Measures against one end user with their sealed words, oldest first. */
export async function listMeasures(sql: Sql, endUser: string): Promise<PersonalMeasure[]> {
  const { rows } = await sql.query<PersonalMeasure>(
    `select m.id, m.rung, m.state, m.automated, m.risks, m.imposed_at as "imposedAt", m.starts_at as "startsAt",
            m.ends_at as "endsAt", m.ended_at as "endedAt", m.ended_reason as "endedReason", m.content_key as "contentKey",
            m.content, a.content_key as "appealKey", a.content as appeal
       from measure m left join measure_appeal a on a.measure_id = m.id where m.end_user = $1 order by m.imposed_at, m.id`,
    [endUser],
  );
  return rows;
}
