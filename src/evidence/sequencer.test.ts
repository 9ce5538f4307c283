import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, test } from 'node:test';
import { HeguiError, systemClock } from '../kernel/index.ts';
import { Frontier, leafHash, openCheckpoint } from '../ledger/index.ts';
import { encodeEntry, insertEntries } from './entry.ts';
import { waitForCheckpoint } from './flush.ts';
import { createHealthCheck } from './health.ts';
import { createLogSigner } from './keys.ts';
import { createEvidenceReader } from './read.ts';
import { openTestEvidence, recordingLog, type TestEvidence } from './testing/open-evidence.ts';

let evidence: TestEvidence;
beforeEach(async () => {
  evidence = await openTestEvidence();
});
afterEach(() => evidence.close());

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await check()) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('did not happen within five seconds');
}

async function numbers(sql: string): Promise<number> {
  const { rows } = await evidence.database.query<{ n: string }>(sql);
  return Number(rows[0]?.n);
}

/** The tree is what the entries say, in the order of the leaves, and every checkpoint is its root at that size. */
async function assertWhole(): Promise<void> {
  const { rows } = await evidence.database.query<{ index: string; body: string }>(
    'select l.index, e.body from evidence_leaf l join evidence_entry e on e.id = l.entry_id order by l.index',
  );
  const notes = await evidence.database.query<{ size: string; note: string }>(
    'select size, note from evidence_checkpoint',
  );
  const noteOf = new Map(notes.rows.map(({ size, note }) => [Number(size), note]));
  const frontier = new Frontier();
  rows.forEach(({ index, body }, i) => {
    assert.equal(Number(index), i);
    frontier.append(leafHash(body));
    const note = noteOf.get(i + 1);
    if (note === undefined) return;
    const checkpoint = openCheckpoint(note, [evidence.signer.key]);
    assert.ok(checkpoint.ok);
    assert.equal(checkpoint.value.size, i + 1);
    assert.deepEqual(Buffer.from(checkpoint.value.root), Buffer.from(frontier.root()));
  });
  assert.equal(await numbers('select count(*) as n from evidence_entry'), rows.length);
  assert.ok(rows.length === 0 || noteOf.has(rows.length));
}

test('flush returns only when everything committed before is under a signed checkpoint', async () => {
  const sequencer = evidence.sequence();
  for (let round = 0; round < 5; round++) {
    await evidence.append(7);
    await sequencer.flush();
    assert.equal(await numbers('select max(size) as n from evidence_checkpoint'), (round + 1) * 7);
  }
  await assertWhole();
});

test('eight writers at once lose nothing, and a slow transaction that commits last is in the tree', async () => {
  const sequencer = evidence.sequence();
  const slow = await evidence.database.dedicatedConnection();
  const slowId = evidence.ids.next('evt');
  let release: () => void = () => undefined;
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slowWork = slow.transaction(async (tx) => {
    const entry = encodeEntry('staff.signed-in', { staff: 'stf_slow' }, { id: slowId, at: systemClock.now() });
    await insertEntries(tx, [entry]);
    await isReleased;
  });
  await until(
    async () =>
      (await numbers(
        "select count(*) as n from pg_locks where mode = 'RowExclusiveLock' and relation = 'evidence_entry'::regclass",
      )) > 0,
  );
  await Promise.all(Array.from({ length: 8 }, () => evidence.append(25)));
  // What was written after the slow transaction began must wait for it, or it could never get its place.
  await new Promise<void>((resolve) => setTimeout(resolve, 100));
  assert.equal(await numbers('select count(*) as n from evidence_leaf'), 0);
  release();
  await slowWork;
  await sequencer.flush();
  await slow.close();
  assert.equal(await numbers('select count(*) as n from evidence_leaf'), 201);
  assert.equal(await numbers(`select count(*) as n from evidence_leaf where entry_id = '${slowId}'`), 1);
  await assertWhole();
});

test('of two sequencers one writes; when it stops the other takes over', async () => {
  const first = evidence.sequence();
  await until(() => first.isLeader);
  const second = evidence.sequence();
  await evidence.append(10);
  await second.flush();
  assert.equal(second.isLeader, false);
  await first.stop();
  await until(() => second.isLeader);
  await evidence.append(10);
  await second.flush();
  assert.equal(await numbers('select max(size) as n from evidence_checkpoint'), 20);
  await assertWhole();
});

