import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { freshDatabase } from '../../tests/support/cluster.ts';
import type { Database } from './database.ts';
import type { Sql } from './sql.ts';
import { sqlStateOf } from './store-errors.ts';

// What the migrations promise about evidence, whatever program writes.

async function fresh(t: TestContext): Promise<Database> {
  const { database, drop } = await freshDatabase();
  t.after(drop);
  return database;
}

const hasState = (state: string) => (error: unknown) => sqlStateOf(error) === state;

const insertService = (sql: Sql): Promise<unknown> =>
  sql.query(`insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
             values ('svc_1', 'one', 'A001', '{}', 1, now(), now())`);

const insertEntry = (sql: Sql, id = 'evt_1'): Promise<unknown> =>
  sql.query(
    `insert into evidence_entry (id, kind, at, body, leaf_hash)
     values ($1, 'service.created', now(), '{}', decode(repeat('00', 32), 'hex'))`,
    [id],
  );

const insertList = (sql: Sql): Promise<unknown> =>
  sql.query(`insert into word_list (id, name, risk, action, folding, version, created_at, changed_at)
             values ('lst_1', 'one', 'A.1.a', 'block', '{}', 1, now(), now())`);

test('a change of state without evidence cannot commit', async (t) => {
  const database = await fresh(t);
  await assert.rejects(database.transaction(insertService), hasState('HG002'));
  await assert.rejects(insertService(database), hasState('HG002'));
  const { rows } = await database.query('select * from service');
  assert.deepEqual(rows, []);
});

test('a change of state with evidence commits, whichever comes first', async (t) => {
  const database = await fresh(t);
  await database.transaction(async (tx) => {
    await insertService(tx);
    await insertEntry(tx);
  });
  await database.transaction(async (tx) => {
    await insertEntry(tx, 'evt_2');
    await tx.query("update service set name = 'two'");
  });
  const { rows } = await database.query('select name from service');
  assert.deepEqual(rows, [{ name: 'two' }]);
});

test('evidence of an earlier transaction does not cover a later change', async (t) => {
  const database = await fresh(t);
  await insertEntry(database);
  await assert.rejects(insertService(database), hasState('HG002'));
});

test('a change of terms without evidence cannot commit', async (t) => {
  const database = await fresh(t);
  await database.transaction(async (tx) => {
    await insertList(tx);
    await insertEntry(tx);
  });
  const insertTerm = (sql: Sql): Promise<unknown> =>
    sql.query("insert into term (id, list_id, text) values ('trm_1', 'lst_1', '禁词甲')");
  await assert.rejects(insertTerm(database), hasState('HG002'));
  await database.transaction(async (tx) => {
    await insertTerm(tx);
    await insertEntry(tx, 'evt_2');
  });
  await assert.rejects(database.query("update term set text = '违禁乙'"), hasState('HG002'));
  await assert.rejects(database.query('delete from term'), hasState('HG002'));
});

for (const change of [
  "update evidence_entry set kind = 'x'",
  'delete from evidence_entry',
  'truncate evidence_entry cascade',
]) {
  test(`evidence refuses: ${change}`, async (t) => {
    const database = await fresh(t);
    await insertEntry(database);
    await assert.rejects(database.query(change), hasState('HG001'));
    const { rows } = await database.query('select kind from evidence_entry');
    assert.deepEqual(rows, [{ kind: 'service.created' }]);
  });
}

test('a change of what the gateway serves is told to every listener', async (t) => {
  const database = await fresh(t);
  const told = Promise.withResolvers<void>();
  await database.listen('hegui_registry', () => told.resolve());
  await database.transaction(async (tx) => {
    await insertService(tx);
    await insertEntry(tx);
  });
  await told.promise;
});
