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

/** A control as it was measured now. */
export interface Measured {
  readonly controlId: string;
  readonly measurement: Measurement;
  readonly at: Date;
}

/** Keeps measurements whose status is the one of before, all in one statement; returns the ids of controls that it fits. */
export async function keepMeasurements(sql: Sql, measured: readonly Measured[]): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `update status_control c set measurement = m.measurement, measured_at = m.at
       from unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[]) as m (id, status, measurement, at)
      where c.control_id = m.id and c.status = m.status returning c.control_id as id`,
    [
      measured.map(({ controlId }) => controlId),
      measured.map(({ measurement }) => measurement.status),
      measured.map(({ measurement: { status: _, ...rest } }) => JSON.stringify(rest)),
      measured.map(({ at }) => at),
    ],
  );
  return rows.map(({ id }) => id);
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
  /** Older than the one with this number. */
  readonly before: string | null;
}

export interface FoundChange extends ChangeRow {
  /** Its place among all changes. */
  readonly seq: string;
  /** When the same control changed next; null when it did not. */
  readonly endedAt: Date | null;
}

/** Changes, newest first. */
export async function findChanges(sql: Sql, filter: ChangeFilter, limit: number): Promise<FoundChange[]> {
  const { rows } = await sql.query<FoundChange>(
    `select c.seq, c.id, c.control_id as "controlId", c.at, c.was, c.status, c.cause, c.measurement,
            (select n.at from status_change n where n.control_id = c.control_id and n.seq > c.seq
              order by n.seq limit 1) as "endedAt"
       from status_change c
      where ($1::text[] is null or c.control_id = any($1)) and ($2::timestamptz is null or c.at >= $2)
        and ($3::bigint is null or c.seq < $3)
      order by c.seq desc limit $4`,
    [filter.controlIds, filter.from, filter.before, limit],
  );
  return rows;
}
