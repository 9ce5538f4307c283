import type { Policy } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';

export interface ServiceRow {
  readonly id: string;
  readonly name: string;
  readonly modelCode: string;
  /** As stored; parse it with the contract's schema. */
  readonly policy: unknown;
  readonly policyVersion: number;
  readonly createdAt: Date;
  /** In the order of failover. */
  readonly upstreamIds: string[];
  readonly wordListIds: string[];
  /** Keys that are neither revoked nor a playground's. */
  readonly keys: number;
}

export interface ServiceWrite {
  readonly id: string;
  readonly name: string;
  readonly modelCode: string;
  readonly policy: Policy;
  readonly policyVersion: number;
  readonly at: Date;
}

const SELECT = `
  select s.id, s.name, s.model_code as "modelCode", s.policy, s.policy_version as "policyVersion",
         s.created_at as "createdAt",
         array(select upstream_id from service_upstream u where u.service_id = s.id order by position) as "upstreamIds",
         array(select list_id from service_word_list l where l.service_id = s.id order by list_id) as "wordListIds",
         (select count(*)::int from api_key k
           where k.service_id = s.id and not k.synthetic and k.revoked_at is null) as keys
    from service s
   where s.retired_at is null`;

/** Every service that is not retired, oldest first. */
export async function listServices(sql: Sql): Promise<ServiceRow[]> {
  return (await sql.query<ServiceRow>(`${SELECT} order by s.created_at, s.id`)).rows;
}

/** One service that is not retired. */
export async function readService(sql: Sql, id: string): Promise<ServiceRow | undefined> {
  return (await sql.query<ServiceRow>(`${SELECT} and s.id = $1`, [id])).rows[0];
}

/** The same, kept from being changed by others until the transaction ends. */
export async function readServiceForUpdate(sql: Sql, id: string): Promise<ServiceRow | undefined> {
  return (await sql.query<ServiceRow>(`${SELECT} and s.id = $1 for update of s`, [id])).rows[0];
}

/** Stores a new service. */
export async function insertService(sql: Sql, service: ServiceWrite): Promise<void> {
  await sql.query(
    `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [service.id, service.name, service.modelCode, JSON.stringify(service.policy), service.policyVersion, service.at],
  );
}

/** Overwrites what can change of a service. */
export async function updateService(sql: Sql, service: ServiceWrite): Promise<void> {
  await sql.query(
    `update service set name = $2, model_code = $3, policy = $4, policy_version = $5, changed_at = $6 where id = $1`,
    [service.id, service.name, service.modelCode, JSON.stringify(service.policy), service.policyVersion, service.at],
  );
}

/** Gives a service these upstreams in this order instead of those it had. */
export async function replaceUpstreams(sql: Sql, serviceId: string, upstreamIds: readonly string[]): Promise<void> {
  await sql.query('delete from service_upstream where service_id = $1', [serviceId]);
  await sql.query(
    `insert into service_upstream (service_id, position, upstream_id)
     select $1, given.position - 1, given.id from unnest($2::text[]) with ordinality as given (id, position)`,
    [serviceId, upstreamIds],
  );
}

/** Gives a service these word lists instead of those it had. */
export async function replaceWordLists(sql: Sql, serviceId: string, listIds: readonly string[]): Promise<void> {
  await sql.query('delete from service_word_list where service_id = $1', [serviceId]);
  await sql.query('insert into service_word_list (service_id, list_id) select $1, unnest($2::text[])', [
    serviceId,
    listIds,
  ]);
}

/** Retires a service; false when it was not there or retired already. */
export async function retireService(sql: Sql, id: string, at: Date): Promise<boolean> {
  const { rowCount } = await sql.query('update service set retired_at = $2 where id = $1 and retired_at is null', [
    id,
    at,
  ]);
  return rowCount === 1;
}

/** Those of the ids that name a live upstream. Locked, so that none is retired while a service takes it. */
export async function liveUpstreamIds(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'select id from upstream where id = any($1) and retired_at is null for share',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Those of the ids that name a judge that is not retired. Locked as above. */
export async function liveJudgeIds(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql.query<{ id: string }>(
    'select id from judge where id = any($1) and retired_at is null for share',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Those of the ids that name a word list that is not retired. Locked as above. */
export async function liveListIds(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'select id from word_list where id = any($1) and retired_at is null for share',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}
