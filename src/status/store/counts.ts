import type { Sql } from '../../store/index.ts';
import { COUNTED_KINDS, type CountedEntry, type ExchangeHead, type Tally } from '../counting.ts';
import type { CountLag, Streak, Sums, Unclosed } from '../model.ts';

/** Up to which leaf the log was counted. Locked until the transaction ends; null while another process counts. */
export async function lockCursor(tx: Sql): Promise<number | null> {
  const { rows } = await tx.query<{ leaf: string }>('select leaf from status_cursor for update skip locked');
  return rows[0] === undefined ? null : Number(rows[0].leaf);
}

/** The last leaf of the next part of the log; null when there is nothing new. */
export async function lastLeafAfter(tx: Sql, after: number, leavesMax: number): Promise<number | null> {
  const { rows } = await tx.query<{ last: string | null }>(
    'select max(index) as last from (select index from evidence_leaf where index > $1 order by index limit $2) l',
    [after, leavesMax],
  );
  const last = rows[0]?.last ?? null;
  return last === null ? null : Number(last);
}

/** The entries at the leaves in (after, last] that are counted, in the log's order. */
export async function entriesBetween(tx: Sql, after: number, last: number): Promise<CountedEntry[]> {
  const { rows } = await tx.query<CountedEntry>(
    `select e.kind, e.at, e.body from evidence_leaf l join evidence_entry e on e.id = l.entry_id
      where l.index > $1 and l.index <= $2 and e.kind = any($3) order by l.index`,
    [after, last, COUNTED_KINDS],
  );
  return rows;
}

/** What the rows of these exchanges say. */
export async function headsOf(tx: Sql, exchangeIds: readonly string[]): Promise<Map<string, ExchangeHead>> {
  const { rows } = await tx.query<ExchangeHead & { id: string }>(
    'select id, service_id as "serviceId", synthetic, endpoint, model from exchange where id = any($1)',
    [exchangeIds],
  );
  return new Map(rows.map(({ id, ...head }) => [id, head]));
}

/** Adds a part of the log to what was counted. */
export async function addTally(tx: Sql, { counts, streaks, opened, closed }: Tally): Promise<void> {
  if (counts.length > 0) {
    await tx.query(
      `insert into status_count as c (hour, service_id, metric, n)
       select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::bigint[])
       on conflict (hour, service_id, metric) do update set n = c.n + excluded.n`,
      [
        counts.map(({ hour }) => hour),
        counts.map(({ serviceId }) => serviceId),
        counts.map(({ metric }) => metric),
        counts.map(({ n }) => n),
      ],
    );
  }
  for (const streak of streaks) {
    await tx.query(
      `insert into status_streak as s (service_id, output, labelled_in_row, labelled_at, unlabelled_at,
                                        unlabelled_exchange, model)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (service_id, output) do update set
         labelled_in_row = excluded.labelled_in_row
           + case when excluded.unlabelled_at is null then s.labelled_in_row else 0 end,
         labelled_at = coalesce(excluded.labelled_at, s.labelled_at),
         unlabelled_at = coalesce(excluded.unlabelled_at, s.unlabelled_at),
         unlabelled_exchange = coalesce(excluded.unlabelled_exchange, s.unlabelled_exchange),
         model = excluded.model`,
      [
        streak.serviceId,
        streak.output,
        streak.labelledInRow,
        streak.labelledAt,
        streak.unlabelledAt,
        streak.unlabelledExchange,
        streak.model,
      ],
    );
  }
  if (opened.length > 0) {
    // Its end may stand before its beginning in the log: then it is in the table already.
    await tx.query(
      `insert into status_open (exchange_id, service_id, opened_at)
       select o.id, o.service_id, o.at from unnest($1::text[], $2::text[], $3::timestamptz[]) as o (id, service_id, at)
        where not exists (select from exchange_close c where c.exchange_id = o.id) on conflict do nothing`,
      [
        opened.map(({ exchangeId }) => exchangeId),
        opened.map(({ serviceId }) => serviceId),
        opened.map(({ openedAt }) => openedAt),
      ],
    );
  }
  if (closed.length > 0) await tx.query('delete from status_open where exchange_id = any($1)', [closed]);
}

/** Notes up to which leaf the log was counted. */
export async function moveCursor(tx: Sql, leaf: number, entryAt: Date | null): Promise<void> {
  await tx.query('update status_cursor set leaf = $1, entry_at = coalesce($2, entry_at)', [leaf, entryAt]);
}

/** How often each metric happened since the hour of an instant, over all services. */
export async function readSums(sql: Sql, from: Date): Promise<Sums> {
  const { rows } = await sql.query<{ metric: string; n: number }>(
    `select metric, sum(n)::float8 as n from status_count where hour >= date_trunc('hour', $1::timestamptz, 'UTC')
      group by metric`,
    [from],
  );
  return Object.fromEntries(rows.map(({ metric, n }) => [metric, n]));
}

export async function readStreaks(sql: Sql): Promise<Streak[]> {
  const { rows } = await sql.query<Omit<Streak, 'labelledInRow'> & { labelledInRow: string }>(
    `select service_id as "serviceId", output, labelled_in_row as "labelledInRow", labelled_at as "labelledAt",
            unlabelled_at as "unlabelledAt", unlabelled_exchange as "unlabelledExchange", model
       from status_streak order by service_id, output`,
  );
  return rows.map((row) => ({ ...row, labelledInRow: Number(row.labelledInRow) }));
}

/** Exchanges without an end that began in [from, before), how many began earlier still, and the newest five. */
export async function readUnclosed(sql: Sql, from: Date, before: Date): Promise<Unclosed> {
  const counted = await sql.query<{ count: number; earlier: number }>(
    `select (count(*) filter (where opened_at >= $1))::int as count,
            (count(*) filter (where opened_at < $1))::int as earlier
       from status_open where opened_at < $2`,
    [from, before],
  );
  const some = await sql.query<Unclosed['some'][number]>(
    `select exchange_id as "exchangeId", opened_at as "openedAt" from status_open
      where opened_at >= $1 and opened_at < $2 order by opened_at desc limit 5`,
    [from, before],
  );
  return { ...(counted.rows[0] ?? { count: 0, earlier: 0 }), some: some.rows };
}

export async function readLag(sql: Sql): Promise<CountLag> {
  const { rows } = await sql.query<{ leaf: string; of: string; entryAt: Date | null }>(
    `select leaf, coalesce((select max(index) from evidence_leaf), -1) as of, entry_at as "entryAt" from status_cursor`,
  );
  const [row] = rows;
  return { leaf: Number(row?.leaf ?? -1), of: Number(row?.of ?? -1), entryAt: row?.entryAt ?? null };
}
