import type { Sql } from '../../store/index.ts';
import type { StoredAppointment, StoredTraining } from './model.ts';

const APPOINTMENT = `id, subject, person, staff_id as "staffId", deputy, to_char(from_on, 'YYYY-MM-DD') as "from",
  to_char(to_on, 'YYYY-MM-DD') as "to", note, made_at as "madeAt", made_by as "madeBy", signed_at as "signedAt",
  signed_by as "signedBy", signed_name as "signedName", to_char(ended_on, 'YYYY-MM-DD') as "endedOn",
  end_reason as "endReason", ended_at as "endedAt", ended_by as "endedBy"`;

/** Ids of the accounts that are open. */
export async function listOpenAccounts(sql: Sql): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>('select id from staff where disabled_at is null');
  return new Set(rows.map(({ id }) => id));
}

export async function listAppointments(sql: Sql): Promise<StoredAppointment[]> {
  return (await sql.query<StoredAppointment>(`select ${APPOINTMENT} from appointment order by from_on, id`)).rows;
}

/** Nobody else changes it until the transaction ends. */
export async function readAppointmentForUpdate(tx: Sql, id: string): Promise<StoredAppointment | undefined> {
  const { rows } = await tx.query<StoredAppointment>(
    `select ${APPOINTMENT} from appointment where id = $1 for update`,
    [id],
  );
  return rows[0];
}

export type NewAppointment = Pick<
  StoredAppointment,
  'id' | 'subject' | 'person' | 'staffId' | 'deputy' | 'from' | 'to' | 'note' | 'madeAt' | 'madeBy'
>;

export async function insertAppointment(tx: Sql, given: NewAppointment): Promise<void> {
  await tx.query(
    `insert into appointment (id, subject, person, staff_id, deputy, from_on, to_on, note, made_at, made_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      given.id,
      given.subject,
      given.person,
      given.staffId,
      given.deputy,
      given.from,
      given.to,
      given.note,
      given.madeAt,
      given.madeBy,
    ],
  );
}

export async function signAppointment(
  tx: Sql,
  id: string,
  { at, by, name }: { readonly at: Date; readonly by: string; readonly name: string },
): Promise<void> {
  await tx.query('update appointment set signed_at = $2, signed_by = $3, signed_name = $4 where id = $1', [
    id,
    at,
    by,
    name,
  ]);
}

export async function endAppointment(
  tx: Sql,
  id: string,
  end: { readonly on: string; readonly reason: string; readonly at: Date; readonly by: string },
): Promise<void> {
  await tx.query('update appointment set ended_on = $2, end_reason = $3, ended_at = $4, ended_by = $5 where id = $1', [
    id,
    end.on,
    end.reason,
    end.at,
    end.by,
  ]);
}

const TRAINING = `id, person, staff_id as "staffId", topic, to_char(held_on, 'YYYY-MM-DD') as "heldOn", material,
  material_sha256 as "materialSha256", result, to_char(valid_until, 'YYYY-MM-DD') as "validUntil", at, "by",
  withdrawn_at as "withdrawnAt", withdrawn_by as "withdrawnBy", withdrawn_reason as "withdrawnReason"`;

export async function listTrainings(sql: Sql): Promise<StoredTraining[]> {
  return (await sql.query<StoredTraining>(`select ${TRAINING} from training order by held_on, id`)).rows;
}

export async function insertTraining(
  tx: Sql,
  given: Omit<StoredTraining, 'withdrawnAt' | 'withdrawnBy' | 'withdrawnReason'>,
): Promise<void> {
  await tx.query(
    `insert into training (id, person, staff_id, topic, held_on, material, material_sha256, result, valid_until, at, "by")
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      given.id,
      given.person,
      given.staffId,
      given.topic,
      given.heldOn,
      given.material,
      given.materialSha256,
      given.result,
      given.validUntil,
      given.at,
      given.by,
    ],
  );
}

/** Returns whether it stood until now; undefined for one that is not there. */
export async function withdrawTraining(
  tx: Sql,
  id: string,
  { at, by, reason }: { readonly at: Date; readonly by: string; readonly reason: string },
): Promise<boolean | undefined> {
  const { rows } = await tx.query<{ stands: boolean }>(
    'select withdrawn_at is null as stands from training where id = $1 for update',
    [id],
  );
  const stands = rows[0]?.stands;
  if (stands === true)
    await tx.query('update training set withdrawn_at = $2, withdrawn_by = $3, withdrawn_reason = $4 where id = $1', [
      id,
      at,
      by,
      reason,
    ]);
  return stands;
}
