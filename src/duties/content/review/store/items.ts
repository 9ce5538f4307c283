import type { Sql } from '../../../../store/index.ts';
import type { ItemFilter, ItemRow, ReviewReason } from '../model.ts';
import type { Cursor } from '../rules.ts';

const ITEM = `i.id, i.exchange_id as "exchangeId", i.service_id as "serviceId", coalesce(s.name, i.service_id) as "serviceName",
  i.reasons, i.details, i.risks, i.severity, i.state, i.due_at as "dueAt",
  to_char(i.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "dueAtText", i.created_at as "createdAt",
  i.escalated_by as "escalatedBy", l.staff_id as "lockedById", m.name as "lockedByName", l.expires_at as "lockedUntil"`;
// A lock that ran out is none.
const FROM = `from review_item i left join service s on s.id = i.service_id
  left join review_lock l on l.item_id = i.id and l.expires_at > $1 left join staff m on m.id = l.staff_id`;

function conditionsOf(filter: ItemFilter, param: (value: unknown) => string): string[] {
  const conditions = ["i.state <> 'decided'"];
  if (filter.state !== 'open') conditions.push(`i.state = ${param(filter.state)}`);
  if (filter.serviceId !== null) conditions.push(`i.service_id = ${param(filter.serviceId)}`);
  if (filter.reason !== null) conditions.push(`${param(filter.reason)} = any(i.reasons)`);
  if (filter.risk !== null) {
    const risk = param(filter.risk);
    conditions.push(`exists (select from unnest(i.risks) r where r = ${risk} or starts_with(r, ${risk} || '.'))`);
  }
  return conditions;
}

/** The most pressing open items after the cursor. */
export async function findItems(
  sql: Sql,
  filter: ItemFilter,
  page: { readonly after: Cursor | null; readonly limit: number; readonly now: Date },
): Promise<ItemRow[]> {
  const params: unknown[] = [page.now];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, param);
  if (page.after !== null)
    conditions.push(`(i.due_at, i.id) > (${param(page.after.at)}::timestamptz, ${param(page.after.id)})`);
  const { rows } = await sql.query<ItemRow>(
    `select ${ITEM} ${FROM} where ${conditions.join(' and ')} order by i.due_at, i.id limit ${param(page.limit)}`,
    params,
  );
  return rows;
}

/** One item, decided or not. */
export async function readItem(sql: Sql, id: string, now: Date): Promise<ItemRow | undefined> {
  return (await sql.query<ItemRow>(`select ${ITEM} ${FROM} where i.id = $2`, [now, id])).rows[0];
}

/** The same, kept from being changed by others until the transaction ends. */
export async function readItemForUpdate(sql: Sql, id: string, now: Date): Promise<ItemRow | undefined> {
  return (await sql.query<ItemRow>(`select ${ITEM} ${FROM} where i.id = $2 for update of i`, [now, id])).rows[0];
}

/**
 * Takes the most pressing item that nobody has in hand. Items that another reviewer is taking at this moment are passed
 * over, so that no two ever get the same. `not` leaves out what this person handed on.
 */
export async function takeNext(
  sql: Sql,
  filter: ItemFilter,
  by: { readonly staffId: string; readonly not: string; readonly now: Date; readonly until: Date },
): Promise<string | undefined> {
  const params: unknown[] = [by.now, by.staffId, by.until, by.not];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, param);
  const { rows } = await sql.query<{ id: string }>(
    `with next as (
       select i.id from review_item i
        where ${conditions.join(' and ')} and i.escalated_by is distinct from $4
          and not exists (select from review_lock l
                           where l.item_id = i.id and l.expires_at > $1 and l.staff_id <> $2)
        order by i.due_at, i.id limit 1 for update of i skip locked)
     insert into review_lock (item_id, staff_id, expires_at) select id, $2, $3 from next
     on conflict (item_id) do update set staff_id = excluded.staff_id, expires_at = excluded.expires_at
      where review_lock.expires_at <= $1 or review_lock.staff_id = excluded.staff_id
     returning item_id as id`,
    params,
  );
  return rows[0]?.id;
}

