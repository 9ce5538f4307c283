import type { Sql } from './sql.ts';

export interface DatabaseStatus {
  /** Names of the applied migrations in their order. */
  readonly migrations: readonly string[];
  readonly bytes: number;
  /** Such as `12 MB`. */
  readonly sizeText: string;
}

/** What the database says of itself. */
export async function readDatabaseStatus(sql: Sql): Promise<DatabaseStatus> {
  const { rows } = await sql.query<DatabaseStatus>(
    `select array(select name from schema_migration order by name) as migrations,
            pg_database_size(current_database()) as bytes,
            pg_size_pretty(pg_database_size(current_database())) as "sizeText"`,
  );
  return rows[0] ?? { migrations: [], bytes: 0, sizeText: '' };
}

/** The database's own clock, read now. */
export async function readDatabaseTime(sql: Sql): Promise<Date> {
  const { rows } = await sql.query<{ at: Date }>('select clock_timestamp() as at');
  return rows[0]?.at ?? new Date(Number.NaN);
}
