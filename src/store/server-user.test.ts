import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { HeguiError, silentLog, systemClock } from '../kernel/index.ts';
import { ORDINARY, prepareCluster } from './cluster.ts';
import { openDataFolder } from './data-folder.ts';
import { SOCKET_PORT, STOP_PATIENCE_MS, startPostmaster, stopPostmaster } from './postmaster.ts';
import { findRunningPostmaster } from './postmaster-file.ts';
import { findPrograms, type Programs } from './programs.ts';
import { canReach, chooseServerUser } from './server-user.ts';
import { copyFolder, databaseOf, ownServer, preparedFolder, temporaryFolder } from './testing/folders.ts';

const asRoot = process.getuid?.() === 0 ? {} : { skip: 'only root lends the server another user' };
const NOBODY = { uid: 65_534, gid: 65_534 };

test('as root the server runs as nobody and its files belong to nobody, the password file to us', asRoot, async (t) => {
  const folder = await preparedFolder(t);
  await ownServer(t, folder);
  const pid = findRunningPostmaster(join(folder, 'postgres'));
  assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^Uid:\t65534\t65534\t65534\t65534$/m);
  assert.equal(statSync(join(folder, 'postgres')).uid, NOBODY.uid);
  assert.equal(statSync(join(folder, 'postgres.password')).uid, 0);
});

test('as root in a folder of somebody else the server runs as that owner', asRoot, async (t) => {
  const daemon = spawnSync('id', ['-u', 'daemon'], { encoding: 'utf8' });
  if (daemon.status !== 0) return t.skip('there is no user named daemon');
  const uid = Number(daemon.stdout);
  const folder = temporaryFolder(t);
  chownSync(folder, uid, uid);
  const server = await ownServer(t, folder);
  assert.equal(await databaseOf(t, server).isUp(), true);
  assert.equal(statSync(join(folder, 'postgres')).uid, uid);
  assert.equal(statSync(join(folder, 'postgres.password')).uid, uid, 'its own service can read it later');
});

test(
  'as root a data folder below a closed folder works, with no capability but reading across folders',
  asRoot,
  async (t) => {
    const closed = temporaryFolder(t, 0o700);
    const folder = join(closed, 'data');
    copyFolder(await preparedFolder(t), folder);
    assert.equal(canReach(folder, NOBODY), false);

    const server = await ownServer(t, folder);
    const database = databaseOf(t, server);
    await database.query('create table kept as select 7 as value');
    assert.equal(await database.isUp(), true);
    const pid = findRunningPostmaster(join(folder, 'postgres'));
    assert.match(readFileSync(`/proc/${pid}/status`, 'utf8'), /^CapEff:\t0000000000000004$/m);
  },
);

test('as root a fresh database can be prepared below a closed folder', asRoot, async (t) => {
  const server = await ownServer(t, join(temporaryFolder(t, 0o700), 'data'));
  assert.equal(await databaseOf(t, server).isUp(), true);
});

test('as root the server can be prepared and run from programs below a closed folder', asRoot, async (t) => {
  const programs = copyOfPrograms(temporaryFolder(t, 0o700));
  const paths = openDataFolder(join(temporaryFolder(t), 'data'));
  const user = chooseServerUser(paths.root, programs);
  assert.equal(user.capability, 'dac_read_search');
  const context = { paths, programs, user, log: silentLog };
  await prepareCluster(context, ORDINARY);
  const { pid, ended } = await startPostmaster(context, SOCKET_PORT, {}, systemClock);
  await stopPostmaster(programs.pgCtl, pid, STOP_PATIENCE_MS.own, systemClock);
  await ended;
});

test('as root programs that only root may execute are refused with the command that opens them', asRoot, async (t) => {
  const copy = copyOfPrograms(temporaryFolder(t));
  chmodSync(copy.postgres, 0o700);
  assert.throws(
    () => chooseServerUser(temporaryFolder(t), copy),
    (error: unknown) =>
      error instanceof HeguiError && error.code === 'E_DATA_FOLDER_UNUSABLE' && /chmod -R go\+rX/.test(error.message),
  );
});

test('as root in a container, which lacks that capability, the next one is lent', asRoot, async (t) => {
  const closed = temporaryFolder(t, 0o700);
  const script = `
    import { chooseServerUser } from ${JSON.stringify(new URL('./server-user.ts', import.meta.url).href)};
    import { findPrograms } from ${JSON.stringify(new URL('./programs.ts', import.meta.url).href)};
    process.stdout.write(String(chooseServerUser(${JSON.stringify(closed)}, findPrograms()).capability));`;
  const inContainer = ['--bounding-set=-dac_read_search', '--inh-caps=-dac_read_search', process.execPath];
  const { stdout, stderr } = spawnSync('setpriv', [...inContainer, '--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  assert.equal(stdout, 'dac_override', stderr);
});

test('as root without setpriv a closed folder is refused with what to do', asRoot, async (t) => {
  const closed = temporaryFolder(t, 0o700);
  mkdirSync(join(closed, 'data'));
  const path = process.env.PATH;
  process.env.PATH = '/nonexistent';
  try {
    assert.throws(
      () => chooseServerUser(join(closed, 'data'), findPrograms()),
      (error: unknown) =>
        error instanceof HeguiError &&
        error.code === 'E_DATA_FOLDER_UNUSABLE' &&
        /setpriv is not installed.*HEGUI_DATA/.test(error.message),
    );
  } finally {
    process.env.PATH = path;
  }
});

test('our secrets are not in the environment of the server', asRoot, async (t) => {
  process.env.HEGUI_TEST_SECRET = '违禁乙';
  t.after(() => delete process.env.HEGUI_TEST_SECRET);
  const folder = await preparedFolder(t);
  await ownServer(t, folder);
  const environment = readFileSync(`/proc/${findRunningPostmaster(join(folder, 'postgres'))}/environ`, 'utf8');
  assert.doesNotMatch(environment, /HEGUI_|DATABASE_URL/);
});

function copyOfPrograms(folder: string): Programs {
  const programs = findPrograms();
  const copy = join(folder, 'native');
  copyFolder(programs.folder, copy);
  return {
    ...programs,
    folder: copy,
    postgres: join(copy, 'bin', 'postgres'),
    initdb: join(copy, 'bin', 'initdb'),
    pgCtl: join(copy, 'bin', 'pg_ctl'),
  };
}
