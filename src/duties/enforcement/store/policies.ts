import type { Sql } from '../../../store/index.ts';

/** A version of a service's policy as it is stored. */
export interface StoredPolicy {
  readonly serviceId: string;
  readonly version: number;
  readonly settings: unknown;
  readonly state: 'draft' | 'active' | 'replaced' | 'off';
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly simulatedAt: Date | null;
  readonly simulation: unknown;
  readonly activatedAt: Date | null;
  readonly activatedBy: string | null;
  readonly endedAt: Date | null;
}

const POLICY = `service_id as "serviceId", version, settings, state, created_at as "createdAt", created_by as "createdBy",
  simulated_at as "simulatedAt", simulation, activated_at as "activatedAt", activated_by as "activatedBy", ended_at as "endedAt"`;

/** The policy of a service that is in force, or drafted; undefined when there is none. */
export async function readPolicy(
  sql: Sql,
  serviceId: string,
  state: 'active' | 'draft',
): Promise<StoredPolicy | undefined> {
  const { rows } = await sql.query<StoredPolicy>(
    `select ${POLICY} from measure_policy where service_id = $1 and state = $2`,
    [serviceId, state],
  );
  return rows[0];
}

/** The same; nobody else changes the service's policy until the transaction ends. */
export async function lockPolicies(tx: Sql, serviceId: string): Promise<{ readonly name: string } | undefined> {
  const { rows } = await tx.query<{ name: string }>('select name from service where id = $1 for no key update', [
    serviceId,
  ]);
  return rows[0];
}

/** Name of a service. */
export async function readServiceName(sql: Sql, serviceId: string): Promise<string | undefined> {
  return (await sql.query<{ name: string }>('select name from service where id = $1', [serviceId])).rows[0]?.name;
}

/** Writes the draft of a service in the place of the one before; every writing has a number of its own. @returns it. */
export async function writeDraft(
  tx: Sql,
  serviceId: string,
  given: { readonly settings: object; readonly at: Date; readonly by: string },
): Promise<number> {
  const params = [serviceId, JSON.stringify(given.settings), given.at, given.by];
  const { rows: changed } = await tx.query<{ version: number }>(
    `update measure_policy set version = version + 1, settings = $2, created_at = $3, created_by = $4, simulated_at = null,
            simulation = null where service_id = $1 and state = 'draft' returning version`,
    params,
  );
  if (changed[0] !== undefined) return changed[0].version;
  const { rows } = await tx.query<{ version: number }>(
    `insert into measure_policy (service_id, version, settings, state, created_at, created_by)
     select $1, coalesce(max(version), 0) + 1, $2, 'draft', $3, $4 from measure_policy where service_id = $1 returning version`,
    params,
  );
  return rows[0]?.version ?? 0;
}

/** Keeps what the draft would have done. */
export async function writeSimulation(
  tx: Sql,
  serviceId: string,
  version: number,
  given: { readonly simulation: object; readonly at: Date },
): Promise<void> {
  await tx.query(
    `update measure_policy set simulation = $3, simulated_at = $4 where service_id = $1 and version = $2 and state = 'draft'`,
    [serviceId, version, JSON.stringify(given.simulation), given.at],
  );
}

/** Ends what is in force; @returns its version, or null when nothing was. */
export async function endActive(
  tx: Sql,
  serviceId: string,
  at: Date,
  state: 'replaced' | 'off',
): Promise<number | null> {
  const { rows } = await tx.query<{ version: number }>(
    `update measure_policy set state = $3, ended_at = $2 where service_id = $1 and state = 'active' returning version`,
    [serviceId, at, state],
  );
  return rows[0]?.version ?? null;
}

/** Puts the draft into force. */
export async function activateDraft(
  tx: Sql,
  serviceId: string,
  version: number,
  given: { readonly at: Date; readonly by: string },
): Promise<void> {
  await tx.query(
    `update measure_policy set state = 'active', activated_at = $3, activated_by = $4
      where service_id = $1 and version = $2 and state = 'draft'`,
    [serviceId, version, given.at, given.by],
  );
}
