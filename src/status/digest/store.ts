import type { Sql } from '../../store/index.ts';
import type { DigestRow } from './model.ts';

/** Settings as stored; undefined before anybody changed them. */
export async function readSettings(
  sql: Sql,
): Promise<{ readonly settings: unknown; readonly revision: number; readonly changedAt: Date } | undefined> {
  const { rows } = await sql.query<{ settings: unknown; revision: number; changedAt: Date }>(
    'select settings, revision, changed_at as "changedAt" from status_digest_settings',
  );
  return rows[0];
}

/** Lets nobody else tell anything until the transaction ends. */
export async function lockSettings(tx: Sql): Promise<void> {
  await tx.query('select from status_digest_settings for update');
}

/** Stores the next revision, 1 for the first; false when another one was stored meanwhile. */
export async function writeSettings(tx: Sql, settings: object, revision: number, at: Date): Promise<boolean> {
  const text =
    revision === 1
      ? 'insert into status_digest_settings (settings, revision, changed_at) values ($1, $2, $3) on conflict do nothing'
      : 'update status_digest_settings set settings = $1, revision = $2, changed_at = $3 where revision = $2 - 1';
  return (await tx.query(text, [JSON.stringify(settings), revision, at])).rowCount === 1;
}

const DIGEST = `id, kind, slot, from_at as "from", to_at as "to", red, counts, made_by as "by"`;

/** Stores what was told; false when the same was told by another process at this moment. */
export async function insertDigest(tx: Sql, row: DigestRow): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into status_digest (id, kind, slot, from_at, to_at, red, counts, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (slot) do nothing`,
    [row.id, row.kind, row.slot, row.from, row.to, row.red, JSON.stringify(row.counts), row.by],
  );
  return rowCount === 1;
}

/** What was told last, newest first. */
export async function listDigests(sql: Sql, limit: number): Promise<DigestRow[]> {
  const { rows } = await sql.query<DigestRow>(
    `select ${DIGEST} from status_digest order by to_at desc, id desc limit $1`,
    [limit],
  );
  return rows;
}

/** The last digest that told of everything. */
export async function lastWhole(sql: Sql): Promise<DigestRow | undefined> {
  const { rows } = await sql.query<DigestRow>(
    `select ${DIGEST} from status_digest where kind <> 'alert' order by to_at desc, id desc limit 1`,
  );
  return rows[0];
}

/** Was the digest of this instant sent? */
export async function hasSlot(sql: Sql, slot: Date): Promise<boolean> {
  return (await sql.query('select from status_digest where slot = $1', [slot])).rowCount === 1;
}

/** When each thing that is red was told at once last. */
export async function readToldAt(sql: Sql, red: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const { rows } = await sql.query<{ id: string; at: Date }>(
    `select t.id, max(d.to_at) as at from status_digest d cross join unnest(d.red) as t (id)
      where d.kind = 'alert' and d.red && $1 group by t.id`,
    [red],
  );
  return new Map(rows.map(({ id, at }) => [id, at]));
}
