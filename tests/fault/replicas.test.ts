import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { z } from 'zod';
import type { Database } from '../../src/store/index.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { setUp } from '../support/admin.ts';
import { freshDatabase } from '../support/cluster.ts';
import { waitUntil } from '../support/hegui.ts';
import { initHegui, type Made, runHegui, ServerProcess } from '../support/server-process.ts';
import { ask } from './ask.ts';
import { assertHonest, exportLog } from './exported-log.ts';
import { startScriptedUpstream } from './scripted-upstream.ts';

type Settings = Readonly<Record<string, string>>;

const TAKE_OVER_MS_MAX = 10_000;
const CHANGE_MS_MAX = 1_000;
const LEADS = 'this process writes the evidence tree';

interface Replicas {
  readonly one: ServerProcess;
  readonly two: ServerProcess;
  readonly settings: Settings;
  readonly made: Made;
  readonly database: Database;
}

/** Two servers on one database, each with its own data folder; the second got a copy of the first one's keys. */
async function startReplicas(t: TestContext): Promise<Replicas> {
  const { url, database, drop } = await freshDatabase();
  afterTest(t, drop);
  const upstream = await startScriptedUpstream();
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: temporaryFolder(t), DATABASE_URL: url, HEGUI_LOG: 'info' };
  const made = await initHegui({ ...settings, HEGUI_LOG: 'error' }, '--upstream', upstream.baseUrl);
  const folder = temporaryFolder(t);
  cpSync(join(settings.HEGUI_DATA, 'keys'), join(folder, 'keys'), { recursive: true });
  const one = await ServerProcess.start(settings);
  afterTest(t, () => one.kill());
  const two = await ServerProcess.start({ ...settings, HEGUI_DATA: folder });
  afterTest(t, () => two.kill());
  return { one, two, settings: { ...settings, HEGUI_LOG: 'error' }, made, database };
}

/** Sessions that hold the lock of the one process that writes the tree. */
async function electedSessions(database: Database): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    `select count(*) from pg_locks where locktype = 'advisory' and granted
     and database = (select oid from pg_database where datname = current_database())`,
  );
  return rows[0]?.count ?? 0;
}

test('two servers on one database both serve, one is elected, a list change reaches the other within a second, and the other takes over from a killed one', {
  timeout: 2 * 60_000,
}, async (t) => {
  const { one, two, settings, made, database } = await startReplicas(t);
  const { apiKey } = made;
  const seenWhole = new Set<string>();
  const serveBoth = async (servers: readonly ServerProcess[]): Promise<void> => {
    const seen = await Promise.all(
      Array.from({ length: 20 }, (_, i) => {
        const server = servers[i % servers.length] ?? one;
        return ask({ baseUrl: server.baseUrl, apiKey, stream: i % 4 < 2, user: `user-${i % 5}` });
      }),
    );
    for (const { isWhole, id, text } of seen) {
      assert.ok(isWhole, text);
      seenWhole.add(id);
    }
  };
  await serveBoth([one, two]);
  await waitUntil(async () => (await electedSessions(database)) === 1, 'one is elected', 5_000);
  assert.deepEqual([one.stderr.includes(LEADS), two.stderr.includes(LEADS)], [true, false]);

  const admin = await setUp({ url: one.url, setupUrl: made.setupUrl });
  const made201 = await admin.send('POST', '/api/word-lists', { name: '测试词库', risk: 'A.1.f', action: 'block' });
  assert.equal(made201.status, 201);
  const list = z.object({ id: z.string() }).parse(await made201.json());
  assert.ok((await ask({ baseUrl: two.baseUrl, apiKey, prompt: '说说禁词甲' })).text.includes('春风'));
  const added = await admin.send('POST', `/api/word-lists/${list.id}/terms`, { text: '禁词甲' });
  assert.equal(added.status, 200);
  const reachedMs = await waitUntil(
    async () => !(await ask({ baseUrl: two.baseUrl, apiKey, prompt: '说说禁词甲' })).text.includes('春风'),
    'the other server refuses the new term',
    CHANGE_MS_MAX,
  );

  await one.kill();
  const takenOverMs = await waitUntil(async () => two.stderr.includes(LEADS), 'the other takes over', TAKE_OVER_MS_MAX);
  assert.equal(await electedSessions(database), 1);
  await serveBoth([two]);
  const log = await exportLog(settings.HEGUI_DATA ?? '', settings, made);
  assert.deepEqual(assertHonest(log, seenWhole), []);
  assert.equal(await two.stop(), 0);
  t.diagnostic(
    `a change reached the other in ${Math.round(reachedMs)} ms, taken over after ${Math.round(takenOverMs)} ms, ${log.entries} entries`,
  );
});

test('two servers may also share one data folder when DATABASE_URL names the database', {
  timeout: 90_000,
}, async (t) => {
  const { url, drop } = await freshDatabase();
  afterTest(t, drop);
  const folder = temporaryFolder(t);
  const settings = { HEGUI_DATA: folder, DATABASE_URL: url };
  const made = await initHegui(settings);
  const servers = [await ServerProcess.start(settings), await ServerProcess.start(settings)];
  for (const server of servers) afterTest(t, () => server.kill());
  const seen = await Promise.all(servers.map(({ baseUrl }) => ask({ baseUrl, apiKey: made.apiKey, stream: true })));
  assert.ok(seen.every(({ isWhole }) => isWhole));
  for (const server of servers) assert.equal(await server.stop(), 0);
  const log = await exportLog(folder, settings, made);
  assert.deepEqual(assertHonest(log, new Set(seen.map(({ id }) => id))), []);
});

test("a server without the database's keys is refused, and no key is made in their place", {
  timeout: 60_000,
}, async (t) => {
  const { url, drop } = await freshDatabase();
  afterTest(t, drop);
  const settings = { HEGUI_DATA: temporaryFolder(t), DATABASE_URL: url };
  const made = await initHegui(settings);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  // The first request makes the first content key, and the sequencer signs.
  assert.ok((await ask({ baseUrl: server.baseUrl, apiKey: made.apiKey })).isWhole);
  await exportLog(settings.HEGUI_DATA, settings, made);
  for (let tries = 0; tries < 2; tries++) {
    const { code, stdout } = await runHegui(['start', '--json'], { ...settings, HEGUI_DATA: temporaryFolder(t) });
    assert.equal(code, 2);
    assert.match(stdout, /E_DATA_FOLDER_UNUSABLE.*content\.key.*put back your copy/);
  }
});
