import type { WebhookEvents } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';

export interface WebhookRow {
  readonly id: string;
  readonly serviceId: string;
  readonly url: string;
  readonly events: readonly WebhookEvents[];
  readonly secret: Buffer;
  readonly createdAt: Date;
}

const COLUMNS = 'id, service_id as "serviceId", url, events, secret, created_at as "createdAt"';

/** Stores a webhook. */
export async function insertWebhook(tx: Sql, row: WebhookRow, by: string): Promise<void> {
  await tx.query(
    `insert into webhook (id, service_id, url, events, secret, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7)`,
    [row.id, row.serviceId, row.url, row.events, row.secret, row.createdAt, by],
  );
}

/** Ends one; false when it was ended before, or is none. */
export async function endWebhook(tx: Sql, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query('update webhook set ended_at = $2 where id = $1 and ended_at is null', [id, at]);
  return rowCount === 1;
}

// With its service an address ends, too: nobody could end it any more.
const STANDING = 'ended_at is null and exists (select from service s where s.id = service_id and s.retired_at is null)';

/** One that was not ended. */
export async function readWebhook(sql: Sql, id: string): Promise<WebhookRow | undefined> {
  const { rows } = await sql.query<WebhookRow>(`select ${COLUMNS} from webhook where id = $1 and ${STANDING}`, [id]);
  return rows[0];
}

/** Those of a service that were not ended, oldest first. */
export async function listWebhooks(sql: Sql, serviceId: string): Promise<WebhookRow[]> {
  const { rows } = await sql.query<WebhookRow>(
    `select ${COLUMNS} from webhook where service_id = $1 and ${STANDING} order by created_at, id`,
    [serviceId],
  );
  return rows;
}

/** Is there such a service in use? */
export async function hasService(sql: Sql, id: string): Promise<boolean> {
  return (await sql.query('select from service where id = $1 and retired_at is null', [id])).rowCount === 1;
}

const LAST = 1_000;

/** How many of the last 1,000 deliveries of a webhook wait, and how many were given up. */
export async function countDeliveries(
  sql: Sql,
  id: string,
): Promise<{ readonly waiting: number; readonly failed: number }> {
  const { rows } = await sql.query<{ waiting: number; failed: number }>(
    `select (count(*) filter (where state = 'waiting'))::int as waiting, (count(*) filter (where state = 'failed'))::int as failed
       from (select state from notice where webhook_id = $1 order by created_at desc, id desc limit ${LAST}) as last`,
    [id],
  );
  return rows[0] ?? { waiting: 0, failed: 0 };
}

export interface DeliveryRow {
  readonly id: string;
  readonly type: string;
  readonly state: 'waiting' | 'sent' | 'failed';
  readonly attempts: number;
  readonly fault: string | null;
  readonly createdAt: Date;
  readonly cursorAt: string;
  readonly nextAt: Date | null;
  readonly settledAt: Date | null;
}

const DELIVERY = `id, template as type, state, attempts, fault, created_at as "createdAt", created_at::text as "cursorAt",
  next_at as "nextAt", settled_at as "settledAt"`;

/** One delivery. */
export async function readDelivery(sql: Sql, id: string): Promise<DeliveryRow | undefined> {
  const { rows } = await sql.query<DeliveryRow>(
    `select ${DELIVERY} from notice where id = $1 and webhook_id is not null`,
    [id],
  );
  return rows[0];
}

/** Deliveries of a webhook, newest first. */
export async function listDeliveries(
  sql: Sql,
  webhookId: string,
  given: {
    readonly state: 'waiting' | 'failed' | null;
    readonly after: { readonly at: string; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<DeliveryRow[]> {
  const { state, after, limit } = given;
  const { rows } = await sql.query<DeliveryRow>(
    `select ${DELIVERY} from notice
      where webhook_id = $1 and ($2::text is null or state = $2)
        and ($3::timestamptz is null or (created_at, id) < ($3::timestamptz, $4))
      order by created_at desc, id desc limit $5`,
    [webhookId, state, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}
