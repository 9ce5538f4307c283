import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freshDatabase } from '../../tests/support/cluster.ts';
import { HeguiError, systemClock } from '../kernel/index.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { temporaryFolder } from './testing/folders.ts';

/** A database on which only the migrations of `folder` have run, none yet. */
async function emptied(t: TestContext): Promise<{ database: Database; folder: string }> {
  const { database, drop } = await freshDatabase();
  t.after(drop);
  await database.query('drop table schema_migration');
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, '0001_one.sql'), 'create table one (id integer);\ninsert into one values (1);\n');
  writeFileSync(join(folder, '0002_two.sql'), 'create table two (id integer);\n');
  return { database, folder };
}

const refuses = (detail: RegExp) => (error: unknown) =>
  error instanceof HeguiError && error.code === 'E_STORE_VERSION' && detail.test(error.message);

test('the shipped migrations are applied once and are then known', async (t) => {
  const { database, drop } = await freshDatabase();
  t.after(drop);
  assert.deepEqual(await migrate(database, systemClock), { applied: [] });
  const { rows } = await database.query<{ name: string }>('select name from schema_migration order by name');
  const shipped = readdirSync(new URL('../../migrations/', import.meta.url)).filter((name) => name.endsWith('.sql'));
  assert.deepEqual(
    rows.map(({ name }) => name),
    shipped.sort(),
  );
});

test('migrations run in the order of their names, each once', async (t) => {
  const { database, folder } = await emptied(t);
  assert.deepEqual(await migrate(database, systemClock, folder), { applied: ['0001_one.sql', '0002_two.sql'] });
  assert.deepEqual(await migrate(database, systemClock, folder), { applied: [] });
});

test('processes that migrate at once apply each migration once', async (t) => {
  const { database, folder } = await emptied(t);
  const results = await Promise.all(Array.from({ length: 4 }, () => migrate(database, systemClock, folder)));
  assert.deepEqual(
    results.flatMap(({ applied }) => applied),
    ['0001_one.sql', '0002_two.sql'],
  );
});

test('a migration that was changed after it was applied is refused by name', async (t) => {
  const { database, folder } = await emptied(t);
  await migrate(database, systemClock, folder);
  appendFileSync(join(folder, '0001_one.sql'), '-- changed\n');
  await assert.rejects(migrate(database, systemClock, folder), refuses(/0001_one\.sql was changed/));
});

test('other line ends do not make it another migration', async (t) => {
  const { database, folder } = await emptied(t);
  await migrate(database, systemClock, folder);
  const path = join(folder, '0001_one.sql');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
  assert.deepEqual(await migrate(database, systemClock, folder), { applied: [] });
});

test('a database that a newer program has migrated is refused, and the unknown migration named', async (t) => {
  const { database, folder } = await emptied(t);
  await migrate(database, systemClock, folder);
  rmSync(join(folder, '0002_two.sql'));
  await assert.rejects(migrate(database, systemClock, folder), refuses(/0002_two\.sql.*newer Hegui/));
});

test('a migration that fails leaves nothing of itself and keeps the ones before it', async (t) => {
  const { database, folder } = await emptied(t);
  writeFileSync(join(folder, '0002_two.sql'), 'create table two (id integer);\nselect 1 / 0;\n');
  await assert.rejects(migrate(database, systemClock, folder), refuses(/0002_two\.sql failed with SQLSTATE 22012/));
  const { rows } = await database.query("select to_regclass('one') is not null as one, to_regclass('two') as two");
  assert.deepEqual(rows, [{ one: true, two: null }]);
});
