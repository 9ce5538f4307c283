import type { Sql } from '../../../store/index.ts';

/** A request of a probe. */
export interface TestRow {
  readonly id: string;
  readonly receipt: string;
}

/** Every request of a probe; there is one at most but for probes that died. */
export async function listTests(sql: Sql): Promise<TestRow[]> {
  return (await sql.query<TestRow>('select id, receipt from privacy_request where synthetic order by id')).rows;
}

/** Is the request of a receipt one of a probe? null when there is none. */
export async function readIsTest(
  sql: Sql,
  receipt: string,
): Promise<{ readonly id: string; readonly isTest: boolean } | null> {
  const { rows } = await sql.query<{ id: string; isTest: boolean }>(
    'select id, synthetic as "isTest" from privacy_request where receipt = $1',
    [receipt],
  );
  return rows[0] ?? null;
}

/** Removes a probe's request with everything that hangs on it; false when it was gone, or is a person's. */
export async function deleteTest(tx: Sql, id: string): Promise<boolean> {
  const { rowCount } = await tx.query('select from privacy_request where id = $1 and synthetic for update', [id]);
  if (rowCount !== 1) return false;
  for (const table of ['privacy_code', 'privacy_decision', 'privacy_message'])
    await tx.query(`delete from ${table} where request_id = $1`, [id]);
  await tx.query('delete from privacy_request where id = $1', [id]);
  return true;
}
