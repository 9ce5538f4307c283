import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startDemonstration } from '../../src/demonstration/index.ts';
import { systemClock } from '../../src/kernel/index.ts';
import { describeSeed, seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import { findRunningPostmaster } from '../../src/store/index.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { initHegui, ServerProcess } from '../support/server-process.ts';
import { ask, askUntilGone, type Seen } from './ask.ts';
import { assertHonest, exportLog } from './exported-log.ts';
import { startScriptedUpstream } from './scripted-upstream.ts';

const ROUNDS = 50;
const CLIENTS = 8;
const LIFE_MS_MAX = 700;
const POSTMASTER_ROUNDS = 3;
const RECOVERY_MS_MAX = 20_000;

test(`after ${ROUNDS} kills under load every answer a client saw whole has its closed record, and only unclosed exchanges are named`, {
  timeout: 9 * 60_000,
}, async (t) => {
  const random = seededRandom(describeSeed(t));
  const folder = temporaryFolder(t);
  const upstream = await startDemonstration({ clock: systemClock, pauseMs: { min: 0, max: 1 } });
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: folder };
  const { apiKey, verifierKey } = await initHegui(settings, '--upstream', upstream.baseUrl);
  const seenWhole = new Set<string>();
  let orphans = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const server = await ServerProcess.start(settings);
    afterTest(t, () => server.kill());
    const { baseUrl } = server;
    const load = Array.from({ length: CLIENTS }, (_, client) =>
      askUntilGone({ baseUrl, apiKey, stream: client % 2 === 0 }, ({ isWhole, id }) => {
        if (isWhole) seenWhole.add(id);
      }),
    );
    await delay(random() * LIFE_MS_MAX);
    await server.kill();
    await Promise.all(load);
    if (findRunningPostmaster(join(folder, 'postgres')) !== null) orphans++;
  }
  assert.equal(orphans, ROUNDS, 'every kill must leave a database behind that the next start takes over');
  assert.ok(seenWhole.size > ROUNDS, `only ${seenWhole.size} answers were seen whole`);
  const log = await exportLog(folder, settings, { verifierKey });
  const unclosed = assertHonest(log, seenWhole);
  assert.ok(unclosed.length > 0, 'no kill hit an exchange under way');
  t.diagnostic(`${seenWhole.size} answers seen whole, ${log.entries} entries, ${unclosed.length} unclosed, all named`);
});

test('while the embedded database is killed and restarted requests are refused and not forwarded, and nothing acknowledged is lost', {
  timeout: 3 * 60_000,
}, async (t) => {
  const folder = temporaryFolder(t);
  const upstream = await startScriptedUpstream();
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: folder };
  const { apiKey, verifierKey } = await initHegui(settings, '--upstream', upstream.baseUrl);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  const { baseUrl } = server;
  const seenWhole = new Set<string>();
  for (let round = 0; round < POSTMASTER_ROUNDS; round++) {
    const before = await Promise.all(
      Array.from({ length: CLIENTS }, (_, i) => ask({ baseUrl, apiKey, stream: i % 2 === 0 })),
    );
    assert.ok(before.every(({ isWhole }) => isWhole));
    const postmaster = findRunningPostmaster(join(folder, 'postgres'));
    assert.ok(postmaster !== null);
    process.kill(postmaster, 'SIGKILL');
    const killedMs = performance.now();
    const during = await askUntilServed(
      () => ask({ baseUrl, apiKey }),
      () => upstream.seen,
    );
    t.diagnostic(
      `round ${round}: ${during.refused.length} refused, back after ${Math.round(performance.now() - killedMs)} ms`,
    );
    assert.ok(during.refused.length > 1, 'the outage must be long enough to be seen');
    for (const { status, errorCode, tookMs } of during.refused) {
      assert.deepEqual([status, errorCode], [503, 'E_EVIDENCE_UNAVAILABLE']);
      assert.ok(tookMs < 2_000, `a refusal took ${tookMs} ms`);
    }
    // Only the request that finds out may have been on its way already.
    assert.deepEqual(
      during.forwarded.slice(1).filter((reached) => reached),
      [],
    );
    for (const { id } of [...before, ...during.served]) seenWhole.add(id);
    assert.notEqual(findRunningPostmaster(join(folder, 'postgres')), postmaster);
  }
  assert.equal(await server.stop(), 0);
  const log = await exportLog(folder, settings, { verifierKey });
  const unclosed = assertHonest(log, seenWhole);
  t.diagnostic(`${seenWhole.size} answers seen whole, ${unclosed.length} unclosed`);
});

interface Outage {
  readonly refused: Seen[];
  /** For each refused request, whether it reached the upstream. */
  readonly forwarded: boolean[];
  /** Served before the outage was noticed, and the first one after it. */
  readonly served: Seen[];
}

/** Asks one request after the other until one is served after at least one was refused. */
async function askUntilServed(askOnce: () => Promise<Seen>, seenByUpstream: () => number): Promise<Outage> {
  const outage: Outage = { refused: [], forwarded: [], served: [] };
  const startedMs = performance.now();
  while (performance.now() - startedMs < RECOVERY_MS_MAX) {
    const before = seenByUpstream();
    const seen = await askOnce();
    if (seen.isWhole) {
      outage.served.push(seen);
      if (outage.refused.length > 0) return outage;
    } else {
      outage.refused.push(seen);
      outage.forwarded.push(seenByUpstream() > before);
    }
    await delay(10);
  }
  throw new Error(`not served again within ${RECOVERY_MS_MAX} ms: ${outage.refused.at(-1)?.text}`);
}
