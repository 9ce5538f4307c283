/**
 * What does the door of measures cost a request, and how soon does a measure reach another process? Asks the door with nothing in
 * force and with 10,000 measures (`--rows N` for another number), then imposes one and waits until a second memory, which listens on
 * a connection of its own, has it.
 */
import { randomBytes, randomFillSync } from 'node:crypto';
import { createEnforcement } from '../../src/app/enforcement.ts';
import { type DoorQuestion, measuresDoor } from '../../src/duties/enforcement/index.ts';
import { createKeyEncryption, createKeyedHash, createUnitOfWork, openVault } from '../../src/evidence/index.ts';
import { systemClock as clock, IdFactory, silentLog } from '../../src/kernel/index.ts';
import { Notices } from '../../src/notices/index.ts';
import { Receipts } from '../../src/portal/index.ts';
import type { Database } from '../../src/store/index.ts';
import { freshDatabase, startCluster } from '../../tests/support/cluster.ts';
import { machineShape } from '../support/machine.ts';

const ASKED = 1_000_000;
const ROUNDS = 7;
const REACHED = 15;
const at = process.argv.indexOf('--rows');
const rows = at < 0 ? 10_000 : Number(process.argv[at + 1]);

const cluster = await startCluster();
const { database, drop } = await freshDatabase();
try {
  const [served, elsewhere] = [await open(database), await open(database)];
  tellDoor('nothing in force', served.door);
  await fill(database, rows);
  await Promise.all([served.live.refresh(), elsewhere.live.refresh()]);
  tellDoor(`${rows} in force, none of theirs`, served.door);
  tellDoor('under a suspension', served.door, 'user 1');
  const tookMs: number[] = [];
  for (let round = 0; round < REACHED; round++) {
    const user = `late ${round}`;
    const reason = { zh: '甲', en: 'a' };
    await served.service.impose(
      { serviceId: 'svc_0', user, rung: 'suspension', days: 1, endpoints: [], risks: [], reason },
      'cli',
    );
    const startedMs = performance.now();
    while (elsewhere.door.ask(questionOf(user)).admit) await new Promise((done) => setImmediate(done));
    tookMs.push(performance.now() - startedMs);
  }
  tookMs.sort((one, other) => one - other);
  process.stdout.write(
    `| committed → in force in another process, ${rows} others | ${middle(tookMs).toFixed(0)} ms (worst ${(tookMs.at(-1) ?? 0).toFixed(0)}) |\n`,
  );
  process.stdout.write(`\n${machineShape()}\n`);
  await Promise.all([served.live.stop(), elsewhere.live.stop()]);
} finally {
  await drop();
  await cluster.stop();
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function questionOf(endUser: string): DoorQuestion {
  return { endUser, endpoint: 'chat.completions', language: 'zh' };
}

function tellDoor(name: string, door: Awaited<ReturnType<typeof open>>['door'], user = 'nobody'): void {
  const question = questionOf(user);
  const nanoseconds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const startedMs = performance.now();
    const asked = user === 'nobody' ? ASKED : ASKED / 100;
    for (let count = 0; count < asked; count++) if (door.ask(question).basis === '') throw new Error('no basis');
    nanoseconds.push(((performance.now() - startedMs) * 1e6) / asked);
  }
  nanoseconds.sort((one, other) => one - other);
  process.stdout.write(`| ${name} | ${middle(nanoseconds).toFixed(0)} ns |\n`);
}

/** What one process has of measures, on a database that both share. */
async function open(shared: Database) {
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  const ids = new IdFactory();
  const unitOfWork = createUnitOfWork({ database: shared, clock, ids });
  const encryption = createKeyEncryption(randomBytes(32));
  const vault = await openVault({ database: shared, unitOfWork, encryption, ids, clock });
  const parts = { database: shared, unitOfWork, vault, ids, clock, log: silentLog };
  const address = 'https://hegui.example/portal';
  const receipts = new Receipts({ database: shared, keyedHash: createKeyedHash(randomBytes(32)), fillRandom, clock });
  const notices = new Notices({ ...parts, channels: {} });
  const made = createEnforcement({
    ...parts,
    notices,
    portal: { receipts, address },
    pseudonym: (_service, user) => user,
  });
  await made.live.start();
  return { ...made, door: measuresDoor(made.live, { clock, address }) };
}

/** A service and suspensions of as many users, in one unit of work. */
async function fill(shared: Database, count: number): Promise<void> {
  await createUnitOfWork({ database: shared, clock, ids: new IdFactory() }).run(async (tx, evidence) => {
    evidence.append('measure.exported', { measures: 0, by: 'cli' });
    await tx.query(
      `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
       values ('svc_0', 'bench', '0001', '{}', 1, now(), now())`,
    );
    await tx.query(
      `insert into portal_receipt (number, purpose, subject_id, secret_hash, submission_hash, content_hash, created_at)
       select lpad(n::text, 12, '0'), 'measure', 'msr_' || n, sha256('s'), sha256(n::text::bytea), sha256('c'), now()
         from generate_series(1, $1::int) n`,
      [count],
    );
    await tx.query(
      `insert into measure (id, service_id, end_user, rung, state, automated, ground, risks, strikes, endpoints, imposed_at,
                            imposed_by, starts_at, ends_at, receipt, appeal_until, content_key, content)
       select 'msr_' || n, 'svc_0', 'user ' || n, 'suspension', 'active', false, 'by-hand', '{}', 0, '{}', now(), 'cli', now(),
              now() + interval '1 day', lpad(n::text, 12, '0'), now() + interval '30 days', 'k', '' from generate_series(1, $1::int) n`,
      [count],
    );
  });
}
