import type { Sql } from '../../store/index.ts';
import type { StoredEntry, StoredOrder } from './model.ts';

type Head = Pick<StoredOrder, 'id' | 'number' | 'recordedAt'>;

const HEAD = 'id, number, recorded_at as "recordedAt"';
const FULFILLED_MAX = 200;

async function withEntries(sql: Sql, heads: readonly Head[]): Promise<StoredOrder[]> {
  const { rows } = await sql.query<StoredEntry>(
    `select id, order_id as "orderId", place, at, "by", by_name as "byName", deed from rectification_order_entry
     where order_id = any($1) order by order_id, place`,
    [heads.map(({ id }) => id)],
  );
  const byOrder = Map.groupBy(rows, ({ orderId }) => orderId);
  return heads.map((head) => ({ ...head, entries: byOrder.get(head.id) ?? [] }));
}

/** Every open one, oldest first. */
export async function listOpen(sql: Sql): Promise<StoredOrder[]> {
  const { rows } = await sql.query<Head>(`select ${HEAD} from rectification_order where is_open order by number`);
  return await withEntries(sql, rows);
}

/** The last 200 that were fulfilled, newest first. */
export async function listFulfilled(sql: Sql): Promise<StoredOrder[]> {
  const { rows } = await sql.query<Head>(
    `select ${HEAD} from rectification_order where not is_open order by number desc limit ${FULFILLED_MAX}`,
  );
  return await withEntries(sql, rows);
}

export async function readOrder(sql: Sql, id: string): Promise<StoredOrder | undefined> {
  const { rows } = await sql.query<Head>(`select ${HEAD} from rectification_order where id = $1`, [id]);
  return (await withEntries(sql, rows))[0];
}

/** The same; nobody else adds to it until the transaction ends. */
export async function readOrderForUpdate(tx: Sql, id: string): Promise<StoredOrder | undefined> {
  await tx.query('select from rectification_order where id = $1 for update', [id]);
  return await readOrder(tx, id);
}

/** Returns its number. */
export async function insertOrder(tx: Sql, id: string, at: Date): Promise<number> {
  const { rows } = await tx.query<{ number: number }>(
    'insert into rectification_order (id, is_open, recorded_at) values ($1, true, $2) returning number',
    [id, at],
  );
  return rows[0]?.number ?? 0;
}

export async function insertEntry(tx: Sql, entry: StoredEntry): Promise<void> {
  const { id, orderId, place, at, by, byName, deed } = entry;
  await tx.query(
    `insert into rectification_order_entry (id, order_id, place, at, "by", by_name, deed)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [id, orderId, place, at, by, byName, JSON.stringify(deed)],
  );
}

export async function setOpen(tx: Sql, id: string, isOpen: boolean): Promise<void> {
  await tx.query('update rectification_order set is_open = $2 where id = $1', [id, isOpen]);
}
