import type { Sql } from '../../../store/index.ts';

export interface AcceptanceCounts {
  /** Withdrawn before. */
  readonly over: number;
  readonly kept: number;
  readonly standing: number;
  readonly lastWithdrawnAt: Date | null;
}

/** What one end user accepted, and how much of it was withdrawn before. */
export async function countAcceptances(sql: Sql, endUser: string, before: Date): Promise<AcceptanceCounts> {
  const { rows } = await sql.query<AcceptanceCounts>(
    `select (count(*) filter (where withdrawn_at < $2))::int as over,
            (count(*) filter (where withdrawn_at is null or withdrawn_at >= $2))::int as kept,
            (count(*) filter (where withdrawn_at is null))::int as standing, max(withdrawn_at) as "lastWithdrawnAt"
       from agreement_acceptance where end_user = $1`,
    [endUser, before],
  );
  return rows[0] ?? { over: 0, kept: 0, standing: 0, lastWithdrawnAt: null };
}

/** Removes what was withdrawn before; returns how many. */
export async function deleteWithdrawn(tx: Sql, endUser: string, before: Date): Promise<number> {
  return (
    await tx.query('delete from agreement_acceptance where end_user = $1 and withdrawn_at < $2', [endUser, before])
  ).rowCount;
}

/** What one end user accepted, oldest first. */
export async function listAcceptances(
  sql: Sql,
  endUser: string,
): Promise<
  { readonly number: number; readonly language: string; readonly acceptedAt: Date; readonly withdrawnAt: Date | null }[]
> {
  const { rows } = await sql.query<{ number: number; language: string; acceptedAt: Date; withdrawnAt: Date | null }>(
    `select number, language, accepted_at as "acceptedAt", withdrawn_at as "withdrawnAt" from agreement_acceptance
      where end_user = $1 order by accepted_at, id`,
    [endUser],
  );
  return rows;
}
