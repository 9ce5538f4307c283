import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Clock, HeguiError, MINUTE_MS, sha256Hex } from '../kernel/index.ts';
import type { Database } from './database.ts';
import type { DedicatedConnection } from './dedicated-connection.ts';
import type { Sql } from './sql.ts';
import { sqlStateOf } from './store-errors.ts';

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

// Any fixed number; it only has to differ from the other advisory locks of Hegui.
const MIGRATION_LOCK = 7_301_944;
const MIGRATIONS_FOLDER = fileURLToPath(new URL('../../migrations/', import.meta.url));

/**
 * Brings the database to this program's version: every file of `migrations/` in the order of its name, each in its
 * own transaction, once. Safe when several processes do it at once.
 *
 * @returns the names applied by this call.
 * @throws HeguiError E_STORE_VERSION when an applied file has changed, when the database is newer than the program,
 *   or when a file fails.
 */
export async function migrate(
  database: Database,
  clock: Clock,
  folder: string = MIGRATIONS_FOLDER,
): Promise<{ applied: string[] }> {
  const connection = await database.dedicatedConnection({ statementTimeoutMs: 0 });
  try {
    await connection.query(`set lock_timeout = ${5 * MINUTE_MS}`);
    // Held by the session, so it is free again even if this process dies.
    await connection.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await ensureTable(connection);
    const pending = pendingMigrations(readMigrations(folder), await readApplied(connection));
    for (const migration of pending) await apply(connection, migration, clock);
    return { applied: pending.map(({ name }) => name) };
  } finally {
    await connection.close();
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => {
    // A checkout on Windows may have changed the line ends; the migration is the same one.
    const text = readFileSync(`${folder}/${name}`, 'utf8').replaceAll('\r\n', '\n');
    return { name, text, checksum: sha256Hex(text) };
  });
}

async function ensureTable(sql: Sql): Promise<void> {
  await sql.query(`create table if not exists schema_migration (
    name text collate "C" primary key, checksum text not null, applied_at timestamptz not null)`);
}

async function readApplied(sql: Sql): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ name: string; checksum: string }>('select name, checksum from schema_migration');
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

function pendingMigrations(known: readonly Migration[], applied: ReadonlyMap<string, string>): Migration[] {
  const names = new Set(known.map(({ name }) => name));
  for (const name of applied.keys()) {
    if (!names.has(name)) {
      throw versionError(`the database holds migration ${name}, which this program does not know: it was used by a
        newer Hegui; start that version or a newer one`);
    }
  }
  for (const { name, checksum } of known) {
    if (applied.has(name) && applied.get(name) !== checksum) {
      throw versionError(`migration ${name} was changed after it had been applied; restore the file as released`);
    }
  }
  return known.filter(({ name }) => !applied.has(name));
}

async function apply(connection: DedicatedConnection, migration: Migration, clock: Clock): Promise<void> {
  try {
    await connection.transaction(async (tx) => {
      await tx.query(migration.text);
      await tx.query('insert into schema_migration (name, checksum, applied_at) values ($1, $2, $3)', [
        migration.name,
        migration.checksum,
        clock.now(),
      ]);
    });
  } catch (error) {
    const state = sqlStateOf(error);
    if (state === undefined) throw error;
    throw versionError(`migration ${migration.name} failed with SQLSTATE ${state}; nothing of it was kept`, error);
  }
}

const versionError = (detail: string, cause?: unknown): HeguiError =>
  new HeguiError('E_STORE_VERSION', detail.replaceAll(/\s+/g, ' '), { cause });
