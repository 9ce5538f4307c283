/**
 * How long does the first page of each desk take with 100,000 open complaints, 100,000 open requests about personal information and
 * 100,000 open appeals? Asks the services as the desks do, on PostgreSQL, and shows by which index each page was found. `--rows N` for
 * another number.
 */
import type { Database } from '../../src/store/index.ts';
import { freshDatabase, startCluster } from '../../tests/support/cluster.ts';
import { machineShape } from '../support/machine.ts';
import { openAppeals } from './appeals.ts';
import { openComplaints } from './complaints.ts';
import { openRequests } from './requests.ts';

/** A desk with its rows, and what is asked of it. */
export interface Desk {
  readonly name: string;
  readonly questions: readonly (readonly [name: string, ask: () => Promise<number | null>])[];
  /** The statement of its first page. */
  readonly page: { readonly text: string; readonly params: readonly unknown[] };
  close(): Promise<void>;
}

const ROUNDS = 15;
/** Rows of a first page; null where something else is asked. */
const PAGE = 50;
const at = process.argv.indexOf('--rows');
const rows = at < 0 ? 100_000 : Number(process.argv[at + 1]);

const cluster = await startCluster();
const { database, drop } = await freshDatabase();
try {
  for (const open of [openComplaints, openRequests, openAppeals]) await tellDesk(database, await open(database, rows));
  process.stdout.write(`${rows} open of each, ${machineShape()}\n`);
} finally {
  await drop();
  await cluster.stop();
}

async function tellDesk(target: Database, { name, questions, page, close }: Desk): Promise<void> {
  process.stdout.write(`${name}\n`);
  for (const [asked, ask] of questions) {
    const tookMs: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const startedMs = performance.now();
      const found = await ask();
      tookMs.push(performance.now() - startedMs);
      if (found !== null && found !== PAGE) throw new Error(`${name}, ${asked}: ${found} rows`);
    }
    tookMs.sort((one, other) => one - other);
    const [median = 0, worst = 0] = [tookMs[Math.floor(ROUNDS / 2)], tookMs.at(-1)];
    process.stdout.write(`  ${asked.padEnd(26)} median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms\n`);
  }
  const plan = await target.query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off) ${page.text}`, [
    ...page.params,
  ]);
  await close();
  process.stdout.write(`\n${plan.rows.map((row) => row['QUERY PLAN']).join('\n')}\n\n`);
}
