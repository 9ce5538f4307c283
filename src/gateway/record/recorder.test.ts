import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FreshDatabase, freshDatabase } from '../../../tests/support/cluster.ts';
import { type ContentVault, createKeyEncryption, createUnitOfWork, openVault } from '../../evidence/index.ts';
import { HeguiError, IdFactory, silentLog, systemClock } from '../../kernel/index.ts';
import { openRecordLine, Recorder, type RecordLine } from './index.ts';
import type { ClosedRecord, OpenedRecord } from './rows.ts';

let fresh: FreshDatabase;
let vault: ContentVault;
const ids = new IdFactory();
const clock = systemClock;

before(async () => {
  fresh = await freshDatabase();
  const unitOfWork = createUnitOfWork({ database: fresh.database, clock, ids });
  vault = await openVault({
    database: fresh.database,
    unitOfWork,
    encryption: createKeyEncryption(Buffer.alloc(32, 7)),
    ids,
    clock,
  });
});
after(async () => {
  await vault.close();
  await fresh.drop();
});

const newRecorder = (openLine = (): Promise<RecordLine> => openRecordLine(fresh.database)): Recorder =>
  new Recorder({ openLine, vault, ids, clock, log: silentLog });

const opened = (exchangeId: string): OpenedRecord => ({
  exchangeId,
  at: new Date('2026-11-23T10:00:00.123Z'),
  serviceId: 'svc_1',
  apiKeyId: 'key_1',
  endUser: null,
  endpoint: 'chat.completions',
  model: 'm 模型',
  stream: true,
  synthetic: false,
  promptChars: 7,
  subject: 'someone',
  content: { input: [{ text: '你好 \u0000 "' }] },
  evidence: { policyVersion: 1, listVersions: {}, admission: {}, hits: 0, risks: {}, decision: 'forwarded' },
});

const closed = (exchangeId: string, risks: readonly string[] = []): ClosedRecord => ({
  exchangeId,
  at: new Date('2026-11-23T10:00:01Z'),
  subject: 'someone',
  content: { output: [] },
  risks,
  hits: risks.length,
  evidence: {
    outcome: 'completed',
    choices: [],
    hits: risks.length,
    risks: {},
    replaced: 0,
    outputChars: 3,
    heldCharsMax: 2,
    firstTokenMs: 12,
    totalMs: 34,
  },
});

test('records are in the database as they were given once they resolve', async () => {
  const recorder = newRecorder();
  await recorder.start();
  const id = ids.next('exc');
  await Promise.all([recorder.open(opened(id)), recorder.close(closed(id, ['A.1.f', 'A.2.i']))]);
  await recorder.stop();
  const { rows } = await fresh.database.query<Record<string, unknown>>(
    `select e.opened_at, e.model, e.stream, e.synthetic, e.end_user, e.prompt_chars, e.content_key, e.content,
            c.risks, c.hits, c.first_token_ms, c.total_ms, c.outcome, c.reason, o.body, k.kind
     from exchange e join exchange_close c on c.exchange_id = e.id
     join evidence_entry o on o.id = e.entry_id join evidence_entry k on k.id = c.entry_id where e.id = $1`,
    [id],
  );
  const { content, content_key, body, ...row } = rows[0] ?? {};
  assert.deepEqual(row, {
    opened_at: new Date('2026-11-23T10:00:00.123Z'),
    model: 'm 模型',
    stream: true,
    synthetic: false,
    end_user: null,
    prompt_chars: 7,
    risks: ['A.1.f', 'A.2.i'],
    hits: 2,
    first_token_ms: 12,
    total_ms: 34,
    outcome: 'completed',
    reason: null,
    kind: 'response.closed',
  });
  assert.ok(Buffer.isBuffer(content) && typeof content_key === 'string');
  const unsealed = await vault.open(content_key, content);
  assert.deepEqual(unsealed.content, opened(id).content);
  assert.equal(JSON.parse(String(body)).data.commitment, unsealed.commitment);
});

