import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { HeguiError, Secret, silentLog } from '../../src/kernel/index.ts';
import { openDatabase } from '../../src/store/index.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { freshDatabase } from '../support/cluster.ts';
import { waitUntil } from '../support/hegui.ts';
import { initHegui, type Made, ServerProcess } from '../support/server-process.ts';
import { ask, metric, readyz, type Seen } from './ask.ts';
import { type DatabaseProxy, startDatabaseProxy } from './database-proxy.ts';
import { assertHonest, exportLog } from './exported-log.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';

const STREAMS = 6;
/** The outage is known after this long at the latest; the record of the first request then counts as failed. */
// Ten seconds are the limit of a statement; the rest is for a busy machine.
const NOTICED_MS_MAX = 16_000;
const REFUSAL_MS_MAX = 16_000;
const QUICK_MS_MAX = 5_000;
const HEALTH_MS_MAX = 5_000;
const RECOVERY_MS_MAX = 15_000;

interface Stage {
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly made: Made;
  readonly server: ServerProcess;
  readonly upstream: ScriptedUpstream;
  readonly proxy: DatabaseProxy;
  ask(question?: { stream?: boolean; user?: string }): Promise<Seen>;
}

async function openStage(t: TestContext): Promise<Stage> {
  const folder = temporaryFolder(t);
  const { place, drop } = await freshDatabase();
  afterTest(t, drop);
  const proxy = await startDatabaseProxy(place);
  afterTest(t, () => proxy.close());
  const upstream = await startScriptedUpstream();
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: folder, DATABASE_URL: proxy.url };
  const made = await initHegui(settings, '--upstream', upstream.baseUrl);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  const { baseUrl } = server;
  return {
    folder,
    settings,
    made,
    server,
    upstream,
    proxy,
    ask: (question = {}) => ask({ baseUrl, apiKey: made.apiKey, ...question }),
  };
}

/** Streams that have shown half of their answer and wait. */
async function halfShown({ upstream, ask }: Stage): Promise<Promise<Seen>[]> {
  upstream.mustHold = true;
  const streams = Array.from({ length: STREAMS }, () => ask({ stream: true }));
  await waitUntil(async () => upstream.held === STREAMS, 'the streams are under way', 5_000);
  await delay(200);
  upstream.mustHold = false;
  return streams;
}

const assertRefused = ({ status, errorCode }: Seen): void =>
  assert.deepEqual([status, errorCode], [503, 'E_EVIDENCE_UNAVAILABLE']);

test('when the database is gone streams under way end in an error, new requests are refused at once and not forwarded, and all is well when it is back', {
  timeout: 2 * 60_000,
}, async (t) => {
  const stage = await openStage(t);
  const { server, upstream, proxy } = stage;
  const early = await stage.ask();
  assert.ok(early.isWhole);
  const streams = await halfShown(stage);

  proxy.set('cut');
  await delay(50);
  upstream.release();
  const ended = await Promise.all(streams);
  assert.deepEqual(
    ended.map(({ status, isWhole, errorCode }) => ({ status, isWhole, errorCode })),
    ended.map(() => ({ status: 200, isWhole: false, errorCode: 'E_EVIDENCE_UNAVAILABLE' })),
  );

  const forwardedBefore = upstream.seen;
  const refused: Seen[] = [];
  for (let round = 0; round < 20; round++) refused.push(await stage.ask({ stream: round % 2 === 0 }));
  const atOnce = await Promise.all(Array.from({ length: 20 }, (_, user) => stage.ask({ user: `new-${user}` })));
  for (const seen of [...refused, ...atOnce]) assertRefused(seen);
  assert.equal(upstream.seen, forwardedBefore, 'nothing is forwarded while nothing can be recorded');
  const slowestMs = Math.max(...[...refused, ...atOnce].map(({ tookMs }) => tookMs));
  assert.ok(slowestMs < QUICK_MS_MAX, `the slowest refusal took ${slowestMs} ms`);
  const ready = await readyz(server.url);
  assert.equal(ready.status, 503);
  assert.ok(ready.failed.includes('database') && ready.failed.includes('records'), String(ready.failed));
  assert.equal(await metric(server.url, 'hegui_records_up'), 0);

  proxy.set('open');
  const recoveredMs = await waitUntil(async () => (await stage.ask()).isWhole, 'served again', RECOVERY_MS_MAX);
  const readyMs = await waitUntil(
    async () => (await readyz(server.url)).status === 200,
    'ready again',
    RECOVERY_MS_MAX,
  );
  const late = await stage.ask({ stream: true });
  assert.ok(late.isWhole);
  const log = await exportLog(stage.folder, stage.settings, stage.made);
  const unclosed = assertHonest(log, new Set([early.id, late.id]));
  t.diagnostic(
    `slowest refusal ${Math.round(slowestMs)} ms, served again after ${Math.round(recoveredMs)} ms, ready after ${Math.round(readyMs)} ms more, ${unclosed.length} unclosed`,
  );
});

