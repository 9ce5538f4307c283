import type { Sql } from '../../store/index.ts';

/** How many notices ended before, counting no further than `max`. */
export async function countOld(sql: Sql, before: Date, max: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    'select count(*)::int as count from (select from notice where settled_at < $1 limit $2) as old',
    [before, max],
  );
  return rows[0]?.count ?? 0;
}

/** Removes notices that ended before, at most `limit`; returns how many. */
export async function deleteOld(tx: Sql, before: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from notice where id in
       (select id from notice where settled_at < $1 order by settled_at limit $2 for update skip locked)`,
    [before, limit],
  );
  return rowCount;
}
