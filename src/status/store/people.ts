import type { Sql } from '../../store/index.ts';
import type { NumbersRow, OverrideRow, TaskRow } from '../model.ts';

const OVERRIDE = `id, control_id as control, status, reason, "by", by_name as "byName", at, expires_at as "expiresAt"`;

/** Overrides that nobody ended yet, expired or not. */
export async function readOverrides(sql: Sql): Promise<OverrideRow[]> {
  return (await sql.query<OverrideRow>(`select ${OVERRIDE} from status_override where ended_at is null`)).rows;
}

/** One of them; nobody else ends it until the transaction ends. */
export async function readOverrideForUpdate(tx: Sql, id: string): Promise<OverrideRow | undefined> {
  const { rows } = await tx.query<OverrideRow>(
    `select ${OVERRIDE} from status_override where id = $1 and ended_at is null for update`,
    [id],
  );
  return rows[0];
}

/** The override of a control that nobody ended yet. */
export async function readOverrideOf(tx: Sql, controlId: string): Promise<OverrideRow | undefined> {
  const { rows } = await tx.query<OverrideRow>(
    `select ${OVERRIDE} from status_override where control_id = $1 and ended_at is null for update`,
    [controlId],
  );
  return rows[0];
}

export async function insertOverride(tx: Sql, row: OverrideRow): Promise<void> {
  await tx.query(
    `insert into status_override (id, control_id, status, reason, "by", by_name, at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [row.id, row.control, row.status, row.reason, row.by, row.byName, row.at, row.expiresAt],
  );
}

export async function endOverride(tx: Sql, id: string, at: Date, by: string): Promise<void> {
  await tx.query('update status_override set ended_at = $2, ended_by = $3 where id = $1', [id, at, by]);
}

/** Numbers that authorities gave; undefined until someone entered one. */
export async function readNumbers(sql: Sql): Promise<NumbersRow | undefined> {
  return (await sql.query<NumbersRow>('select numbers, at, "by" from status_numbers')).rows[0];
}

export async function putNumbers(tx: Sql, { numbers, at, by }: NumbersRow): Promise<void> {
  await tx.query(
    `insert into status_numbers (numbers, at, "by") values ($1, $2, $3)
     on conflict ("only") do update set numbers = excluded.numbers, at = excluded.at, "by" = excluded."by"`,
    [JSON.stringify(numbers), at, by],
  );
}

const TASK = `obligation_id as obligation, owner, due_on::text as "dueOn", done_on::text as "doneOn",
  valid_until::text as "validUntil", note, changed_at as "changedAt", changed_by as "changedBy"`;

export async function readTasks(sql: Sql): Promise<TaskRow[]> {
  return (await sql.query<TaskRow>(`select ${TASK} from status_task`)).rows;
}

export async function putTask(tx: Sql, task: TaskRow): Promise<void> {
  await tx.query(
    `insert into status_task (obligation_id, owner, due_on, done_on, valid_until, note, changed_at, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (obligation_id) do update set owner = excluded.owner, due_on = excluded.due_on,
       done_on = excluded.done_on, valid_until = excluded.valid_until, note = excluded.note,
       changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
    [task.obligation, task.owner, task.dueOn, task.doneOn, task.validUntil, task.note, task.changedAt, task.changedBy],
  );
}

/** Puts the hash of a token in the place of the one before. */
export async function putFeed(tx: Sql, tokenHash: Buffer, at: Date, by: string): Promise<void> {
  await tx.query(
    `insert into status_feed (token_hash, made_at, made_by) values ($1, $2, $3)
     on conflict ("only") do update set token_hash = excluded.token_hash, made_at = excluded.made_at,
       made_by = excluded.made_by`,
    [tokenHash, at, by],
  );
}

/** Does a calendar with this token's hash exist? */
export async function hasFeed(sql: Sql, tokenHash: Buffer): Promise<boolean> {
  return (await sql.query('select from status_feed where token_hash = $1', [tokenHash])).rowCount === 1;
}

/** Is there a calendar at all? */
export async function hasAnyFeed(sql: Sql): Promise<boolean> {
  return (await sql.query('select from status_feed')).rowCount === 1;
}

export async function deleteFeed(tx: Sql): Promise<void> {
  await tx.query('delete from status_feed');
}
