import type { Sql } from '../../../store/index.ts';
import type { KindCounts } from '../rules.ts';

/** By kind: how many came in the time, how many of these were answered, and how many of those without any lateness. */
export async function countByKind(sql: Sql, from: Date, to: Date): Promise<KindCounts[]> {
  const { rows } = await sql.query<KindCounts>(
    `select kind, count(*)::int as received, count(answer_days)::int as answered,
            (count(*) filter (where answer_days is not null and not answered_late))::int as "inTime"
       from complaint where received_at >= $1 and received_at < $2 and not synthetic group by kind`,
    [from, to],
  );
  return rows;
}

/** Median of working days from coming to the first answer; null without any. */
export async function medianAnswerDays(sql: Sql, from: Date, to: Date): Promise<number | null> {
  const { rows } = await sql.query<{ days: number | null }>(
    `select percentile_cont(0.5) within group (order by answer_days) as days from complaint
      where received_at >= $1 and received_at < $2 and answer_days is not null and not synthetic`,
    [from, to],
  );
  return rows[0]?.days ?? null;
}

/** Settings as stored; undefined before anybody changed them. */
export async function readSettings(
  sql: Sql,
): Promise<{ readonly settings: unknown; readonly revision: number } | undefined> {
  return (await sql.query<{ settings: unknown; revision: number }>('select settings, revision from complaint_settings'))
    .rows[0];
}

/** Stores the next revision, 1 for the first; false when another one was stored meanwhile. */
export async function writeSettings(tx: Sql, settings: object, revision: number, at: Date): Promise<boolean> {
  const text =
    revision === 1
      ? 'insert into complaint_settings (settings, revision, changed_at) values ($1, $2, $3) on conflict do nothing'
      : 'update complaint_settings set settings = $1, revision = $2, changed_at = $3 where revision = $2 - 1';
  return (await tx.query(text, [JSON.stringify(settings), revision, at])).rowCount === 1;
}
