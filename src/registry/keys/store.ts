import type { Audience } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';

export interface KeyRow {
  readonly id: string;
  readonly serviceId: string;
  readonly name: string;
  readonly hint: string;
  readonly ratePerMinute: number | null;
  readonly openMax: number | null;
  readonly synthetic: boolean;
  readonly audience: Audience | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

export interface KeyWrite extends Omit<KeyRow, 'revokedAt'> {
  readonly hash: Buffer;
}

const SELECT = `
  select id, service_id as "serviceId", name, hint, rate_per_minute as "ratePerMinute", open_max as "openMax", synthetic,
         audience,         created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt"
    from api_key`;

/** The keys of a service, revoked ones too, newest first; of playground keys only those that still work. */
export async function listKeys(sql: Sql, serviceId: string, now: Date): Promise<KeyRow[]> {
  const { rows } = await sql.query<KeyRow>(
    `${SELECT} where service_id = $1 and (not synthetic or (revoked_at is null and expires_at > $2))
     order by created_at desc, id desc`,
    [serviceId, now],
  );
  return rows;
}

/** Stores a new key. */
export async function insertKey(sql: Sql, key: KeyWrite): Promise<void> {
  await sql.query(
    `insert into api_key (id, service_id, name, hash, hint, rate_per_minute, open_max, synthetic, created_at, expires_at,
                          audience)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      key.id,
      key.serviceId,
      key.name,
      key.hash,
      key.hint,
      key.ratePerMinute,
      key.openMax,
      key.synthetic,
      key.createdAt,
      key.expiresAt,
      key.audience,
    ],
  );
}

/** Revokes a key; undefined when it was not there or revoked already. */
export async function revokeKey(sql: Sql, id: string, at: Date): Promise<{ serviceId: string } | undefined> {
  const { rows } = await sql.query<{ serviceId: string }>(
    `update api_key set revoked_at = $2 where id = $1 and revoked_at is null returning service_id as "serviceId"`,
    [id, at],
  );
  return rows[0];
}

/** Revokes the playground keys of this name in a service; returns their ids. */
export async function revokePlaygroundKeys(sql: Sql, serviceId: string, name: string, at: Date): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `update api_key set revoked_at = $3
      where service_id = $1 and name = $2 and synthetic and revoked_at is null returning id`,
    [serviceId, name, at],
  );
  return rows.map(({ id }) => id);
}

/** Is there such a service, not retired? Locked, so that it is not retired while a key is made for it. */
export async function hasLiveService(sql: Sql, serviceId: string): Promise<boolean> {
  const { rowCount } = await sql.query('select 1 from service where id = $1 and retired_at is null for share', [
    serviceId,
  ]);
  return rowCount === 1;
}
