import type { Database, Sql } from '../../store/index.ts';
import type { ChangeRow, MemoRow, Observation, ToldFacts } from './model.ts';

const MEMO_COLUMNS = `id, service_id as "serviceId", number, facts, to_char(day, 'YYYY-MM-DD') as day, findings,
  law_digest as "lawDigest", made_at as "madeAt", made_by as "madeBy", signed_at as "signedAt", signed_by as "signedBy",
  signed_name as "signedName"`;

/** Memos of a service, newest first. */
export async function listMemos(sql: Sql, serviceId: string): Promise<MemoRow[]> {
  const { rows } = await sql.query<MemoRow>(
    `select ${MEMO_COLUMNS} from scope_memo where service_id = $1 order by number desc`,
    [serviceId],
  );
  return rows;
}

export async function readMemo(sql: Sql, id: string): Promise<MemoRow | undefined> {
  const { rows } = await sql.query<MemoRow>(`select ${MEMO_COLUMNS} from scope_memo where id = $1`, [id]);
  return rows[0];
}

export async function readLatestMemo(sql: Sql, serviceId: string): Promise<MemoRow | undefined> {
  const { rows } = await sql.query<MemoRow>(
    `select ${MEMO_COLUMNS} from scope_memo where service_id = $1 order by number desc limit 1`,
    [serviceId],
  );
  return rows[0];
}

/** A service in use with its latest memo, and whether its findings would now be others. */
export interface ScopedService {
  readonly serviceId: string;
  readonly name: string;
  /** null, as the instants, while it has no memo. */
  readonly findings: MemoRow['findings'] | null;
  readonly madeAt: Date | null;
  readonly signedAt: Date | null;
  readonly hasChanged: boolean;
}

/** Every service in use with its latest memo. */
export async function listLatest(sql: Sql): Promise<ScopedService[]> {
  const { rows } = await sql.query<ScopedService>(
    `select s.id as "serviceId", s.name, m.findings, m.made_at as "madeAt", m.signed_at as "signedAt",
            exists (select from scope_change c where c.service_id = s.id and c.closed_at is null) as "hasChanged"
       from service s left join lateral (
         select findings, made_at, signed_at from scope_memo where service_id = s.id order by number desc limit 1) m on true
      where s.retired_at is null order by s.created_at, s.id`,
  );
  return rows;
}

/** Services that have a memo. */
export async function listScopedServices(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select distinct memo.service_id as id from scope_memo memo join service on service.id = memo.service_id
     where service.retired_at is null`,
  );
  return rows.map(({ id }) => id);
}

/** Keeps others from making memos or judging changes of this service until the transaction ends. */
export async function lockService(tx: Sql, serviceId: string): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from service where id = $1 and retired_at is null for no key update', [
    serviceId,
  ]);
  return rowCount === 1;
}

export async function insertMemo(tx: Sql, memo: Omit<MemoRow, 'signedAt' | 'signedBy' | 'signedName'>): Promise<void> {
  await tx.query(
    `insert into scope_memo (id, service_id, number, facts, day, findings, law_digest, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      memo.id,
      memo.serviceId,
      memo.number,
      JSON.stringify(memo.facts),
      memo.day,
      JSON.stringify(memo.findings),
      memo.lawDigest,
      memo.madeAt,
      memo.madeBy,
    ],
  );
}

/** Returns whether the memo was unsigned until now. */
export async function signMemo(
  tx: Sql,
  id: string,
  { by, name, at }: { readonly by: string; readonly name: string; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update scope_memo set signed_at = $2, signed_by = $3, signed_name = $4 where id = $1 and signed_at is null',
    [id, at, by, name],
  );
  return rowCount === 1;
}

/** Facts told since the latest memo; none: an empty object. */
export async function readTold(sql: Sql, serviceId: string): Promise<ToldFacts> {
  const { rows } = await sql.query<{ facts: ToldFacts }>('select facts from scope_told where service_id = $1', [
    serviceId,
  ]);
  return rows[0]?.facts ?? {};
}

export async function putTold(tx: Sql, serviceId: string, facts: ToldFacts, at: Date): Promise<void> {
  await tx.query(
    `insert into scope_told (service_id, facts, told_at) values ($1, $2, $3)
     on conflict (service_id) do update set facts = excluded.facts, told_at = excluded.told_at`,
    [serviceId, JSON.stringify(facts), at],
  );
}

/** A new memo takes up what was told. */
export async function clearTold(tx: Sql, serviceId: string): Promise<void> {
  await tx.query('delete from scope_told where service_id = $1', [serviceId]);
}

export async function readSeen(sql: Sql, serviceId: string): Promise<Observation[]> {
  const { rows } = await sql.query<{ observation: Observation }>(
    'select observation from scope_seen where service_id = $1 order by observation',
    [serviceId],
  );
  return rows.map(({ observation }) => observation);
}

/** Returns whether it is news. */
export async function insertSeen(tx: Sql, serviceId: string, observation: Observation, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    'insert into scope_seen (service_id, observation, seen_at) values ($1, $2, $3) on conflict do nothing',
    [serviceId, observation, at],
  );
  return rowCount === 1;
}

/** How many end users with a name of their own a service has; read from an index, a second or two for ten million. */
export async function countEndUsers(database: Database, serviceId: string): Promise<number> {
  const { rows } = await database.query<{ count: string }>(
    'select count(distinct end_user) from exchange where service_id = $1 and end_user is not null',
    [serviceId],
  );
  return Number(rows[0]?.count ?? 0);
}

export async function readOpenChange(sql: Sql, serviceId: string): Promise<ChangeRow | undefined> {
  const { rows } = await sql.query<ChangeRow>(
    `select id, memo_id as "memoId", causes, observed, changed, found_at as "foundAt" from scope_change
     where service_id = $1 and closed_at is null`,
    [serviceId],
  );
  return rows[0];
}

export async function insertChange(tx: Sql, serviceId: string, change: ChangeRow): Promise<void> {
  await tx.query(
    `insert into scope_change (id, service_id, memo_id, causes, observed, changed, found_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      change.id,
      serviceId,
      change.memoId,
      change.causes,
      JSON.stringify(change.observed),
      JSON.stringify(change.changed),
      change.foundAt,
    ],
  );
}

export async function closeChange(tx: Sql, id: string, at: Date): Promise<void> {
  await tx.query('update scope_change set closed_at = $2 where id = $1', [id, at]);
}
