/**
 * How long do the figures of the page of labels take once much has been made? Asks the service as the page does, after two million
 * exchanges and as many produced files in 90 days of 20 services, on PostgreSQL. `--rows N` for another number.
 */
import { CoverageService, LabelCounter } from '../../src/duties/labelling/index.ts';
import { silentLog, systemClock } from '../../src/kernel/index.ts';
import type { Database, Sql } from '../../src/store/index.ts';
import { freshDatabase, startCluster } from '../../tests/support/cluster.ts';
import { machineShape } from '../support/machine.ts';

const ROUNDS = 11;
const SERVICE = 'svc_07';
const PART = 100_000;
const DAYS = 90;
const LEAVES = 40_000;
/** One content in so many was not let out. */
const WITHHELD_EACH = 101;
const at = process.argv.indexOf('--rows');
const rows = at < 0 ? 2_000_000 : Number(process.argv[at + 1]);

const cluster = await startCluster();
const { database, drop } = await freshDatabase();
try {
  await fill(database, rows);
  await tellCounting(database);
  const coverage = new CoverageService({ database, clock: systemClock });
  const asked = {
    'coverage of 30 days': async () => (await coverage.coverage('30d', undefined)).rows.length,
    'coverage of 30 days, one service': async () => (await coverage.coverage('30d', SERVICE)).rows.length,
    'newest files': async () => (await coverage.samples({ limit: 50 })).items.length,
    'newest files of one service': async () => (await coverage.samples({ limit: 50, serviceId: SERVICE })).items.length,
    withheld: async () => (await coverage.withheld({ limit: 50 })).items.length,
    'withheld of one service': async () => (await coverage.withheld({ limit: 50, serviceId: SERVICE })).items.length,
    'withheld of a service that withholds nothing': async () =>
      (await coverage.withheld({ limit: 50, serviceId: 'svc_none' })).items.length + 1,
  };
  for (const [name, ask] of Object.entries(asked)) await time(name, ask);
  process.stdout.write(`\n${rows} exchanges and files, ${machineShape()}\n`);
} finally {
  await drop();
  await cluster.stop();
}

async function time(name: string, ask: () => Promise<number>): Promise<void> {
  const tookMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    if ((await ask()) === 0) throw new Error(`${name}: nothing found`);
    tookMs.push(performance.now() - startedMs);
  }
  tookMs.sort((one, other) => one - other);
  const [median = 0, worst = 0] = [tookMs[Math.floor(ROUNDS / 2)], tookMs.at(-1)];
  process.stdout.write(`${name.padEnd(46)} median ${median.toFixed(1)} ms, worst ${worst.toFixed(1)} ms\n`);
}

/** How fast the counter follows a log that was not counted yet. */
async function tellCounting(target: Database): Promise<void> {
  const counter = new LabelCounter({ database: target, log: silentLog });
  const startedMs = performance.now();
  let steps = 0;
  while (steps < 20 && (await counter.countOnce())) steps += 1;
  const perSecond = (steps * 2_000_000) / (performance.now() - startedMs);
  process.stdout.write(`${'counted of the log'.padEnd(46)} ${Math.round(perSecond)} entries a second\n`);
  // The rest is what counting would make of it: every hour of every service has some of each.
  await target.query(
    `insert into label_count (hour, service_id, kind, outcome, contents)
     select date_trunc('hour', now()) - h * interval '1 hour', 'svc_' || lpad(n::text, 2, '0'), k.kind, k.outcome, 40
       from generate_series(0, ${DAYS * 24}) as h, generate_series(0, 19) as n,
            (values ('text', 'marked'), ('text', 'implicit'), ('picture', 'marked'), ('film', 'withheld')) as k (kind, outcome)
     on conflict (hour, service_id, kind, outcome) do update set contents = excluded.contents`,
  );
  await target.query('analyze label_count');
}

/** Rows as they are stored; triggers that demand evidence of each are off meanwhile. */
async function fill(target: Database, count: number): Promise<void> {
  const tables = ['exchange', 'produced_content', 'evidence_entry', 'evidence_leaf'];
  await target.transaction(async (tx) => {
    await tx.query('set local statement_timeout = 0');
    await tx.query('set local synchronous_commit = off');
    for (const table of tables) await tx.query(`alter table ${table} disable trigger user`);
    for (let first = 1; first <= count; first += PART)
      await insertPart(tx, first, Math.min(count, first + PART - 1), count);
    for (const table of tables) await tx.query(`alter table ${table} enable trigger user`);
    for (const table of tables) await tx.query(`analyze ${table}`);
  });
}

async function insertPart(target: Sql, first: number, last: number, count: number): Promise<void> {
  const when = `now() - i * ${(DAYS * 86_400) / count} * interval '1 second'`;
  const service = `'svc_' || lpad((i % 20)::text, 2, '0')`;
  const id = (prefix: string): string => `'${prefix}_' || lpad(i::text, 26, '0')`;
  const values = `from generate_series(${first}, ${last}) as i`;
  await target.query(
    `insert into exchange (id, entry_id, service_id, api_key_id, endpoint, model, stream, synthetic, opened_at, prompt_chars,
                           content_key, content)
     select ${id('exc')}, ${id('evt')}, ${service}, 'key', 'chat.completions', 'm', true, false, ${when}, 40, 'dek', '\\x00' ${values}`,
  );
  await target.query(
    `insert into evidence_entry (id, kind, at, body, leaf_hash)
     select ${id('evt')}, 'response.closed', ${when},
            '{"data":{"exchange":"' || ${id('exc')} || '","label":{"explicit":"append"}}}', decode(repeat('00', 32), 'hex') ${values}`,
  );
  await target.query(
    `insert into evidence_entry (id, kind, at, body, leaf_hash)
     select ${id('wht')}, 'content.withheld', ${when}, json_build_object('data', json_build_object('service', ${service},
            'exchange', ${id('exc')}, 'contentKind', 'film', 'place', 'content', 'reason', 'unmarked'))::text,
            decode(repeat('00', 32), 'hex') ${values} where i % ${WITHHELD_EACH} = 0`,
  );
  await target.query(
    `insert into evidence_leaf (index, entry_id) select i - 1, ${id('evt')} ${values} where i <= ${LEAVES}`,
  );
  await target.query(
    `insert into produced_content (produce_id, service_id, exchange_id, kind, media_type, format, sha256, bytes, model, label,
                                   explicit, made_at)
     select ${id('prd')}, ${service}, ${id('exc')}, 'picture', 'image/png', 'png', sha256(i::text::bytea), 90000, 'm', '{}', true,
            ${when} ${values}`,
  );
}
