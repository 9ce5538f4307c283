import type { DedicatedConnection, Sql } from '../../../store/index.ts';

// Any fixed number; it only has to differ from the other advisory locks of Hegui.
const SWEEP_LOCK = 7_301_960;

/** True when this session is the one that sweeps now; its end frees the lock. */
export async function lockSweep(session: DedicatedConnection): Promise<boolean> {
  const { rows } = await session.query<{ isFree: boolean }>('select pg_try_advisory_lock($1) as "isFree"', [
    SWEEP_LOCK,
  ]);
  return rows[0]?.isFree === true;
}

/** Settings as stored; undefined before anybody changed them. */
export async function readSettings(
  sql: Sql,
): Promise<{ readonly settings: unknown; readonly revision: number } | undefined> {
  return (await sql.query<{ settings: unknown; revision: number }>('select settings, revision from retention_settings'))
    .rows[0];
}

/** Stores the next revision, 1 for the first; false when another one was stored meanwhile. */
export async function writeSettings(tx: Sql, settings: object, revision: number, at: Date): Promise<boolean> {
  const text =
    revision === 1
      ? 'insert into retention_settings (settings, revision, changed_at) values ($1, $2, $3) on conflict do nothing'
      : 'update retention_settings set settings = $1, revision = $2, changed_at = $3 where revision = $2 - 1';
  return (await tx.query(text, [JSON.stringify(settings), revision, at])).rowCount === 1;
}

export interface SweptKind {
  readonly kind: string;
  readonly sweptAt: Date;
  /** Since the first sweep. */
  readonly erased: number;
  readonly leftOver: number;
}

/** What the sweep found last. */
export async function readSwept(sql: Sql): Promise<SweptKind[]> {
  const { rows } = await sql.query<SweptKind>(
    `select kind, swept_at as "sweptAt", erased::float8 as erased, left_over as "leftOver" from retention_state`,
  );
  return rows;
}

/** Notes what the sweep found now; `erased` is added to what was erased before. */
export async function noteSwept(sql: Sql, { kind, sweptAt, erased, leftOver }: SweptKind): Promise<void> {
  await sql.query(
    `insert into retention_state as s (kind, swept_at, erased, left_over) values ($1, $2, $3, $4)
     on conflict (kind) do update set swept_at = $2, erased = s.erased + $3, left_over = $4`,
    [kind, sweptAt, erased, leftOver],
  );
}

/** Requests that ended before and can still be read, oldest first. */
export async function listOldRequests(sql: Sql, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select r.id from privacy_request r where r.ended_at < $1
        and exists (select from content_key k where k.subject = 'privacy:' || r.id and k.destroyed_at is null)
      order by r.ended_at limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}

/** Which of these requests can still be read. */
export async function readableOf(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select r.id from unnest($1::text[]) as r (id)
      where exists (select from content_key k where k.subject = 'privacy:' || r.id and k.destroyed_at is null)`,
    [ids],
  );
  return rows.map(({ id }) => id);
}
