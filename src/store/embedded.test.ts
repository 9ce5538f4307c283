import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { HeguiError, silentLog, systemClock } from '../kernel/index.ts';
import { openDatabase } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { findRunningPostmaster } from './postmaster-file.ts';
import {
  afterTest,
  databaseOf,
  ownServer,
  preparedFolder,
  startWritingOwner,
  temporaryFolder,
} from './testing/folders.ts';

const RESTART_MS_MAX = 5_000;

const refusal = (code: string, detail: RegExp) => (error: unknown) =>
  error instanceof HeguiError && error.code === code && detail.test(error.message);

test('rows are there again after a stop and a start', async (t) => {
  const folder = await preparedFolder(t);
  const first = await ownServer(t, folder);
  const writer = openDatabase(first.place, { log: silentLog });
  await writer.query('create table kept as select 7 as value');
  await writer.close();
  await first.close();
  assert.equal(findRunningPostmaster(join(folder, 'postgres')), null);

  const second = await ownServer(t, folder);
  const { rows } = await databaseOf(t, second).query<{ value: number }>('select value from kept');
  assert.deepEqual(rows, [{ value: 7 }]);
});

test('after kill -9 of the owner a new one is up within five seconds and no acknowledged row is missing', async (t) => {
  const folder = await preparedFolder(t);
  const owner = startWritingOwner(t, folder);
  await owner.untilAcknowledged(50);
  await owner.kill();
  assert.notEqual(findRunningPostmaster(join(folder, 'postgres')), null, 'the server outlives its owner');

  const startMs = performance.now();
  const server = await ownServer(t, folder);
  const tookMs = performance.now() - startMs;
  const { rows } = await databaseOf(t, server).query<{ count: number }>('select count(*) from row_of_test');
  assert.ok((rows[0]?.count ?? 0) >= owner.acknowledged(), `${rows[0]?.count} of ${owner.acknowledged()} rows`);
  assert.ok(tookMs < RESTART_MS_MAX, `took ${tookMs} ms`);
});

test('after kill -9 of owner and server a new owner recovers every acknowledged row', async (t) => {
  const folder = await preparedFolder(t);
  const owner = startWritingOwner(t, folder);
  await owner.untilAcknowledged(50);
  const postmaster = findRunningPostmaster(join(folder, 'postgres'));
  assert.ok(postmaster !== null);
  // The owner first, so that it cannot restart the server.
  await owner.kill();
  process.kill(postmaster, 'SIGKILL');

  const startMs = performance.now();
  const server = await ownServer(t, folder);
  const tookMs = performance.now() - startMs;
  const { rows } = await databaseOf(t, server).query<{ count: number }>('select count(*) from row_of_test');
  assert.ok((rows[0]?.count ?? 0) >= owner.acknowledged());
  assert.ok(tookMs < RESTART_MS_MAX, `took ${tookMs} ms`);
});

test('a second owner of the same folder is refused and told which process has it', async (t) => {
  const folder = await preparedFolder(t);
  const owner = startWritingOwner(t, folder);
  await owner.untilAcknowledged(1);
  await assert.rejects(
    openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'own' }),
    refusal('E_DATA_FOLDER_BUSY', new RegExp(`process ${owner.process.pid} .*HEGUI_DATA`)),
  );
});

test('a command joins the database of a running owner and leaves it running', async (t) => {
  const folder = await preparedFolder(t);
  const owner = startWritingOwner(t, folder);
  await owner.untilAcknowledged(1);
  const joined = await openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'join' });
  const database = openDatabase(joined.place, { log: silentLog });
  const { rows } = await database.query<{ count: number }>('select count(*) from row_of_test');
  assert.ok((rows[0]?.count ?? 0) >= 1);
  await database.close();
  await joined.close();
  await owner.untilAcknowledged(owner.acknowledged() + 5);
});

test('a command without a running owner starts the database and stops it again', async (t) => {
  const folder = temporaryFolder(t);
  const joined = await openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'join' });
  assert.notEqual(findRunningPostmaster(join(folder, 'postgres')), null);
  await joined.close();
  assert.equal(findRunningPostmaster(join(folder, 'postgres')), null);
  assert.equal(existsSync(join(folder, 'owner.json')), false);
});

test('a start that was killed while it prepared the folder leaves nothing in the way of the next', async (t) => {
  const folder = temporaryFolder(t);
  const owner = startWritingOwner(t, folder);
  const unfinished = (): string[] => readdirSync(folder).filter((name) => name.startsWith('postgres.new-'));
  // The other process may take long to come up on a busy machine.
  for (let polls = 0; polls < 12_000 && unfinished().length === 0; polls++) await delay(5);
  assert.equal(unfinished().length, 1, 'the kill must hit the preparation');
  await owner.kill();
  assert.equal(existsSync(join(folder, 'postgres')), false);

  const server = await ownServer(t, folder);
  assert.equal(await databaseOf(t, server).isUp(), true);
  assert.deepEqual(unfinished(), []);
});

test('a server that is killed is replaced while its owner runs', async (t) => {
  const folder = await preparedFolder(t);
  const server = await ownServer(t, folder);
  const database = databaseOf(t, server);
  await database.query('create table kept as select 7 as value');
  const postmaster = findRunningPostmaster(join(folder, 'postgres'));
  assert.ok(postmaster !== null);
  process.kill(postmaster, 'SIGKILL');
  // First gone, then back.
  for (let polls = 0; polls < 200 && (await database.isUp()); polls++) await delay(10);
  for (let polls = 0; polls < 200 && !(await database.isUp()); polls++) await delay(50);
  const { rows } = await database.query<{ value: number }>('select value from kept');
  assert.deepEqual(rows, [{ value: 7 }]);
  assert.notEqual(findRunningPostmaster(join(folder, 'postgres')), postmaster);
});

