import type { Sql } from '../../store/index.ts';

const OWN = '(select id from exchange where end_user = $1)';

export interface PersonalOpinion {
  readonly exchangeId: string;
  readonly direction: string | null;
  readonly reason: string | null;
  readonly openedAt: Date | null;
  readonly decision: string | null;
}

/** What judges could not tell about one end user's texts, and what they said beside what a person decided. */
export async function listPersonal(sql: Sql, endUser: string): Promise<PersonalOpinion[]> {
  const { rows } = await sql.query<PersonalOpinion>(
    `select exchange_id as "exchangeId", direction, reason, opened_at as "openedAt", result as decision
       from opinion_gap where exchange_id in ${OWN}
     union all
     select exchange_id, null, null, null, decision from opinion_truth where exchange_id in ${OWN} order by 1`,
    [endUser],
  );
  return rows;
}

/** How many of these there are. */
export async function countPersonal(sql: Sql, endUser: string): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select ((select count(*) from opinion_gap where exchange_id in ${OWN})
           + (select count(*) from opinion_truth where exchange_id in ${OWN}))::int as count`,
    [endUser],
  );
  return rows[0]?.count ?? 0;
}

/** Removes them; returns how many. */
export async function deletePersonal(tx: Sql, endUser: string): Promise<number> {
  const gaps = await tx.query(`delete from opinion_gap where exchange_id in ${OWN}`, [endUser]);
  const truths = await tx.query(`delete from opinion_truth where exchange_id in ${OWN}`, [endUser]);
  return gaps.rowCount + truths.rowCount;
}
