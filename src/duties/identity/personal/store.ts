import type { AssertionMethod, ConfirmedLevel } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';

/** Assertions and attempts that lead to an end user. */
export async function countIdentity(sql: Sql, endUser: string): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select ((select count(*) from identity_assertion where end_user = $1)
           + (select count(*) from identity_attempt where end_user = $1))::int as count`,
    [endUser],
  );
  return rows[0]?.count ?? 0;
}

export interface ToldAssertion {
  readonly level: ConfirmedLevel;
  readonly method: AssertionMethod;
  readonly provider: string | null;
  readonly reference: string | null;
  readonly ageBand: string | null;
  readonly assertedAt: Date;
  readonly untilAt: Date;
  readonly endedAt: Date | null;
}

/** What was confirmed of an end user, oldest first. */
export async function listToldAssertions(sql: Sql, endUser: string): Promise<ToldAssertion[]> {
  const { rows } = await sql.query<ToldAssertion>(
    `select a.level, a.method, p.name as provider, a.reference, a.age_band as "ageBand", a.asserted_at as "assertedAt",
            a.until_at as "untilAt", a.ended_at as "endedAt"
       from identity_assertion a left join identity_provider p on p.id = a.provider_id
      where a.end_user = $1 order by a.asserted_at, a.id`,
    [endUser],
  );
  return rows;
}

/** Removes everything that leads to an end user; returns how many rows. */
export async function deleteIdentity(tx: Sql, endUser: string): Promise<number> {
  const assertions = await tx.query('delete from identity_assertion where end_user = $1', [endUser]);
  const attempts = await tx.query('delete from identity_attempt where end_user = $1', [endUser]);
  return assertions.rowCount + attempts.rowCount;
}

// An assertion is over when it was ended or when its time ran out, whichever came first.
const OVER = 'least(ended_at, until_at) < $1';

/** Assertions that were over before, counting no further than `max`. */
export async function countOver(sql: Sql, before: Date, max: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from (select from identity_assertion where ${OVER} limit $2) as over`,
    [before, max],
  );
  return rows[0]?.count ?? 0;
}

/** Removes one batch of them; returns how many. */
export async function deleteOver(tx: Sql, before: Date, limit: number): Promise<number> {
  return (
    await tx.query(
      `delete from identity_assertion where id in (select id from identity_assertion where ${OVER} limit $2 for update skip locked)`,
      [before, limit],
    )
  ).rowCount;
}