test('a closing record whose opening failed while it waited is not written either', async () => {
  let fail: () => void = () => undefined;
  let lines = 0;
  const recorder = newRecorder(async () => {
    const line = await openRecordLine(fresh.database);
    if (lines++ > 0) return line;
    const commit = () =>
      new Promise<void>((_done, reject) => {
        fail = () => reject(new Error('no space left on device'));
      });
    return { ...line, commit };
  });
  await recorder.start();
  const [lost, other] = [ids.next('exc'), ids.next('exc')];
  const opening = assert.rejects(recorder.open(opened(lost)), { code: 'E_EVIDENCE_UNAVAILABLE' });
  // The first commit is under way when the others come.
  await new Promise((done) => setImmediate(done));
  const closing = assert.rejects(recorder.close(closed(lost)), { code: 'E_EVIDENCE_UNAVAILABLE' });
  const both = Promise.all([recorder.open(opened(other)), recorder.close(closed(other))]);
  fail();
  await Promise.all([opening, closing, both]);
  await recorder.stop();
  const { rows } = await fresh.database.query<{ id: string }>(
    'select exchange_id as id from exchange_close where exchange_id = any($1)',
    [[lost, other]],
  );
  assert.deepEqual(rows, [{ id: other }]);
});

test('a thousand records at once go in a few commits, each once', async () => {
  let commits = 0;
  const recorder = newRecorder(async () => {
    const line = await openRecordLine(fresh.database);
    return {
      ...line,
      commit: (batch) => {
        commits++;
        return line.commit(batch);
      },
    };
  });
  await recorder.start();
  const all = Array.from({ length: 500 }, () => ids.next('exc'));
  await Promise.all(all.flatMap((id) => [recorder.open(opened(id)), recorder.close(closed(id))]));
  await recorder.stop();
  const { rows } = await fresh.database.query<{ count: number }>(
    'select count(*)::int as count from exchange where id = any($1)',
    [all],
  );
  assert.equal(rows[0]?.count, 500);
  assert.ok(commits < 20, `${commits} commits`);
});

test('after a failed commit the records reject, nothing is trusted, and it comes back by itself', async () => {
  let isBroken = false;
  const recorder = newRecorder(async () => {
    const line = await openRecordLine(fresh.database);
    const refuse = (): Promise<void> => Promise.reject(new Error('disk full'));
    return {
      ...line,
      commit: (batch) => (isBroken ? refuse() : line.commit(batch)),
      probe: () => (isBroken ? refuse() : line.probe()),
    };
  });
  await recorder.start();
  isBroken = true;
  await assert.rejects(
    recorder.open(opened(ids.next('exc'))),
    (error) => error instanceof HeguiError && error.code === 'E_EVIDENCE_UNAVAILABLE',
  );
  assert.deepEqual([recorder.isUp, recorder.isReachable], [false, false]);
  isBroken = false;
  for (let round = 0; round < 500 && !recorder.isReachable; round++) await new Promise((done) => setTimeout(done, 10));
  assert.deepEqual([recorder.isUp, recorder.isReachable], [false, true], 'a probe makes it reachable, not trusted');
  await recorder.open(opened(ids.next('exc')));
  assert.equal(recorder.isUp, true, 'a record makes it trusted');
  await recorder.stop();
});

test('a connection that ends while idle is noticed at once and replaced', async () => {
  const recorder = newRecorder();
  await recorder.start();
  await recorder.open(opened(ids.next('exc')));
  await fresh.database.query("select pg_terminate_backend(pid) from pg_stat_activity where query like 'begin;copy%'");
  for (let round = 0; round < 500 && recorder.isUp; round++) await new Promise((done) => setTimeout(done, 10));
  assert.equal(recorder.isUp, false);
  await recorder.open(opened(ids.next('exc')));
  assert.equal(recorder.isUp, true);
  await recorder.stop();
});

test('an exchange recorded twice rejects both its batch and no other', async () => {
  const recorder = newRecorder();
  await recorder.start();
  const id = ids.next('exc');
  await recorder.open(opened(id));
  await assert.rejects(recorder.open(opened(id)), HeguiError);
  await recorder.open(opened(ids.next('exc')));
  await recorder.stop();
});
