import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HeguiError } from '../kernel/index.ts';
import { leafHash, parseEntry } from '../ledger/index.ts';
import { encodeEntry } from './entry.ts';
import { openTestEvidence, type TestEvidence } from './testing/open-evidence.ts';

let evidence: TestEvidence;
before(async () => {
  evidence = await openTestEvidence();
});
after(() => evidence.close());

const AT = new Date('2026-11-23T01:02:03.004Z');
const isError =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof HeguiError && error.code === code;

test('an entry is canonical JSON of version 1 with its leaf hash, the same for the same content', () => {
  const data = { staff: 'stf_1', role: 'reviewer', changed: ['role'], by: 'cli' };
  const entry = encodeEntry('staff.changed', data, { id: 'evt_1', at: AT });
  assert.equal(
    entry.body,
    '{"at":"2026-11-23T01:02:03.004Z","data":{"by":"cli","changed":["role"],"role":"reviewer","staff":"stf_1"},"id":"evt_1","kind":"staff.changed","v":1}',
  );
  assert.deepEqual(entry.leafHash, leafHash(entry.body));
  assert.deepEqual(parseEntry(entry.body)?.data, { ...data });
});

test('a member that the kind does not have, or a wrong value, is refused without repeating the value', () => {
  const data = { staff: 'stf_1', note: 'confidential' };
  assert.throws(
    () => encodeEntry('staff.signed-in', data, { id: 'evt_1', at: AT }),
    (error) => isError('E_INTERNAL')(error) && !String(error).includes('confidential'),
  );
  assert.throws(() => encodeEntry('evidence.exported', { size: -1, by: 'cli' }, { id: 'evt_1', at: AT }));
});

test('a unit of work commits its change and its entries together', async () => {
  const id = await evidence.unitOfWork.run(async (tx, log) => {
    await tx.query(
      `insert into content_key (id, subject, wrapped, wrapped_by, created_at) values ('dek_1', 's1', '\\x00', 'k', now())`,
    );
    log.append('content-key.created', { contentKey: 'dek_1' });
    return log.append('staff.signed-in', { staff: 'stf_1' });
  });
  const { rows } = await evidence.database.query<{ kind: string; tx: string }>(
    'select kind, tx::text from evidence_entry order by kind',
  );
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['content-key.created', 'staff.signed-in'],
  );
  assert.equal(new Set(rows.map(({ tx }) => tx)).size, 1);
  assert.match(id, /^evt_/);
});

test('a unit of work without an entry changes nothing and says so', async () => {
  const insert = `insert into content_key (id, subject, wrapped, wrapped_by, created_at) values ('dek_2', 's2', '\\x00', 'k', now())`;
  await assert.rejects(
    evidence.unitOfWork.run(async (tx) => void (await tx.query(insert))),
    isError('E_EVIDENCE_MISSING'),
  );
  const { rows } = await evidence.database.query(`select from content_key where id = 'dek_2'`);
  assert.equal(rows.length, 0);
});

test('work that fails leaves neither change nor entry', async () => {
  const before = await evidence.database.query('select from evidence_entry');
  await assert.rejects(
    evidence.unitOfWork.run(async (_tx, log) => {
      log.append('staff.signed-in', { staff: 'stf_1' });
      throw new Error('stop');
    }),
    /stop/,
  );
  assert.equal((await evidence.database.query('select from evidence_entry')).rowCount, before.rowCount);
});

test('the database itself refuses a change without evidence and any change of evidence', async () => {
  const state = (code: string) => (error: unknown) => Reflect.get(Object(error), 'code') === code;
  await assert.rejects(
    evidence.database.query(
      `insert into content_key (id, subject, wrapped, wrapped_by, created_at) values ('dek_3', 's3', '\\x00', 'k', now())`,
    ),
    state('HG002'),
  );
  for (const statement of [
    `update evidence_entry set body = ''`,
    'delete from evidence_entry',
    'truncate evidence_entry cascade',
    'delete from evidence_checkpoint',
    'update evidence_leaf set index = 5',
  ]) {
    await assert.rejects(evidence.database.query(statement), state('HG001'), statement);
  }
});
