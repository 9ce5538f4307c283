import type { Sql } from '../../../../store/index.ts';

export interface ClosedExchange {
  readonly id: string;
  readonly outcome: string;
  readonly hits: number;
  readonly replaced: number;
  readonly risks: string[];
  readonly synthetic: boolean;
  /** Of the service now, as stored. */
  readonly policy: unknown;
}

/** Up to which leaf of the log was looked through. Locked until the transaction ends; null while another process looks. */
export async function lockCursor(sql: Sql): Promise<number | null> {
  const { rows } = await sql.query<{ leaf: number }>('select leaf from review_cursor for update skip locked');
  return rows[0]?.leaf ?? null;
}

/** The last leaf of the next part of the log; null when there is nothing new. */
export async function lastLeafOf(sql: Sql, after: number, leavesMax: number): Promise<number | null> {
  const { rows } = await sql.query<{ last: number | null }>(
    'select max(index) as last from (select index from evidence_leaf where index > $1 order by index limit $2) l',
    [after, leavesMax],
  );
  return rows[0]?.last ?? null;
}

/** Exchanges whose closing record stands at the leaves in (after, last]. */
export async function closedBetween(sql: Sql, after: number, last: number): Promise<ClosedExchange[]> {
  const { rows } = await sql.query<ClosedExchange>(
    `select c.exchange_id as id, c.outcome, c.hits, c.replaced, c.risks, e.synthetic, s.policy
       from evidence_leaf l
       join evidence_entry n on n.id = l.entry_id and n.kind = 'response.closed'
       join exchange_close c on c.exchange_id = n.body::jsonb -> 'data' ->> 'exchange'
       join exchange e on e.id = c.exchange_id
       join service s on s.id = e.service_id
      where l.index > $1 and l.index <= $2 order by l.index`,
    [after, last],
  );
  return rows;
}

/** Notes up to which leaf was looked through. */
export async function moveCursor(sql: Sql, leaf: number): Promise<void> {
  await sql.query('update review_cursor set leaf = $1', [leaf]);
}
