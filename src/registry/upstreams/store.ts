import type { Sql } from '../../store/index.ts';

export interface UpstreamRow {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  /** Wrapped with the key-encryption key. */
  readonly apiKey: Buffer | null;
  readonly models: Record<string, string>;
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly idleMs: number | null;
  readonly createdAt: Date;
}

const SELECT = `
  select id, name, base_url as "baseUrl", api_key as "apiKey", models, connect_ms as "connectMs",
         first_byte_ms as "firstByteMs", idle_ms as "idleMs", created_at as "createdAt"
    from upstream
   where retired_at is null`;

/** Every upstream in use, oldest first. */
export async function listUpstreams(sql: Sql): Promise<UpstreamRow[]> {
  return (await sql.query<UpstreamRow>(`${SELECT} order by created_at, id`)).rows;
}

/** One upstream in use. */
export async function readUpstream(sql: Sql, id: string): Promise<UpstreamRow | undefined> {
  return (await sql.query<UpstreamRow>(`${SELECT} and id = $1`, [id])).rows[0];
}

/** The same, kept from being changed by others until the transaction ends. */
export async function readUpstreamForUpdate(sql: Sql, id: string): Promise<UpstreamRow | undefined> {
  return (await sql.query<UpstreamRow>(`${SELECT} and id = $1 for update`, [id])).rows[0];
}

/** Stores a new upstream. */
export async function insertUpstream(sql: Sql, row: UpstreamRow): Promise<void> {
  await sql.query(
    `insert into upstream (id, name, base_url, api_key, models, connect_ms, first_byte_ms, idle_ms, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [...writtenColumns(row), row.createdAt],
  );
}

/** Overwrites what can change of an upstream. */
export async function updateUpstream(sql: Sql, row: UpstreamRow, at: Date): Promise<void> {
  await sql.query(
    `update upstream set name = $2, base_url = $3, api_key = $4, models = $5, connect_ms = $6, first_byte_ms = $7,
                         idle_ms = $8, changed_at = $9
      where id = $1`,
    [...writtenColumns(row), at],
  );
}

const writtenColumns = (row: UpstreamRow): unknown[] => [
  row.id,
  row.name,
  row.baseUrl,
  row.apiKey,
  JSON.stringify(row.models),
  row.connectMs,
  row.firstByteMs,
  row.idleMs,
];

/** Retires an upstream and forgets its key. */
export async function retireUpstream(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query('update upstream set retired_at = $2, api_key = null where id = $1', [id, at]);
}

/** Names of the services in use that name this upstream. */
export async function servicesNamingUpstream(sql: Sql, id: string): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `select s.name from service s join service_upstream u on u.service_id = s.id
      where u.upstream_id = $1 and s.retired_at is null order by s.name`,
    [id],
  );
  return rows.map(({ name }) => name);
}
