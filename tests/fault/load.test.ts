import assert from 'node:assert/strict';
import { Agent, type IncomingMessage, request } from 'node:http';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startDemonstration } from '../../src/demonstration/index.ts';
import { MIB, systemClock } from '../../src/kernel/index.ts';
import { describeSeed, seededRandom } from '../../src/kernel/testing/seeded-random.ts';
import { afterTest, temporaryFolder } from '../../src/store/testing/folders.ts';
import { importTerms, waitUntil } from '../support/hegui.ts';
import { initHegui, runHegui, ServerProcess } from '../support/server-process.ts';
import { metric } from './ask.ts';
import { assertHonest, exportLog } from './exported-log.ts';

const CLIENTS = 300;
const PHASE_MS = 6_000;
const ASKS_MAX = 10_000;
const GROWTH_BYTES_MAX = 96 * MIB;
const SETTLE_MS_MAX = 15_000;
const BLOCKED = '禁词甲';

type Manner = 'reader' | 'slow' | 'aborter' | 'refused' | 'whole';
const MANNERS: readonly Manner[] = ['reader', 'reader', 'reader', 'slow', 'aborter', 'aborter', 'refused', 'whole'];

interface Tally {
  /** Exchanges whose answer came whole. */
  readonly whole: Set<string>;
  /** Every exchange that an answer named. */
  readonly named: Set<string>;
  aborted: number;
  refused: number;
  /** Status codes other than 200, and ends that nobody asked for. */
  readonly strange: string[];
}

test(`${CLIENTS} clients that read, dawdle, leave and are refused leave one opening and one closing each, no open request, and no growing memory`, {
  timeout: 3 * 60_000,
}, async (t) => {
  const random = seededRandom(describeSeed(t));
  const folder = temporaryFolder(t);
  const upstream = await startDemonstration({ clock: systemClock, pauseMs: { min: 0, max: 0 } });
  afterTest(t, () => upstream.close());
  const settings = { HEGUI_DATA: folder };
  const made = await initHegui(settings, '--upstream', upstream.baseUrl);
  await importTerms({ run: (args, input) => runHegui(args, settings, input) }, [BLOCKED]);
  const server = await ServerProcess.start(settings);
  afterTest(t, () => server.kill());
  const tally: Tally = { whole: new Set(), named: new Set(), aborted: 0, refused: 0, strange: [] };
  const runPhase = async (): Promise<number> => {
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const endMs = performance.now() + PHASE_MS;
    await Promise.all(
      Array.from({ length: CLIENTS }, async () => {
        for (let asks = 0; asks < ASKS_MAX && performance.now() < endMs; asks++) {
          const manner = MANNERS[Math.floor(random() * MANNERS.length)] ?? 'reader';
          await askAs(manner, { baseUrl: server.baseUrl, apiKey: made.apiKey, agent, random, tally });
        }
      }),
    );
    agent.destroy();
    await waitUntil(
      async () => (await metric(server.url, 'hegui_gateway_open_requests')) === 0,
      'no request is open',
      SETTLE_MS_MAX,
    );
    return await metric(server.url, 'process_resident_memory_bytes');
  };
  const warmBytes = await runPhase();
  const firstBytes = await runPhase();
  const secondBytes = await runPhase();
  const figures = `${tally.whole.size} whole, ${tally.refused} of them refused, ${tally.aborted} left; memory ${[warmBytes, firstBytes, secondBytes].map((bytes) => Math.round(bytes / MIB)).join(' → ')} MiB`;
  t.diagnostic(figures);
  assert.deepEqual(tally.strange, []);
  assert.ok(tally.aborted > 0 && tally.refused > 0, figures);
  assert.ok(secondBytes - firstBytes < GROWTH_BYTES_MAX, figures);
  assert.equal(await metric(server.url, 'hegui_records_waiting'), 0);
  assert.equal(await server.stop(), 0);
  assert.equal(server.stderr, '');
  const log = await exportLog(folder, settings, made);
  assert.deepEqual(assertHonest(log, tally.named), [], 'every exchange must be closed');
  t.diagnostic(`${log.entries} entries, ${log.opened.size} exchanges`);
});

interface AskParts {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly agent: Agent;
  readonly random: () => number;
  readonly tally: Tally;
}

/** One request in that manner; resolves when it is over for the client. */
async function askAs(manner: Manner, parts: AskParts): Promise<void> {
  const { baseUrl, apiKey, agent, random, tally } = parts;
  const isStream = manner !== 'whole';
  const body = JSON.stringify({
    model: 'hegui-demo',
    stream: isStream,
    max_tokens: 150,
    messages: [{ role: 'user', content: manner === 'refused' ? `说说${BLOCKED}` : '说说茶' }],
  });
  const headers = {
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const leaveAfterBytes = manner === 'aborter' ? Math.floor(random() * 4_000) : Number.POSITIVE_INFINITY;
  const sent = request(`${baseUrl}/chat/completions`, { method: 'POST', headers, agent });
  const over = new Promise<void>((resolve) => sent.once('close', resolve));
  // Some leave before there is any answer.
  const leaving = manner === 'aborter' && random() < 0.3 ? setTimeout(() => sent.destroy(), random() * 20) : undefined;
  sent.on('error', (error) => {
    if (manner !== 'aborter') tally.strange.push(error.message);
  });
  const answered = new Promise<IncomingMessage | null>((resolve) => {
    sent.once('response', resolve);
    sent.once('close', () => resolve(null));
  });
  sent.end(body);
  const response = await answered;
  if (response === null) tally.aborted++;
  else await readAs(manner, response, leaveAfterBytes, parts);
  clearTimeout(leaving);
  await over;
}

async function readAs(
  manner: Manner,
  response: IncomingMessage,
  leaveAfterBytes: number,
  { random, tally }: AskParts,
): Promise<void> {
  const id = String(response.headers['x-request-id']);
  tally.named.add(id);
  let text = '';
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > leaveAfterBytes) break;
      if (manner === 'slow') await delay(5 + random() * 40);
    }
  } catch (error) {
    if (manner !== 'aborter') tally.strange.push(error instanceof Error ? error.message : 'unknown');
  }
  const isWhole = manner === 'whole' ? text.endsWith('}') : text.endsWith('data: [DONE]\n\n');
  if (response.statusCode === 200 && isWhole) {
    tally.whole.add(id);
    if (manner === 'refused') tally.refused++;
  } else if (manner === 'aborter') tally.aborted++;
  else tally.strange.push(`${manner}: ${response.statusCode} ${text.slice(-200)}`);
}
