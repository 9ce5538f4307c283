import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { type FreshDatabase, freshDatabase } from '../../../tests/support/cluster.ts';
import { type ContentVault, createKeyEncryption, createUnitOfWork, openVault } from '../../evidence/index.ts';
import { HeguiError, IdFactory, Secret, silentLog, systemClock } from '../../kernel/index.ts';
import { RecordThread, type RecordThreadOptions } from './index.ts';
import { startWorker } from './record-thread.ts';
import type { OpenedRecord } from './rows.ts';

let fresh: FreshDatabase;
let vault: ContentVault;
const ids = new IdFactory();

before(async () => {
  fresh = await freshDatabase();
  const unitOfWork = createUnitOfWork({ database: fresh.database, clock: systemClock, ids });
  const encryption = createKeyEncryption(Buffer.alloc(32, 7));
  vault = await openVault({ database: fresh.database, unitOfWork, encryption, ids, clock: systemClock });
});
after(async () => {
  await vault.close();
  await fresh.drop();
});

async function startThread(options: Partial<RecordThreadOptions> = {}): Promise<RecordThread> {
  const databaseUrl = new Secret(fresh.url);
  const thread = new RecordThread({ databaseUrl, vault, clock: systemClock, log: silentLog, ...options });
  await thread.start();
  return thread;
}

const opened = (exchangeId: string, subject = 'someone'): OpenedRecord => ({
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
  subject,
  content: { input: [{ text: '你好 \u0000 " \ud800' }] },
  evidence: { policyVersion: 1, listVersions: {}, admission: {}, hits: 0, risks: {}, decision: 'forwarded' },
});

async function contentOf(exchangeId: string): Promise<unknown> {
  const { rows } = await fresh.database.query<{ content_key: string; content: Buffer; opened_at: Date }>(
    'select content_key, content, opened_at from exchange where id = $1',
    [exchangeId],
  );
  const row = rows[0];
  assert.ok(row !== undefined, 'what resolved is in the database');
  assert.deepEqual(row.opened_at, new Date('2026-11-23T10:00:00.123Z'));
  return (await vault.open(row.content_key, row.content)).content;
}

test('a record that resolved in the thread opens with the key of its subject, before and after keys were forgotten', async () => {
  const thread = await startThread();
  const [first, second] = [ids.next('exc'), ids.next('exc')];
  await thread.open(opened(first));
  assert.deepEqual(await contentOf(first), opened(first).content);
  await vault.eraseSubject('someone', 'test', 'cli');
  await thread.open(opened(second));
  assert.deepEqual(await contentOf(second), opened(second).content);
  await assert.rejects(contentOf(first), (error) => error instanceof HeguiError && error.code === 'E_CONTENT_ERASED');
  await thread.stop();
});

test('one record that cannot be written rejects, the state says so, and later ones are written', async () => {
  const thread = await startThread();
  const id = ids.next('exc');
  await thread.open(opened(id));
  await assert.rejects(
    thread.open(opened(id)),
    (error) => error instanceof HeguiError && error.code === 'E_EVIDENCE_UNAVAILABLE',
  );
  assert.equal(thread.isUp, false);
  await thread.open(opened(ids.next('exc')));
  assert.deepEqual([thread.isUp, thread.waiting], [true, 0]);
  await thread.stop();
});

test('a thread that dies rejects what it had not confirmed, and another one takes over', async () => {
  const workers: Worker[] = [];
  const thread = await startThread({
    startWorker: (settings) => {
      const worker = startWorker(settings);
      workers.push(worker);
      return worker;
    },
  });
  const lost = Array.from({ length: 50 }, () => thread.open(opened(ids.next('exc'))));
  void workers[0]?.terminate();
  const outcomes = await Promise.allSettled(lost);
  assert.ok(outcomes.some(({ status }) => status === 'rejected'));
  assert.equal(thread.isUp, false);
  for (let round = 0; round < 500 && !thread.isUp; round++) await new Promise((done) => setTimeout(done, 20));
  const id = ids.next('exc');
  await thread.open(opened(id));
  assert.deepEqual(await contentOf(id), opened(id).content);
  await thread.stop();
});

test('without a database it does not start', async () => {
  const thread = new RecordThread({
    databaseUrl: new Secret('postgresql://nobody:wrong@127.0.0.1:9/none'),
    vault,
    clock: systemClock,
    log: silentLog,
  });
  await assert.rejects(
    thread.start(),
    (error) => error instanceof HeguiError && error.code === 'E_EVIDENCE_UNAVAILABLE',
  );
});
