/**
 * What does the board cost when the log is long? Fills an embedded PostgreSQL with exchanges of a year and asks for the board, for a
 * whole round of its queries, and for the same figures read from the exchanges themselves.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openCore } from '../../src/app/core.ts';
import { loadConfig, MINUTE_MS, silentLog } from '../../src/kernel/index.ts';
import type { Database, DedicatedConnection } from '../../src/store/index.ts';
import { machineShape, median, quantile, table } from '../support/machine.ts';
import { fill, fillUncounted } from './fill.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000000,10000000' },
    rounds: { type: 'string', default: '31' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const sizes = values.sizes.split(',').map(Number);
const rounds = Number(values.rounds);
const UNCOUNTED = 50_000;
const STATEMENT_MS_MAX = 30 * MINUTE_MS;
const DAY =
  "where not e.synthetic and e.opened_at >= now() - interval '1 day' and c.closed_at >= now() - interval '1 day'";

const folder = mkdtempSync(join(values.folder, 'hegui-bench-status-'));
const core = await openCore({
  config: loadConfig({ HEGUI_DATA: folder, HEGUI_PORT: '0' }),
  log: silentLog,
  mode: 'own',
});
const { database, status } = core;
const session = await database.dedicatedConnection({ statementTimeoutMs: STATEMENT_MS_MAX });
try {
  process.stdout.write(`${machineShape()}\n\n`);
  const rows: (string | number)[][] = [];
  let filled = 0;
  for (const size of sizes) {
    await fill(session, filled, size);
    filled = size;
    // What was just written settles, and every statement has been planned once.
    for (let warm = 0; warm < 3; warm++) await status.run(null, ['query']);
    const board = await timed(() => status.read());
    const round = await timed(() => status.run(null, ['query']));
    const day = await timed(() => scan(session, DAY), 3);
    const all = await timed(() => scan(session, 'where not e.synthetic'), 1);
    rows.push([
      size.toLocaleString('en'),
      told(board),
      told(round),
      median(day).toFixed(0),
      median(all).toFixed(0),
      await gibOf(database),
    ]);
  }
  process.stdout.write(
    `${table(
      [
        'exchanges',
        'board p50 / p99 ms',
        'a whole round of queries p50 / p99 ms',
        'a day read from exchanges, ms',
        'everything read from exchanges, ms',
        'GiB',
      ],
      rows,
    )}\n\n`,
  );
  await fillUncounted(session, filled, UNCOUNTED);
  const startedMs = performance.now();
  await status.catchUp();
  const seconds = (performance.now() - startedMs) / 1_000;
  process.stdout.write(`counting: ${Math.round((UNCOUNTED * 2) / seconds).toLocaleString('en')} entries a second\n`);
} finally {
  await session.close();
  await core.close();
  rmSync(folder, { recursive: true, force: true });
}

async function timed(work: () => Promise<unknown>, times = rounds): Promise<number[]> {
  const taken: number[] = [];
  for (let round = 0; round < times; round++) {
    const startedMs = performance.now();
    await work();
    taken.push(performance.now() - startedMs);
  }
  return taken;
}

function told(taken: readonly number[]): string {
  return `${median(taken).toFixed(1)} / ${quantile(taken, 0.99).toFixed(1)}`;
}

/** The figures of labels and of unclosed exchanges, from the exchanges themselves: what counts by the hour are there to avoid. */
async function scan(session: DedicatedConnection, where: string): Promise<unknown> {
  return await session.query(
    `select count(*) filter (where c.output_chars > 0), count(*) filter (where c.exchange_id is null)
       from exchange e left join exchange_close c on c.exchange_id = e.id ${where}`,
  );
}

async function gibOf(sql: Database): Promise<string> {
  const { rows } = await sql.query<{ bytes: string }>('select pg_database_size(current_database()) as bytes');
  return (Number(rows[0]?.bytes ?? 0) / 1_024 ** 3).toFixed(1);
}
