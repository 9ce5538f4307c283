/**
 * What does Hegui cost on the way to a model? Screening against 10,000 terms, labels and durable records on, beside
 * nothing at all, a bare proxy and Portkey, in one run, targets interleaved in random order each round.
 *
 * `npm run bench -- gateway [--rounds 7] [--seconds 4] [--connections 1,16,64] [--streams 40]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { cpuSeconds, machineShape, median, quantile, table } from '../support/machine.ts';
import { sampleText, seededRandom } from '../support/random.ts';
import {
  measureStream,
  measureThroughput,
  requireWrk,
  type StreamTimes,
  streamAgent,
  type Throughput,
} from './load.ts';
import { startField, type Target } from './targets.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '4' },
    streams: { type: 'string', default: '40' },
    connections: { type: 'string', default: '1,16,64' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const streamsAtOnce = Number(values.streams);
const CONNECTIONS = values.connections.split(',').map(Number);
const PROMPT_CHARS = 2_000;
const WARM_UP_S = 8;
/** How long one stream of the upstream takes. */
const STREAM_MS = 500;
const STREAM_TURNS = 3;
const random = seededRandom(Date.now());

requireWrk();
const folder = mkdtempSync(join(tmpdir(), 'hegui-load-'));
const messages = [{ role: 'user', content: sampleText(seededRandom(3), PROMPT_CHARS) }];
const body = JSON.stringify({ model: 'bench', messages });
const streamBody = JSON.stringify({ model: 'bench', stream: true, messages });
const field = await startField();
try {
  process.stdout.write(`# bench/gateway\n\n${machineShape()}; ${rounds} rounds of ${seconds} s; medians of rounds.\n`);
  await throughput(field.targets);
  await streams(field.targets);
} finally {
  await field.close();
  rmSync(folder, { recursive: true, force: true });
}

async function throughput(targets: readonly Target[]): Promise<void> {
  const script = join(folder, 'load.lua');
  for (const target of targets) await measureThroughput(target, body, 16, WARM_UP_S, script);
  for (const connections of CONNECTIONS) {
    const results = new Map<string, Throughput[]>(targets.map((target) => [target.name, []]));
    for (let round = 0; round < rounds; round++) {
      for (const target of shuffled(targets)) {
        results.get(target.name)?.push(await measureThroughput(target, body, connections, seconds, script));
      }
    }
    printThroughput(connections, targets, results);
  }
}

function printThroughput(connections: number, targets: readonly Target[], results: Map<string, Throughput[]>): void {
  const of = (name: string, pick: (one: Throughput) => number): number => median((results.get(name) ?? []).map(pick));
  const ratio = (name: string, to: string): string => {
    const others = results.get(to) ?? [];
    const own = results.get(name) ?? [];
    return median(own.map((one, round) => one.requestsPerS / (others[round]?.requestsPerS ?? Number.NaN))).toFixed(2);
  };
  const [direct, raw, , portkey] = targets;
  const rows = targets.map(({ name }) => [
    name,
    of(name, (one) => one.requestsPerS).toFixed(0),
    ratio(name, raw?.name ?? ''),
    ratio(name, portkey?.name ?? ''),
    (of(name, (one) => one.p50Ms) - of(direct?.name ?? '', (one) => one.p50Ms)).toFixed(2),
    (of(name, (one) => one.p99Ms) - of(direct?.name ?? '', (one) => one.p99Ms)).toFixed(2),
    (results.get(name) ?? []).reduce((sum, one) => sum + one.errors, 0),
  ]);
  process.stdout.write(
    `\n## Unstreamed, 1 KB answers, ${PROMPT_CHARS}-character prompts, ${connections} connection(s)\n\n`,
  );
  process.stdout.write(
    `${table(['target', 'requests/s', '× raw dispatch', '× Portkey', 'added p50 ms', 'added p99 ms', 'errors'], rows)}\n`,
  );
}

async function streams(targets: readonly Target[]): Promise<void> {
  const agent = streamAgent();
  const firsts = new Map<string, number[]>(targets.map((target) => [target.name, []]));
  const gaps = new Map<string, number[]>(targets.map((target) => [target.name, []]));
  const cpu = new Map<string, number[]>(targets.map((target) => [target.name, []]));
  const failed = new Map<string, string>();
  for (let round = -1; round < rounds; round++) {
    for (const target of shuffled(targets)) {
      if (failed.has(target.name)) continue;
      const before = target.pid === null ? 0 : cpuSeconds(target.pid);
      try {
        const times = await measureStreams(target, agent);
        if (round < 0) continue; // warm-up
        firsts.get(target.name)?.push(...times.map((one) => one.firstTokenMs));
        gaps.get(target.name)?.push(...times.flatMap((one) => one.gapsMs));
        if (target.pid !== null) cpu.get(target.name)?.push(((cpuSeconds(target.pid) - before) / times.length) * 1_000);
      } catch (error) {
        failed.set(target.name, error instanceof Error ? error.message : 'failed');
      }
    }
  }
  agent.destroy();
  const direct = median(firsts.get(targets[0]?.name ?? '') ?? []);
  const rows = targets.map(({ name }) => {
    const reason = failed.get(name);
    if (reason !== undefined) return [name, reason, '', '', '', ''];
    const own = firsts.get(name) ?? [];
    return [
      name,
      median(own).toFixed(2),
      (median(own) - direct).toFixed(2),
      quantile(own, 0.99).toFixed(2),
      quantile(gaps.get(name) ?? [], 0.99).toFixed(2),
      cpu.get(name)?.length === 0 ? '' : median(cpu.get(name) ?? []).toFixed(1),
    ];
  });
  process.stdout.write(`\n## Streams: ${streamsAtOnce} under way, begun one by one, 100 chunks, 5 ms apart\n\n`);
  process.stdout.write(
    `${table(['target', 'first token p50 ms', 'later than direct', 'first token p99 ms', 'gap p99 ms', 'CPU s per 1,000 streams'], rows)}\n`,
  );
}

/** Streams that begin one after the other, so that about `streamsAtOnce` are under way at any moment; people do not ask in step. */
async function measureStreams(target: Target, agent: ReturnType<typeof streamAgent>): Promise<StreamTimes[]> {
  const all: Promise<StreamTimes>[] = [];
  let hasFailed = false;
  for (let begun = 0; begun < streamsAtOnce * STREAM_TURNS && !hasFailed; begun++) {
    const stream = measureStream(target, streamBody, agent);
    stream.catch(() => {
      hasFailed = true;
    });
    all.push(stream);
    await delay(STREAM_MS / streamsAtOnce);
  }
  return await Promise.all(all);
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
