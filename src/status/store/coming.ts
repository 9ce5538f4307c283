import type { Sql } from '../../store/index.ts';
import type { ComingRow } from '../model.ts';

const ROW = `obligation_id as obligation, from_on::text as "from", owner, done_on::text as "doneOn", note,
  noticed_at as "noticedAt", changed_at as "changedAt", changed_by as "changedBy"`;

/** Every version of an obligation that was seen before it took force. */
export async function readComing(sql: Sql): Promise<ComingRow[]> {
  return (await sql.query<ComingRow>(`select ${ROW} from status_coming order by from_on, obligation_id`)).rows;
}

/** Notes that a version was seen; false when it was before. */
export async function insertComing(tx: Sql, obligation: string, from: string, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into status_coming (obligation_id, from_on, note, noticed_at) values ($1, $2, '', $3)
     on conflict do nothing`,
    [obligation, from, at],
  );
  return rowCount === 1;
}

/** Keeps what a person says of a version that was seen; false for one that was not. */
export async function changeComing(tx: Sql, row: Omit<ComingRow, 'noticedAt'>): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update status_coming set owner = $3, done_on = $4, note = $5, changed_at = $6, changed_by = $7
      where obligation_id = $1 and from_on = $2`,
    [row.obligation, row.from, row.owner, row.doneOn, row.note, row.changedAt, row.changedBy],
  );
  return rowCount === 1;
}