test('when the leader loses its connection somebody leads again and the tree stays whole', async () => {
  const sequencer = evidence.sequence();
  await evidence.append(5);
  await sequencer.flush();
  await evidence.database.query(
    `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`,
  );
  await evidence.append(5);
  await sequencer.flush();
  assert.equal(await numbers('select max(size) as n from evidence_checkpoint'), 10);
  await assertWhole();
});

test('stopping in the middle of a backlog and starting again continues the same tree', async () => {
  const { database } = evidence;
  const bodies = Array.from({ length: 12_000 }, (_, i) =>
    encodeEntry(
      'staff.signed-in',
      { staff: `stf_${i}` },
      { id: `evt_${String(i).padStart(6, '0')}`, at: systemClock.now() },
    ),
  );
  for (let from = 0; from < bodies.length; from += 3_000) {
    await database.transaction((tx) => insertEntries(tx, bodies.slice(from, from + 3_000)));
  }
  // Every step asks for the time once; the first one, of 5,000 entries, is the last.
  let stopped: Promise<void> | undefined;
  const clock = {
    now: systemClock.now,
    monotonicMs: () => {
      stopped ??= first.stop();
      return 0;
    },
  };
  const first = evidence.sequence({ clock });
  await until(() => stopped !== undefined);
  await stopped;
  const reached = await numbers('select count(*) as n from evidence_leaf');
  assert.equal(reached, 5_000);
  await evidence.sequence().flush();
  assert.equal(await numbers('select max(size) as n from evidence_checkpoint'), 12_000);
  await assertWhole();
});

test('a database restored into a server whose transaction counter is behind loses no entry and repeats none', async () => {
  const { database } = evidence;
  const before = evidence.sequence();
  await evidence.append(30);
  await before.flush();
  await before.stop();
  // As after a restore: the cursor and the rows of the old server bear numbers that this one has not reached, some
  // of them never put into the tree.
  await database.query(`update evidence_cursor set tx = '1000000000000'`);
  await database.query('alter table evidence_entry disable trigger append_only');
  await database.query(`update evidence_entry set tx = (999999999000 + length(body))::text::xid8`);
  await database.query('alter table evidence_entry enable trigger append_only');
  const restored = await evidence.append(5);
  await database.query('alter table evidence_entry disable trigger append_only');
  await database.query(`update evidence_entry set tx = '1000000000007' where id = any($1)`, [restored.slice(0, 2)]);
  await database.query('alter table evidence_entry enable trigger append_only');
  const { log, messages } = recordingLog();
  const sequencer = evidence.sequence({ log });
  await sequencer.flush();
  await evidence.append(4);
  await sequencer.flush();
  assert.equal(await numbers('select count(*) as n from evidence_leaf'), 39);
  assert.match(messages.join(), /restored into another server/);
  await sequencer.stop();
  await evidence.append(4);
  const again = recordingLog();
  await evidence.sequence({ log: again.log }).flush();
  assert.equal(await numbers('select count(*) as n from evidence_leaf'), 43);
  assert.deepEqual(again.messages, []);
  await assertWhole();
});

test('a stored tree that is not what was signed is refused: nothing is signed, and health and flush say so', async () => {
  const { database } = evidence;
  const before = evidence.sequence();
  await evidence.append(10);
  await before.flush();
  await before.stop();
  await database.query(
    `update evidence_tile set hashes = overlay(hashes placing '\\x00'::bytea from 33) where level = 0`,
  );
  await evidence.append(1);
  const { log, messages } = recordingLog();
  const sequencer = evidence.sequence({ log });
  await until(() => sequencer.refusal !== null);
  assert.match(sequencer.refusal ?? '', /root that was signed at size 10/);
  assert.match(messages.join(), /nothing more is signed/);
  await assert.rejects(
    sequencer.flush(),
    (error) => error instanceof HeguiError && error.code === 'E_EVIDENCE_UNAVAILABLE',
  );
  const health = await createHealthCheck({ database, sequencer, clock: systemClock })();
  assert.equal(health.ok, false);
  assert.match(health.detail, /nothing more is signed/);
  assert.equal(await numbers('select max(size) as n from evidence_checkpoint'), 10);
});