test('when the database hangs no request waits for long, nothing unrecorded is shown, and all is well when it answers again', {
  timeout: 3 * 60_000,
}, async (t) => {
  const stage = await openStage(t);
  const { server, upstream, proxy } = stage;
  const early = await stage.ask();
  assert.ok(early.isWhole);
  const streams = await halfShown(stage);

  proxy.set('silent');
  const silentMs = performance.now();
  upstream.release();
  const asked: Promise<Seen>[] = [];
  // Before the outage is known, and while the first record waits: every request must still end in time.
  for (let second = 0; second < 8; second++) {
    asked.push(stage.ask({ stream: second % 2 === 0 }), stage.ask({ user: `new-${second}` }));
    await delay(1_000);
  }
  const ended = await Promise.all(streams);
  const noticedMs = performance.now() - silentMs;
  assert.deepEqual(
    ended.map(({ status, isWhole, errorCode }) => ({ status, isWhole, errorCode })),
    ended.map(() => ({ status: 200, isWhole: false, errorCode: 'E_EVIDENCE_UNAVAILABLE' })),
  );
  const ready = await readyz(server.url);
  assert.equal(ready.status, 503);
  assert.ok(ready.failed.includes('database') && ready.failed.includes('records'), String(ready.failed));
  assert.ok(ready.tookMs < HEALTH_MS_MAX, `/readyz took ${ready.tookMs} ms`);
  const scrapedMs = performance.now();
  assert.equal(await metric(server.url, 'hegui_database_up'), 0);
  assert.ok(performance.now() - scrapedMs < HEALTH_MS_MAX, 'metrics must not wait for the database');

  const forwardedBefore = upstream.seen;
  const known = await Promise.all([stage.ask(), stage.ask({ stream: true }), stage.ask({ user: 'new-known' })]);
  assert.equal(upstream.seen, forwardedBefore, 'nothing is forwarded while nothing can be recorded');
  const waited = await Promise.all(asked);
  const slowestMs = Math.max(...waited.map(({ tookMs }) => tookMs));
  const slowestKnownMs = Math.max(...known.map(({ tookMs }) => tookMs));
  t.diagnostic(
    `noticed after ${Math.round(noticedMs)} ms, slowest refusal ${Math.round(slowestMs)} ms, once known ${Math.round(slowestKnownMs)} ms; each: ${waited.map(({ tookMs }) => Math.round(tookMs)).join(' ')}`,
  );
  for (const seen of [...waited, ...known]) assertRefused(seen);
  assert.ok(noticedMs < NOTICED_MS_MAX, `noticed after ${noticedMs} ms`);
  assert.ok(Math.max(slowestMs, slowestKnownMs) < REFUSAL_MS_MAX, `the slowest refusal took ${slowestMs} ms`);

  proxy.set('open');
  const recoveredMs = await waitUntil(async () => (await stage.ask()).isWhole, 'served again', RECOVERY_MS_MAX);
  await waitUntil(async () => (await readyz(server.url)).status === 200, 'ready again', RECOVERY_MS_MAX);
  const late = await stage.ask({ stream: true, user: 'new-late' });
  assert.ok(late.isWhole);
  const log = await exportLog(stage.folder, stage.settings, stage.made);
  const unclosed = assertHonest(log, new Set([early.id, late.id]));
  t.diagnostic(`served again after ${Math.round(recoveredMs)} ms, ${unclosed.length} unclosed`);
});

test('a statement whose answer never comes fails in time, and the next one gets another connection', {
  timeout: 60_000,
}, async (t) => {
  const { place, drop } = await freshDatabase();
  afterTest(t, drop);
  const proxy = await startDatabaseProxy(place);
  afterTest(t, () => proxy.close());
  const database = openDatabase({ url: new Secret(proxy.url) }, { log: silentLog, statementTimeoutMs: 200 });
  afterTest(t, () => database.close());
  await database.query('select 1');
  proxy.set('silent');
  const startedMs = performance.now();
  const isUnavailable = (error: unknown): boolean =>
    error instanceof HeguiError && error.code === 'E_STORE_UNAVAILABLE';
  await assert.rejects(database.query('select 1'), isUnavailable);
  await assert.rejects(
    database.transaction((tx) => tx.query('select 1')),
    isUnavailable,
  );
  const tookMs = performance.now() - startedMs;
  // One silence of five seconds, and one of a connection that cannot be made.
  assert.ok(tookMs < 20_000, `took ${tookMs} ms`);
  proxy.set('open');
  assert.equal((await database.query('select 1')).rowCount, 1);
});
