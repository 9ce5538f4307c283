import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { freshDatabase, startCluster } from './cluster.ts';

test('a cluster is found by its location, gives databases that do not see each other, and is gone after stop', async (t) => {
  const before = process.env.HEGUI_TEST_CLUSTER;
  t.after(() => {
    if (before === undefined) delete process.env.HEGUI_TEST_CLUSTER;
    else process.env.HEGUI_TEST_CLUSTER = before;
  });
  const cluster = await startCluster();
  process.env.HEGUI_TEST_CLUSTER = cluster.location;
  const [one, two] = await Promise.all([freshDatabase(), freshDatabase()]);
  await one.database.query('create table only_here (id integer)');
  const { rows } = await two.database.query(
    "select to_regclass('only_here') as found, to_regclass('service') as bones",
  );
  assert.deepEqual(rows, [{ found: null, bones: 'service' }]);
  await Promise.all([one.drop(), two.drop()]);
  await cluster.stop();
  assert.equal(existsSync(dirname(one.place.host)), false);
});
