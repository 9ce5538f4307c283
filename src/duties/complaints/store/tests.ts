import type { Sql } from '../../../store/index.ts';

export interface TestRow {
  readonly id: string;
  readonly receipt: string;
}

/** Every complaint that a probe sent and that is still there. */
export async function listTests(sql: Sql): Promise<TestRow[]> {
  return (await sql.query<TestRow>('select id, receipt from complaint where synthetic order by id')).rows;
}

/** Is the complaint of a receipt one of a probe? null when there is none. */
export async function readIsTest(
  sql: Sql,
  receipt: string,
): Promise<{ readonly id: string; readonly isTest: boolean } | null> {
  const { rows } = await sql.query<{ id: string; isTest: boolean }>(
    'select id, synthetic as "isTest" from complaint where receipt = $1',
    [receipt],
  );
  return rows[0] ?? null;
}

/** Removes a probe's complaint with everything that hangs on it; false when it was gone, or is a person's. */
export async function deleteTest(tx: Sql, id: string): Promise<boolean> {
  const { rowCount } = await tx.query('select from complaint where id = $1 and synthetic for update', [id]);
  if (rowCount !== 1) return false;
  for (const table of ['complaint_attachment', 'complaint_decision', 'complaint_draft', 'complaint_message'])
    await tx.query(`delete from ${table} where complaint_id = $1`, [id]);
  await tx.query('delete from complaint where id = $1', [id]);
  return true;
}
