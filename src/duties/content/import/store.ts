import type { Sql } from '../../../store/index.ts';
import type { NotedRow } from '../model.ts';

/** Rows of a report that are kept. */
const KEPT_MAX = 100_000;

export interface ImportRow {
  readonly id: string;
  readonly listId: string;
  readonly fileName: string | null;
  readonly counts: object;
  readonly refused: readonly NotedRow[];
  readonly warned: readonly NotedRow[];
  readonly by: string;
  readonly at: Date;
}

/** Keeps what an import noted, so that its report can be fetched. */
export async function insertImport(sql: Sql, row: ImportRow): Promise<void> {
  await sql.query(
    `insert into list_import (id, list_id, file_name, counts, refused, warned, by, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      row.id,
      row.listId,
      row.fileName,
      JSON.stringify(row.counts),
      JSON.stringify(row.refused.slice(0, KEPT_MAX)),
      JSON.stringify(row.warned.slice(0, KEPT_MAX)),
      row.by,
      row.at,
    ],
  );
}

export async function readImport(sql: Sql, id: string): Promise<ImportRow | undefined> {
  const { rows } = await sql.query<ImportRow>(
    `select id, list_id as "listId", file_name as "fileName", counts, refused, warned, by, at from list_import
      where id = $1`,
    [id],
  );
  return rows[0];
}
