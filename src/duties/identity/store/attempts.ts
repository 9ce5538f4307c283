import type { Sql } from '../../../store/index.ts';
import type { AttemptKind, AttemptRow, IdentityUser } from '../model.ts';

/** Lets nobody else do something for the same user, or with the same address, until the transaction ends. */
export async function lockFor(tx: Sql, keys: readonly string[]): Promise<void> {
  // In one order everywhere, so that two who want both never wait for each other.
  for (const key of keys.toSorted())
    await tx.query(`select pg_advisory_xact_lock(hashtextextended('identity ' || $1, 0))`, [key]);
}

/** When an end user began attempts of these kinds, since an instant. */
export async function listBegunBy(
  sql: Sql,
  { serviceId, endUser }: IdentityUser,
  kinds: readonly AttemptKind[],
  since: Date,
): Promise<Date[]> {
  const { rows } = await sql.query<{ at: Date }>(
    `select begun_at as at from identity_attempt
      where service_id = $1 and end_user = $2 and kind = any($3) and begun_at > $4`,
    [serviceId, endUser, kinds, since],
  );
  return rows.map(({ at }) => at);
}

/** When codes were sent to an address, whoever wanted them. */
export async function listSentTo(sql: Sql, addressHash: string, since: Date): Promise<Date[]> {
  const { rows } = await sql.query<{ at: Date }>(
    `select begun_at as at from identity_attempt where address_hash = decode($1, 'hex') and begun_at > $2`,
    [addressHash, since],
  );
  return rows.map(({ at }) => at);
}

export async function insertAttempt(tx: Sql, row: Omit<AttemptRow, 'tries' | 'endedAt'>): Promise<void> {
  const { id, serviceId, endUser, kind, providerId, addressHash, codeHash, sealed, begunAt, expiresAt } = row;
  await tx.query(
    `insert into identity_attempt (id, service_id, end_user, kind, provider_id, address_hash, code_hash, sealed, begun_at, expires_at)
     values ($1, $2, $3, $4, $5, decode($6, 'hex'), decode($7, 'hex'), $8, $9, $10)`,
    [id, serviceId, endUser, kind, providerId, addressHash, codeHash, sealed, begunAt, expiresAt],
  );
}

const ATTEMPT = `id, service_id as "serviceId", end_user as "endUser", kind, provider_id as "providerId",
  encode(address_hash, 'hex') as "addressHash", encode(code_hash, 'hex') as "codeHash", sealed, tries, begun_at as "begunAt",
  expires_at as "expiresAt", ended_at as "endedAt"`;

export async function readAttempt(sql: Sql, id: string): Promise<AttemptRow | undefined> {
  const { rows } = await sql.query<AttemptRow>(`select ${ATTEMPT} from identity_attempt where id = $1`, [id]);
  return rows[0];
}

/** Counts one more try before it is looked at; undefined when none is left, or the time is over. */
export async function countTry(
  sql: Sql,
  id: string,
  { serviceId, endUser }: IdentityUser,
  triesMax: number,
  now: Date,
): Promise<AttemptRow | undefined> {
  const { rows } = await sql.query<AttemptRow>(
    `update identity_attempt set tries = tries + 1
      where id = $1 and service_id = $2 and end_user = $3 and ended_at is null and expires_at > $5 and tries < $4
      returning ${ATTEMPT}`,
    [id, serviceId, endUser, triesMax, now],
  );
  return rows[0];
}

/** Ends an attempt and forgets what it kept for the next step; false when it had ended before. */
export async function endAttempt(sql: Sql, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    'update identity_attempt set ended_at = $2, sealed = null where id = $1 and ended_at is null and expires_at > $2',
    [id, now],
  );
  return rowCount === 1;
}

/** Removes attempts that were begun before. */
export async function deleteAttempts(sql: Sql, before: Date): Promise<void> {
  // What another process is removing at this moment is left to it.
  await sql.query(
    `delete from identity_attempt where id in (select id from identity_attempt where begun_at < $1 for update skip locked)`,
    [before],
  );
}
