import type { Sql } from '../../store/index.ts';
import type { ChangeRow, ControlRow, Measurement } from '../model.ts';

const ROW = `control_id as "controlId", status, measurement, measured_at as "measuredAt", changed_at as "changedAt"`;

/** Every control as it was measured last. */
export async function readControls(sql: Sql): Promise<ControlRow[]> {
  return (await sql.query<ControlRow>(`select ${ROW} from status_control`)).rows;
}

/** One control; nobody else changes it until the transaction ends. */
export async function readControlForUpdate(tx: Sql, controlId: string): Promise<ControlRow | undefined> {
  const { rows } = await tx.query<ControlRow>(`select ${ROW} from status_control where control_id = $1 for update`, [
    controlId,
  ]);
  return rows[0];
}

/** Keeps a measurement whose status is the one of before; false when it is not. */
export async function keepMeasurement(
  sql: Sql,
  controlId: string,
  { status, ...measurement }: Measurement,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `update status_control set measurement = $3, measured_at = $4 where control_id = $1 and status = $2`,
    [controlId, status, JSON.stringify(measurement), at],
  );
  return rowCount === 1;
}

/** Keeps a measurement that changes the status. */
export async function putMeasurement(
  tx: Sql,
  controlId: string,
  { status, ...measurement }: Measurement,
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into status_control (control_id, status, measurement, measured_at, changed_at) values ($1, $2, $3, $4, $4)
     on conflict (control_id) do update set status = excluded.status, measurement = excluded.measurement,
       measured_at = excluded.measured_at, changed_at = excluded.changed_at`,
    [controlId, status, JSON.stringify(measurement), at],
  );
}

/** Adds to the history, where it stays. */
export async function insertChange(tx: Sql, change: ChangeRow): Promise<void> {
  await tx.query(
    `insert into status_change (id, control_id, at, was, status, cause, measurement) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      change.id,
      change.controlId,
      change.at,
      change.was,
      change.status,
      change.cause,
      JSON.stringify(change.measurement),
    ],
  );
}

export interface ChangeFilter {
  /** null = all. */
  readonly controlIds: readonly string[] | null;
  readonly from: Date | null;
  /** Older than this one. */
  readonly before: { readonly at: string; readonly id: string } | null;
}

export interface FoundChange extends ChangeRow {
  readonly atText: string;
  /** When the same control changed next; null when it did not. */
  readonly endedAt: Date | null;
}

/** Changes, newest first. */
export async function findChanges(sql: Sql, filter: ChangeFilter, limit: number): Promise<FoundChange[]> {
  const { rows } = await sql.query<FoundChange>(
    `select c.id, c.control_id as "controlId", c.at, c.was, c.status, c.cause, c.measurement,
            to_char(c.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "atText",
            (select n.at from status_change n where n.control_id = c.control_id and (n.at, n.id) > (c.at, c.id)
              order by n.at, n.id limit 1) as "endedAt"
       from status_change c
      where ($1::text[] is null or c.control_id = any($1)) and ($2::timestamptz is null or c.at >= $2)
        and ($3::timestamptz is null or (c.at, c.id) < ($3::timestamptz, $4::text))
      order by c.at desc, c.id desc limit $5`,
    [filter.controlIds, filter.from, filter.before?.at ?? null, filter.before?.id ?? null, limit],
  );
  return rows;
}
