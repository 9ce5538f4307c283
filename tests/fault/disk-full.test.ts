import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { MIB } from '../../src/kernel/index.ts';
import { findRunningPostmaster } from '../../src/store/index.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { waitUntil } from '../support/hegui.ts';
import { initHegui, ServerProcess } from '../support/server-process.ts';
import { ask, readyz, type Seen } from './ask.ts';
import { assertHonest, exportLog } from './exported-log.ts';
import { startScriptedUpstream } from './scripted-upstream.ts';

const DISK_MIB = 200;
const LEFT_MIB = 6;
const CLIENTS = 4;
const ASKS_MAX = 500;
const STREAMS = 4;
const LONG_PROMPT = '长'.repeat(60_000);
const RECOVERY_MS_MAX = 30_000;

/** A small disk of its own. */
function mountSmallDisk(t: TestContext): string {
  assert.equal(process.platform, 'linux', 'this test mounts a small disk, which it does on Linux alone');
  assert.equal(process.getuid?.(), 0, 'this test mounts a small disk: run it as root');
  const mount = temporaryFolder(t);
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=711`, 'tmpfs', mount]);
  assert.equal(status, 0, `a small disk could not be mounted: ${String(stderr).trim()}`);
  afterTest(t, () => {
    const postmaster = findRunningPostmaster(join(mount, 'data', 'postgres'));
    if (postmaster !== null) process.kill(postmaster, 'SIGQUIT');
    spawnSync('umount', ['-l', mount]);
  });
  return mount;
}

function fillUp(disk: string): string {
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(bavail * bsize - LEFT_MIB * MIB));
  return ballast;
}

test('on a full disk requests are refused and nothing unrecorded is shown; when space is free again the same process serves', {
  timeout: 3 * 60_000,
}, async (t) => {
  const disk = mountSmallDisk(t);
  const upstream = await startScriptedUpstream();
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: join(disk, 'data') };
  const made = await initHegui(settings, '--upstream', upstream.baseUrl);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  const question = { baseUrl: server.baseUrl, apiKey: made.apiKey };
  const seen: Seen[] = [await ask(question)];
  assert.ok(seen[0]?.isWhole);
  upstream.mustHold = true;
  const streams = Array.from({ length: STREAMS }, () => ask({ ...question, stream: true }));
  await waitUntil(async () => upstream.held === STREAMS, 'the streams are under way', 5_000);
  await delay(200);
  upstream.mustHold = false;

  const ballast = fillUp(disk);
  let isFull = false;
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let asks = 0; asks < ASKS_MAX && !isFull; asks++) {
        const answer = await ask({ ...question, stream: client % 2 === 0, prompt: LONG_PROMPT });
        seen.push(answer);
        if (!answer.isWhole) isFull = true;
      }
    }),
  );
  assert.ok(isFull, 'the disk must fill up');
  const forwardedBefore = upstream.seen;
  const whenFull: Seen[] = [];
  for (let round = 0; round < 20; round++) {
    whenFull.push(await ask({ ...question, stream: round % 2 === 0, prompt: LONG_PROMPT }));
  }
  const ready = await readyz(server.url);
  upstream.release();
  const ended = await Promise.all(streams);
  seen.push(...whenFull, ...ended);
  // Whatever a client saw was whole, or told that it could not be recorded.
  const others = seen.filter(({ isWhole, errorCode }) => !isWhole && errorCode !== 'E_EVIDENCE_UNAVAILABLE');
  assert.deepEqual(others, []);
  const refused = whenFull.filter(({ isWhole }) => !isWhole);
  assert.deepEqual([...new Set(refused.map(({ status }) => status))], [503]);
  assert.ok(refused.length > whenFull.length / 2, `${refused.length} of ${whenFull.length} refused`);
  // Only a request right after one that was served may have been forwarded before its own record failed.
  const findingOut = whenFull.filter(({ isWhole }, at) => !isWhole && whenFull[at - 1]?.isWhole === true).length;
  const forwardedInVain = upstream.seen - forwardedBefore - (whenFull.length - refused.length);
  assert.ok(forwardedInVain <= findingOut, `${forwardedInVain} forwarded in vain, ${findingOut} could not know`);
  assert.equal(ready.status, 503);
  assert.ok(ready.failed.includes('records'), String(ready.failed));

  rmSync(ballast);
  const recoveredMs = await waitUntil(
    async () => {
      const answer = await ask(question);
      seen.push(answer);
      return answer.isWhole;
    },
    'served again',
    RECOVERY_MS_MAX,
  );
  await waitUntil(async () => (await readyz(server.url)).status === 200, 'ready again', RECOVERY_MS_MAX);
  assert.equal(await server.stop(), 0);
  const log = await exportLog(disk, settings, made);
  const unclosed = assertHonest(log, new Set(seen.filter(({ isWhole }) => isWhole).map(({ id }) => id)));
  const slowestMs = Math.max(...refused.map(({ tookMs }) => tookMs));
  t.diagnostic(
    `${log.opened.size} exchanges, ${unclosed.length} unclosed, slowest refusal ${Math.round(slowestMs)} ms, served again after ${Math.round(recoveredMs)} ms`,
  );
});
