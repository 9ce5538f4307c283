import type { MinorSettings } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { StoredPolicy } from '../model.ts';

/** How a service treats minors; null before anybody set anything. */
export async function readPolicy(sql: Sql, serviceId: string): Promise<StoredPolicy | null> {
  const { rows } = await sql.query<StoredPolicy>('select settings, revision from minor_policy where service_id = $1', [
    serviceId,
  ]);
  return rows[0] ?? null;
}

export async function listPolicies(sql: Sql): Promise<ReadonlyMap<string, MinorSettings>> {
  const { rows } = await sql.query<{ serviceId: string; settings: MinorSettings }>(
    'select service_id as "serviceId", settings from minor_policy',
  );
  return new Map(rows.map(({ serviceId, settings }) => [serviceId, settings]));
}

/** Keeps the next revision, 1 for the first; false when another was kept meanwhile. */
export async function writePolicy(
  tx: Sql,
  serviceId: string,
  { settings, revision }: StoredPolicy,
  at: Date,
  by: string,
): Promise<boolean> {
  const statement =
    revision === 1
      ? `insert into minor_policy (service_id, settings, revision, changed_at, changed_by) values ($1, $2, $3, $4, $5)
         on conflict do nothing`
      : `update minor_policy set settings = $2, revision = $3, changed_at = $4, changed_by = $5
         where service_id = $1 and revision = $3 - 1`;
  return (await tx.query(statement, [serviceId, JSON.stringify(settings), revision, at, by])).rowCount === 1;
}
