import { identityProviderSettingsSchema } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ProviderHealth, ProviderRow } from '../model.ts';

interface Stored extends Omit<ProviderRow, 'settings'> {
  readonly settings: unknown;
}

const PROVIDER = `select id, name, settings, secret, created_at as "createdAt" from identity_provider where retired_at is null`;
const providerOf = (row: Stored): ProviderRow => ({
  ...row,
  settings: identityProviderSettingsSchema.parse(row.settings),
});

/** Every provider in use, oldest first. */
export async function listProviders(sql: Sql): Promise<ProviderRow[]> {
  return (await sql.query<Stored>(`${PROVIDER} order by created_at, id`)).rows.map(providerOf);
}

export async function readProvider(sql: Sql, id: string): Promise<ProviderRow | undefined> {
  return (await sql.query<Stored>(`${PROVIDER} and id = $1`, [id])).rows.map(providerOf)[0];
}

/** The same, kept from being changed by others until the transaction ends. */
export async function readProviderForUpdate(tx: Sql, id: string): Promise<ProviderRow | undefined> {
  return (await tx.query<Stored>(`${PROVIDER} and id = $1 for update`, [id])).rows.map(providerOf)[0];
}

export async function insertProvider(tx: Sql, { id, name, settings, secret, createdAt }: ProviderRow): Promise<void> {
  await tx.query(
    `insert into identity_provider (id, name, kind, settings, secret, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $6)`,
    [id, name, settings.kind, JSON.stringify(settings), secret, createdAt],
  );
}

export async function updateProvider(tx: Sql, { id, name, settings, secret }: ProviderRow, at: Date): Promise<void> {
  await tx.query('update identity_provider set name = $2, settings = $3, secret = $4, changed_at = $5 where id = $1', [
    id,
    name,
    JSON.stringify(settings),
    secret,
    at,
  ]);
}

/** Retires a provider and forgets its secret. */
export async function retireProvider(tx: Sql, id: string, at: Date): Promise<void> {
  await tx.query('update identity_provider set retired_at = $2, secret = null where id = $1', [id, at]);
}

/** Notes how a call went; null = it was answered. */
export async function noteCall(sql: Sql, providerId: string, fault: string | null, at: Date): Promise<void> {
  await sql.query(
    `insert into identity_provider_health as h (provider_id, answered, failed, last_answer_at, last_fault_at, last_fault)
     values ($1, case when $2::text is null then 1 else 0 end, case when $2::text is null then 0 else 1 end,
             case when $2::text is null then $3::timestamptz end, case when $2::text is null then null else $3::timestamptz end, $2)
     on conflict (provider_id) do update
       set answered = h.answered + excluded.answered, failed = h.failed + excluded.failed,
           last_answer_at = coalesce(excluded.last_answer_at, h.last_answer_at),
           last_fault_at = coalesce(excluded.last_fault_at, h.last_fault_at),
           last_fault = coalesce(excluded.last_fault, h.last_fault)`,
    [providerId, fault, at],
  );
}

export async function listHealth(sql: Sql): Promise<ReadonlyMap<string, ProviderHealth>> {
  const { rows } = await sql.query<ProviderHealth & { readonly providerId: string }>(
    `select provider_id as "providerId", answered::float8 as answered, failed::float8 as failed,
            last_answer_at as "lastAnswerAt", last_fault_at as "lastFaultAt", last_fault as "lastFault"
       from identity_provider_health`,
  );
  return new Map(rows.map(({ providerId, ...health }) => [providerId, health]));
}
