import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { HeguiError, MIB } from '../kernel/index.ts';
import { sqlStateOf } from './store-errors.ts';
import { afterTest, copyFolder, databaseOf, ownServer, preparedFolder, temporaryFolder } from './testing/folders.ts';

const INSERTS_MAX = 200;

test('on a full disk writes fail as E_STORE_UNAVAILABLE, and after space is freed every acknowledged row is there', async (t) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return t.skip('only root can mount a small file system');
  const mount = temporaryFolder(t);
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=120m,mode=711', 'tmpfs', mount]);
  if (status !== 0) return t.skip('a tmpfs cannot be mounted here');
  afterTest(t, () => void spawnSync('umount', ['-l', mount]));
  const folder = join(mount, 'data');
  copyFolder(await preparedFolder(t), folder);
  const database = databaseOf(t, await ownServer(t, folder));
  await database.query('create table bulk (number integer, filler bytea)');
  await database.query('alter table bulk alter column filler set storage external');

  const ballast = join(mount, 'ballast');
  const { bavail, bsize } = statfsSync(mount);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - 4 * MIB));

  let acknowledged = 0;
  let refusal: unknown;
  for (let row = 1; row <= INSERTS_MAX && refusal === undefined; row++) {
    await database.query('insert into bulk values ($1, $2)', [row, Buffer.alloc(MIB / 2)]).then(
      () => {
        acknowledged = row;
      },
      (error: unknown) => {
        refusal = error;
      },
    );
  }
  assert.ok(refusal instanceof HeguiError, 'the disk must fill up');
  assert.equal(refusal.code, 'E_STORE_UNAVAILABLE', sqlStateOf(refusal.cause));
  assert.ok(acknowledged > 0);

  rmSync(ballast);
  for (let polls = 0; polls < 150 && !(await database.isUp()); polls++) await delay(100);
  await database.query('insert into bulk values (0, null)');
  const { rows } = await database.query<{ count: number }>('select count(*) from bulk where number between 1 and $1', [
    acknowledged,
  ]);
  assert.deepEqual(rows, [{ count: acknowledged }]);
});
