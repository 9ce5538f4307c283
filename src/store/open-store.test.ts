import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshDatabase } from '../../tests/support/cluster.ts';
import { HeguiError, loadConfig, silentLog, systemClock } from '../kernel/index.ts';
import { openStore } from './open-store.ts';
import { preparedFolder } from './testing/folders.ts';

test('DATABASE_URL with a socket opens that database', async (t) => {
  const { url, drop, place } = await freshDatabase();
  t.after(drop);
  const store = await openStore({
    config: loadConfig({ DATABASE_URL: url }),
    log: silentLog,
    clock: systemClock,
    mode: 'own',
  });
  const { rows } = await store.database.query('select current_database() as name');
  await store.close();
  assert.deepEqual([store.kind, rows], ['server', [{ name: place.database }]]);
  assert.match(store.version, /^18\./);
});

test('without DATABASE_URL the data folder is opened, and closing stops its server', async (t) => {
  const config = loadConfig({ HEGUI_DATA: await preparedFolder(t) });
  const store = await openStore({ config, log: silentLog, clock: systemClock, mode: 'own' });
  assert.equal(store.kind, 'embedded');
  assert.equal(await store.database.isUp(), true);
  await store.close();
  assert.equal(await store.database.isUp(), false);
});

test('a server that does not answer is E_STORE_UNAVAILABLE', async () => {
  const config = loadConfig({ DATABASE_URL: 'postgresql://hegui:pw@127.0.0.1:1/hegui' });
  await assert.rejects(
    openStore({ config, log: silentLog, clock: systemClock, mode: 'own' }),
    (error: unknown) => error instanceof HeguiError && error.code === 'E_STORE_UNAVAILABLE',
  );
});