/** Takes this open item; false while someone else has it. */
export async function takeItem(
  sql: Sql,
  id: string,
  by: { readonly staffId: string; readonly now: Date; readonly until: Date },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into review_lock (item_id, staff_id, expires_at)
     select id, $2, $4 from review_item where id = $1 and state <> 'decided'
     on conflict (item_id) do update set staff_id = excluded.staff_id, expires_at = excluded.expires_at
      where review_lock.expires_at <= $3 or review_lock.staff_id = excluded.staff_id`,
    [id, by.staffId, by.now, by.until],
  );
  return rowCount === 1;
}

/** Puts an item back; whoever does not have it changes nothing. */
export async function releaseItem(sql: Sql, id: string, staffId: string): Promise<void> {
  await sql.query('delete from review_lock where item_id = $1 and staff_id = $2', [id, staffId]);
}

/** What the queue needs to know of an exchange. */
export interface QueuedExchange {
  readonly serviceId: string;
  readonly risks: string[];
}

/** undefined for an exchange that is not recorded. */
export async function readQueuedExchange(sql: Sql, id: string): Promise<QueuedExchange | undefined> {
  const { rows } = await sql.query<QueuedExchange>(
    `select e.service_id as "serviceId", coalesce(c.risks, '{}') as risks
       from exchange e left join exchange_close c on c.exchange_id = e.id where e.id = $1`,
    [id],
  );
  return rows[0];
}

/** The open item of an exchange under a lock. */
export async function readOpenItem(
  sql: Sql,
  exchangeId: string,
): Promise<{ id: string; reasons: ReviewReason[]; risks: string[]; severity: number; createdAt: Date } | undefined> {
  const { rows } = await sql.query<{
    id: string;
    reasons: ReviewReason[];
    risks: string[];
    severity: number;
    createdAt: Date;
  }>(
    `select id, reasons, risks, severity, created_at as "createdAt" from review_item
      where exchange_id = $1 and state <> 'decided' for update`,
    [exchangeId],
  );
  return rows[0];
}

export interface ItemWrite {
  readonly id: string;
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly reason: ReviewReason;
  readonly detail: string;
  readonly risks: readonly string[];
  readonly severity: number;
  readonly dueAt: Date;
  readonly at: Date;
}

const detailOf = ({ reason, detail, at }: Pick<ItemWrite, 'reason' | 'detail' | 'at'>): string =>
  JSON.stringify([{ reason, detail, at: at.toISOString() }]);

/** Stores a new item; false when the exchange got one at the same moment. */
export async function insertItem(sql: Sql, item: ItemWrite): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into review_item (id, exchange_id, service_id, reasons, details, risks, severity, state, due_at, created_at)
     values ($1, $2, $3, array[$4]::text[], $5::jsonb, $6, $7, 'waiting', $8, $9)
     on conflict (exchange_id) where state <> 'decided' do nothing`,
    [
      item.id,
      item.exchangeId,
      item.serviceId,
      item.reason,
      detailOf(item),
      item.risks,
      item.severity,
      item.dueAt,
      item.at,
    ],
  );
  return rowCount === 1;
}

/** Adds another reason to an open item. */
export async function addReason(sql: Sql, item: Omit<ItemWrite, 'exchangeId' | 'serviceId'>): Promise<void> {
  await sql.query(
    `update review_item set reasons = reasons || $2::text, details = details || $3::jsonb, risks = $4, severity = $5,
            due_at = least(due_at, $6) where id = $1`,
    [item.id, item.reason, detailOf(item), item.risks, item.severity, item.dueAt],
  );
}

/** Hands an item on to someone who may decide it. */
export async function escalateItem(
  sql: Sql,
  id: string,
  by: { readonly actor: string; readonly reason: string; readonly at: Date },
): Promise<void> {
  const detail = JSON.stringify([{ reason: 'escalated', detail: by.reason, at: by.at.toISOString() }]);
  await sql.query(
    `update review_item set state = 'escalated', escalated_by = $2, details = details || $3::jsonb where id = $1`,
    [id, by.actor, detail],
  );
  await sql.query('delete from review_lock where item_id = $1', [id]);
}

/** The item leaves the queue. */
export async function closeItem(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query(`update review_item set state = 'decided', closed_at = $2 where id = $1`, [id, at]);
  await sql.query('delete from review_lock where item_id = $1', [id]);
}
