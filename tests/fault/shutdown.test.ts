import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findRunningPostmaster } from '../../src/store/index.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { inRepository } from '../support/floors.ts';
import { waitUntil } from '../support/hegui.ts';
import { heguiEnvironment, initHegui, type Made, ServerProcess } from '../support/server-process.ts';
import { ask, readyz, type Seen } from './ask.ts';
import { assertHonest, exportLog } from './exported-log.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';

/** Requests under way may take this long to end after the first signal, with a margin for a busy machine. */
const STOP_MS_MAX = 30_000;
const AT_ONCE_MS_MAX = 4_000;
/** Signals closer together count as one request to stop. */
const SAME_REQUEST_MS = 1_500;

interface Stage {
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly made: Made;
  readonly server: ServerProcess;
  readonly upstream: ScriptedUpstream;
  /** A stream that has shown half of its answer and waits. */
  readonly stream: Promise<Seen>;
}

async function openStage(t: TestContext, more: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const folder = temporaryFolder(t);
  const upstream = await startScriptedUpstream();
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: folder, ...more };
  const made = await initHegui(settings, '--upstream', upstream.baseUrl);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  upstream.mustHold = true;
  const stream = ask({ baseUrl: server.baseUrl, apiKey: made.apiKey, stream: true });
  await waitUntil(async () => upstream.held === 1, 'the stream is under way', 5_000);
  return { folder, settings, made, server, upstream, stream };
}

const runningDatabase = (folder: string): number | null => findRunningPostmaster(join(folder, 'postgres'));

test('a stop lets a stream under way end whole, takes no new connection, and leaves no database process behind', {
  timeout: 90_000,
}, async (t) => {
  const { folder, settings, made, server, upstream, stream } = await openStage(t);
  assert.notEqual(runningDatabase(folder), null);
  server.signal('SIGTERM');
  await waitUntil(
    async () => (await ask({ baseUrl: server.baseUrl, apiKey: made.apiKey })).status === 0,
    'closed to others',
    5_000,
  );
  await assert.rejects(readyz(server.url), TypeError);
  const seenBefore = upstream.seen;
  upstream.release();
  const seen = await stream;
  assert.ok(seen.isWhole, seen.text);
  assert.equal(await server.exited, 0);
  assert.equal(upstream.seen, seenBefore);
  assert.equal(runningDatabase(folder), null);
  assert.equal(existsSync(join(folder, 'owner.json')), false);
  const log = await exportLog(folder, settings, made);
  assert.deepEqual(assertHonest(log, new Set([seen.id])), []);
  assert.equal(runningDatabase(folder), null, 'the command must not leave one behind either');
});

test('a stream that does not end is ended after a while, with its closed record', { timeout: 120_000 }, async (t) => {
  const { folder, settings, made, server, stream } = await openStage(t, { HEGUI_STOP_MS: '4000' });
  const startedMs = performance.now();
  server.signal('SIGTERM');
  const seen = await stream;
  assert.equal(seen.isWhole, false);
  assert.equal(seen.isBroken, true);
  assert.equal(await server.exited, 0);
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < STOP_MS_MAX, `took ${tookMs} ms`);
  assert.equal(runningDatabase(folder), null);
  const log = await exportLog(folder, settings, made);
  assert.deepEqual(assertHonest(log, new Set([seen.id])), []);
  t.diagnostic(`ended after ${Math.round(tookMs)} ms`);
});

test('a second signal ends the process at once, and the next start takes the database over', {
  timeout: 90_000,
}, async (t) => {
  const { folder, settings, made, server, stream } = await openStage(t);
  server.signal('SIGTERM');
  await delay(SAME_REQUEST_MS);
  const startedMs = performance.now();
  server.signal('SIGINT');
  assert.equal(await server.exited, 1);
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < AT_ONCE_MS_MAX, `took ${tookMs} ms`);
  assert.equal((await stream).isBroken, true);
  const next = await ServerProcess.start(settings);
  afterTest(t, () => next.kill());
  assert.equal(await next.stop(), 0);
  assert.equal(runningDatabase(folder), null);
  const log = await exportLog(folder, settings, made);
  assert.equal(assertHonest(log, new Set()).length, 1);
});

test('an idle connection that is kept alive does not delay the stop', { timeout: 90_000 }, async (t) => {
  const { server, made, upstream, stream } = await openStage(t);
  upstream.mustHold = false;
  upstream.release();
  await stream;
  assert.ok((await ask({ baseUrl: server.baseUrl, apiKey: made.apiKey })).isWhole);
  const startedMs = performance.now();
  assert.equal(await server.stop(), 0);
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < 10_000, `took ${tookMs} ms`);
  t.diagnostic(`stopped after ${Math.round(tookMs)} ms`);
});

test('a stop that comes while the server starts leaves no database behind', { timeout: 90_000 }, async (t) => {
  const folder = temporaryFolder(t);
  await initHegui({ HEGUI_DATA: folder });
  const child = spawn(process.execPath, [inRepository('src/app/cli/main.ts'), 'start', '--json'], {
    env: heguiEnvironment({ HEGUI_DATA: folder }),
    stdio: 'ignore',
  });
  afterTest(t, () => child.kill('SIGKILL'));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  await waitUntil(async () => runningDatabase(folder) !== null, 'the database is starting', 20_000);
  child.kill('SIGTERM');
  assert.equal(await exited, 0);
  assert.equal(runningDatabase(folder), null);
});