test("a left-over postmaster.pid with another process's number does not keep the server from starting", async (t) => {
  const folder = await preparedFolder(t);
  // A living process of the server's own user: the case in which PostgreSQL itself refuses.
  const { uid, gid } = statSync(join(folder, 'postgres'));
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore', ...(process.getuid?.() === 0 ? { uid, gid } : {}) });
  afterTest(t, () => stranger.kill());
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${stranger.pid}\n${folder}/postgres\n1700000000\n5432\n`);
  const server = await ownServer(t, folder);
  assert.equal(await databaseOf(t, server).isUp(), true);
});

test('a lost password file is replaced and the rows stay', async (t) => {
  const folder = await preparedFolder(t);
  const first = await ownServer(t, folder);
  const writer = openDatabase(first.place, { log: silentLog });
  await writer.query('create table kept as select 7 as value');
  await writer.close();
  await first.close();
  rmSync(join(folder, 'postgres.password'));
  const second = await ownServer(t, folder);
  const { rows } = await databaseOf(t, second).query<{ value: number }>('select value from kept');
  assert.deepEqual(rows, [{ value: 7 }]);
});

test('a folder of another PostgreSQL version is refused with the way to upgrade', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'postgres'));
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '14\n');
  await assert.rejects(
    openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'own' }),
    refusal('E_STORE_VERSION', /PostgreSQL 14.*pg_upgrade.*pg_dump/),
  );
  assert.equal(existsSync(join(folder, 'owner.json')), false, 'a refused start gives the folder up');
});

test('a data folder that cannot be made is refused with its path', async (t) => {
  const file = join(temporaryFolder(t), 'file');
  writeFileSync(file, '');
  await assert.rejects(
    openEmbedded({ folder: join(file, 'data'), log: silentLog, clock: systemClock, mode: 'own' }),
    refusal('E_DATA_FOLDER_UNUSABLE', /file\/data.*HEGUI_DATA/),
  );
});

test('a data folder whose path is too long for a socket works', async (t) => {
  const folder = join(temporaryFolder(t), 'x'.repeat(120));
  const server = await ownServer(t, folder);
  afterTest(t, () => rmSync(server.place.host, { recursive: true, force: true }));
  assert.match(server.place.host, /^\/tmp\/hegui-[0-9a-f]{16}$/);
  assert.equal(statSync(server.place.host).mode & 0o777, 0o700);
  assert.equal(await databaseOf(t, server).isUp(), true);
});

test('the password is readable by its owner only, and the socket folder is closed to others', async (t) => {
  const folder = await preparedFolder(t);
  const server = await ownServer(t, folder);
  assert.equal(statSync(join(folder, 'postgres.password')).mode & 0o777, 0o600);
  assert.equal(statSync(server.place.host).mode & 0o777, 0o700);
});

test('the server is in a session of its own, so Ctrl-C in the terminal reaches only its owner', async (t) => {
  const folder = await preparedFolder(t);
  await ownServer(t, folder);
  const pid = String(findRunningPostmaster(join(folder, 'postgres')));
  const { stdout } = spawnSync('ps', ['-o', 'pgid=', '-p', pid], { encoding: 'utf8' });
  assert.equal(stdout.trim(), pid);
});

test('the server listens on no network address', async (t) => {
  const server = await ownServer(t, await preparedFolder(t));
  const { rows } = await databaseOf(t, server).query<{ value: string }>(
    "select current_setting('listen_addresses') as value",
  );
  assert.deepEqual(rows, [{ value: '' }]);
});

test('what a power cut must not lose is switched on, whatever postgresql.conf says', async (t) => {
  const folder = await preparedFolder(t);
  const off = 'fsync = off\nfull_page_writes = off\nsynchronous_commit = off\n';
  writeFileSync(join(folder, 'postgres', 'postgresql.auto.conf'), off);
  const { rows } = await databaseOf(t, await ownServer(t, folder)).query<{ values: string[] }>(
    `select array[current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
                  current_setting('data_checksums')] as values`,
  );
  assert.deepEqual(rows, [{ values: ['on', 'on', 'on', 'on'] }]);
});

test('the log of the server never holds a value from a failed statement', async (t) => {
  const folder = await preparedFolder(t);
  const database = databaseOf(t, await ownServer(t, folder));
  await database.query('create table one (value text primary key)');
  await database.query('insert into one values ($1)', ['禁词甲']);
  await assert.rejects(database.query('insert into one values ($1)', ['禁词甲']));
  await assert.rejects(database.query("select '禁词甲'::integer"));
  await assert.rejects(database.query('select $1::integer', ['禁词甲']));
  assert.doesNotMatch(readFileSync(join(folder, 'postgres.log'), 'utf8'), /禁词甲/);
});

test("the program's role is no superuser", async (t) => {
  const database = databaseOf(t, await ownServer(t, await preparedFolder(t)));
  const { rows } = await database.query<{ value: boolean }>(
    'select rolsuper or rolcreaterole or rolcreatedb as value from pg_roles where rolname = current_user',
  );
  assert.deepEqual(rows, [{ value: false }]);
});