test('another log key does not continue a log', async () => {
  const before = evidence.sequence();
  await evidence.append(3);
  await before.flush();
  await before.stop();
  const sequencer = evidence.sequence({ signer: createLogSigner(generateKeyPairSync('ed25519').privateKey) });
  await until(() => sequencer.refusal !== null);
  assert.match(sequencer.refusal ?? '', /is signed by no known key/);
});

test('checkpoints keep their distance and none is written while the log does not grow', async () => {
  let nowMs = 0;
  const clock = { now: () => new Date(), monotonicMs: () => nowMs };
  const sequencer = evidence.sequence({ clock, pace: { busyMs: 2, idleMs: 2, checkpointMs: 1_000 } });
  await evidence.append(1);
  await sequencer.flush();
  await evidence.append(1);
  await until(async () => (await numbers('select count(*) as n from evidence_leaf')) === 2);
  await new Promise<void>((resolve) => setTimeout(resolve, 50));
  assert.equal(await numbers('select count(*) as n from evidence_checkpoint'), 1);
  nowMs = 1_000;
  await sequencer.flush();
  nowMs = 10_000;
  await new Promise<void>((resolve) => setTimeout(resolve, 50));
  assert.equal(await numbers('select count(*) as n from evidence_checkpoint'), 2);
});

test('flush without any sequencer gives up with its reason', async () => {
  const sequencer = evidence.sequence();
  await sequencer.stop();
  await evidence.append(1);
  await assert.rejects(sequencer.flush(100), /is a Hegui server running/);
});

test('head, pages and proofs tell what is stored, and a proof fails once a body was changed', async () => {
  const { database, signer } = evidence;
  const sequencer = evidence.sequence();
  const ids = await evidence.append(300);
  await sequencer.flush();
  await sequencer.stop();
  const [waiting] = await evidence.append(1);
  const reader = createEvidenceReader({ database, key: signer.key });
  const head = await reader.head();
  assert.deepEqual([head.size, head.waiting, head.verifierKey], [300, 1, signer.key.text]);
  const { checkpoint, entries } = await reader.proofsOf([ids[0] ?? '', ids[299] ?? '', waiting ?? '']);
  assert.equal(checkpoint?.size, 300);
  assert.deepEqual(
    entries.map(({ verified }) => verified),
    [true, true, false],
  );
  assert.deepEqual([entries[2]?.leafIndex, entries[2]?.path], [null, null]);
  const seen: string[] = [];
  let cursor: string | null = '';
  for (let pages = 0; cursor !== null && pages < 10; pages++) {
    const page: { items: { id: string }[]; next: string | null } = await reader.entries({
      kind: 'staff.signed-in',
      cursor,
      limit: 100,
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next;
  }
  assert.deepEqual(seen.sort(), [...ids, waiting].sort());
  assert.equal((await reader.entries({ limit: 1 })).items[0]?.id, waiting);
  assert.equal((await reader.entry(ids[5] ?? ''))?.id, ids[5]);
  assert.equal((await reader.checkpoints({ limit: 10 })).items[0]?.size, 300);
  await database.query('alter table evidence_entry disable trigger append_only');
  await database.query(`update evidence_entry set body = replace(body, 'stf_0', 'stf_9') where id = $1`, [ids[0]]);
  assert.equal((await reader.proofsOf([ids[0] ?? ''])).entries[0]?.verified, false);
});

test('what is waited for is covered however much is written and sequenced before it is looked at', async () => {
  evidence.sequence();
  const { database } = evidence;
  await evidence.append(1);
  let looks = 0;
  // Under traffic the tree goes beyond what is waited for.
  const onPoll = async (): Promise<void> => {
    looks += 1;
    if (looks > 1) return;
    await evidence.append(20);
    await waitForCheckpoint({ database, timeoutMs: 5_000 });
  };
  await waitForCheckpoint({ database, timeoutMs: 1_000, onPoll });
  assert.equal(looks, 1);
});
