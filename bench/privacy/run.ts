/**
 * How long do looking for one person and erasing one person take among 1,000,000 exchanges of 10,000 people (`--rows N` for another
 * number)? Each has 100 exchanges, and something at every place that keeps something about people. Says besides which tables were
 * read whole for it: nothing should be whose size grows with the exchanges.
 */
import type { Database } from '../../src/store/index.ts';
import { freshDatabase, startCluster } from '../../tests/support/cluster.ts';
import { machineShape } from '../support/machine.ts';
import { openPrivacy } from '../support/privacy.ts';
import { fill, PEOPLE } from './fill.ts';

const ROUNDS = 9;
const at = process.argv.indexOf('--rows');
const rows = at < 0 ? 1_000_000 : Number(process.argv[at + 1]);

const cluster = await startCluster();
const { database, drop } = await freshDatabase();
try {
  await fill(database, rows);
  const { privacy, close } = await openPrivacy(database);
  const requests = await submitted();
  const before = await scanned(database);
  await tell('looking for a person', requests, (id) => privacy.search(id, { actor: 'cli' }));
  await tellScans('looking', before);
  const between = await scanned(database);
  await tell('erasing a person, proven', personsOf(100), async (user) => {
    const { state, leftOver } = await privacy.erase({ serviceId: 'svc_0', user, reason: 'bench', by: 'cli' });
    if (state !== 'proven' || leftOver !== 0) throw new Error(`${user}: ${state}, ${leftOver} left over`);
  });
  await tellScans('erasing', between);
  await close();
  process.stdout.write(`\n${rows} exchanges of ${PEOPLE} people, ${machineShape()}\n`);

  /** Requests of as many people as there are rounds. */
  async function submitted(): Promise<string[]> {
    const made: string[] = [];
    for (const user of personsOf(500)) {
      const { subjectId } = await privacy.receive({
        formKey: `bench ${user}`,
        kind: 'access',
        channel: 'api',
        language: 'zh-CN',
        serviceId: 'svc_0',
        user,
        text: '',
        contact: { email: '', phone: '' },
        complaints: [],
        entered: null,
      });
      made.push(subjectId);
    }
    return made;
  }
} finally {
  await drop();
  await cluster.stop();
}

function personsOf(first: number): string[] {
  return Array.from({ length: ROUNDS }, (_, index) => `user ${first + index}`);
}

async function tell(name: string, whom: readonly string[], work: (one: string) => Promise<unknown>): Promise<void> {
  const tookMs: number[] = [];
  for (const one of whom) {
    const startedMs = performance.now();
    await work(one);
    tookMs.push(performance.now() - startedMs);
  }
  tookMs.sort((one, other) => one - other);
  const [median = 0, worst = 0] = [tookMs[Math.floor(tookMs.length / 2)], tookMs.at(-1)];
  process.stdout.write(`${name.padEnd(28)} median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms\n`);
}

type Scans = ReadonlyMap<string, { readonly read: number; readonly live: number }>;

/** Rows of each table that were read by reading it whole, and rows that it has. */
async function scanned(target: Database): Promise<Scans> {
  await target.query('select pg_stat_force_next_flush()');
  const { rows: stats } = await target.query<{ name: string; read: string; live: string }>(
    'select relname as name, seq_tup_read as read, n_live_tup as live from pg_stat_user_tables',
  );
  return new Map(stats.map(({ name, read, live }) => [name, { read: Number(read), live: Number(live) }]));
}

async function tellScans(what: string, before: Scans): Promise<void> {
  const after = await scanned(database);
  const whole = [...after].flatMap(([name, { read, live }]) => {
    const times = (read - (before.get(name)?.read ?? 0)) / Math.max(live, 1);
    return live >= 1_000 && times > 0.5 ? [`${name} (${live} rows) ${(times / ROUNDS).toFixed(1)} times a person`] : [];
  });
  process.stdout.write(`  read whole for ${what}: ${whole.length === 0 ? 'nothing' : whole.join(', ')}\n`);
}
