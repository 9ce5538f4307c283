import type { Sql } from '../../../../store/index.ts';

export interface QueueCounts {
  readonly waiting: number;
  readonly escalated: number;
  readonly overdue: number;
}

/** How the queue stands. */
export async function countQueue(sql: Sql, now: Date): Promise<QueueCounts> {
  const { rows } = await sql.query<QueueCounts>(
    `select (count(*) filter (where state = 'waiting'))::int as waiting,
            (count(*) filter (where state = 'escalated'))::int as escalated,
            (count(*) filter (where due_at < $1))::int as overdue
       from review_item where state <> 'decided'`,
    [now],
  );
  return rows[0] ?? { waiting: 0, escalated: 0, overdue: 0 };
}

export interface VerdictCounts {
  readonly violation: number;
  readonly noViolation: number;
}

const COUNTS = `(count(*) filter (where d.verdict = 'violation'))::int as violation,
                (count(*) filter (where d.verdict = 'no-violation'))::int as "noViolation"`;

/** Standing decisions since `from`: of all, and of one person. */
export async function countDecisions(sql: Sql, from: Date, by: string | null): Promise<VerdictCounts> {
  const { rows } = await sql.query<VerdictCounts>(
    `select ${COUNTS} from review_decision d
      where d.decided_at >= $1 and d.superseded_at is null and ($2::text is null or d.decided_by = $2)`,
    [from, by],
  );
  return rows[0] ?? { violation: 0, noViolation: 0 };
}

/** Decisions since `from` that another took the place of. */
export async function countReversed(sql: Sql, from: Date, by: string | null): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from review_decision d
      where d.decided_at >= $1 and d.superseded_at is not null and ($2::text is null or d.decided_by = $2)`,
    [from, by],
  );
  return rows[0]?.count ?? 0;
}

/** Standing decisions since `from` by why the exchange was looked at; one may count for several reasons. */
export async function countByReason(sql: Sql, from: Date): Promise<(VerdictCounts & { readonly reason: string })[]> {
  const { rows } = await sql.query<VerdictCounts & { reason: string }>(
    `select r.source as reason, ${COUNTS} from review_decision d cross join unnest(d.reasons) as r (source)
      where d.decided_at >= $1 and d.superseded_at is null group by r.source order by count(*) desc, r.source`,
    [from],
  );
  return rows;
}

/** Violations found since `from` by risk, most first. */
export async function countByRisk(sql: Sql, from: Date): Promise<{ risk: string; violation: number }[]> {
  const { rows } = await sql.query<{ risk: string; violation: number }>(
    `select d.risk, count(*)::int as violation from review_decision d
      where d.decided_at >= $1 and d.superseded_at is null and d.risk is not null
      group by d.risk order by violation desc, d.risk`,
    [from],
  );
  return rows;
}
