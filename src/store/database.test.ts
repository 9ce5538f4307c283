import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type FreshDatabase, freshDatabase } from '../../tests/support/cluster.ts';
import { HeguiError, Secret, silentLog } from '../kernel/index.ts';
import { CopyRows, copyInt4, copyRow, copyText } from './copy-batch.ts';
import { openDatabase } from './database.ts';
import type { Sql } from './sql.ts';
import { sqlStateOf } from './store-errors.ts';

async function fresh(t: TestContext): Promise<FreshDatabase> {
  const made = await freshDatabase();
  t.after(() => made.drop());
  return made;
}

const hasCode = (code: string) => (error: unknown) => error instanceof HeguiError && error.code === code;
const hasState = (state: string) => (error: unknown) => sqlStateOf(error) === state;

const countOf = async (sql: Sql): Promise<number> =>
  (await sql.query<{ count: number }>('select count(*) from item')).rows[0]?.count ?? -1;

/** Ends every other connection to the database, as a restart of the server would. */
async function cutConnections({ place }: FreshDatabase): Promise<number> {
  const other = openDatabase(place, { log: silentLog, connectionsMax: 1 });
  const { rowCount } = await other.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await other.close();
  return rowCount;
}

test('values come back as number, text or Date, whichever holds them exactly', async (t) => {
  const { database } = await fresh(t);
  const { rows } = await database.query(
    `select 9007199254740991::int8 as big, array[1, null]::int8[] as bigs, 1.10::numeric as amount,
            '7'::xid8 as tx, '2026-11-23'::date as day, '2026-11-23T00:00:00Z'::timestamptz as at`,
  );
  assert.deepEqual(rows, [
    {
      big: Number.MAX_SAFE_INTEGER,
      bigs: [1, null],
      amount: '1.10',
      tx: '7',
      day: '2026-11-23',
      at: new Date('2026-11-23T00:00:00Z'),
    },
  ]);
});

test('a 64-bit integer that a number cannot hold is an error, never a rounded value', async (t) => {
  const { database } = await fresh(t);
  await assert.rejects(database.query('select 9007199254740993::int8'), hasCode('E_INTERNAL'));
});

test('a transaction whose work throws leaves nothing behind', async (t) => {
  const { database } = await fresh(t);
  await database.query('create table item (value integer)');
  const stop = new Error('stop');
  await assert.rejects(
    database.transaction(async (tx) => {
      await tx.query('insert into item values (1)');
      throw stop;
    }),
    stop,
  );
  assert.equal(await countOf(database), 0);
});

test('a transaction that swallows a failed statement is reported as rolled back', async (t) => {
  const { database } = await fresh(t);
  await database.query('create table item (value integer)');
  const work = database.transaction(async (tx) => {
    await tx.query('insert into item values (1)');
    await assert.rejects(tx.query('select 1 / 0'), hasState('22012'));
  });
  await assert.rejects(work, hasCode('E_INTERNAL'));
  assert.equal(await countOf(database), 0);
});

test('a statement sent after its transaction ended is refused', async (t) => {
  const { database } = await fresh(t);
  const leaked = await database.transaction(async (tx) => tx);
  await assert.rejects(leaked.query('select 1'), hasCode('E_INTERNAL'));
});

test('a refusal by the database keeps its SQLSTATE', async (t) => {
  const { database } = await fresh(t);
  await database.query('create table item (value integer primary key)');
  await database.query('insert into item values (1)');
  await assert.rejects(database.query('insert into item values (1)'), hasState('23505'));
});

test('a named statement answers each set of parameters', async (t) => {
  const { database } = await fresh(t);
  for (const value of [1, 2, 3]) {
    const { rows } = await database.query('select $1::integer * 2 as double', [value], { name: 'double' });
    assert.deepEqual(rows, [{ double: value * 2 }]);
  }
});

test('a connection cut inside a transaction is E_STORE_UNAVAILABLE and the pool goes on', async (t) => {
  const made = await fresh(t);
  const work = made.database.transaction(async (tx) => {
    await tx.query('select 1');
    await cutConnections(made);
    await tx.query('select 1');
  });
  await assert.rejects(work, hasCode('E_STORE_UNAVAILABLE'));
  assert.equal(await made.database.isUp(), true);
});

test('a server that is not there is E_STORE_UNAVAILABLE, by socket and by address', async (t) => {
  const { place } = await fresh(t);
  for (const host of ['/nonexistent', '127.0.0.1']) {
    const database = openDatabase({ ...place, host, port: 1 }, { log: silentLog });
    t.after(() => database.close());
    await assert.rejects(database.query('select 1'), hasCode('E_STORE_UNAVAILABLE'));
    assert.equal(await database.isUp(), false);
  }
});

test('a wrong password and a missing database are E_STORE_UNAVAILABLE', async (t) => {
  const { place } = await fresh(t);
  for (const wrong of [{ password: new Secret('wrong') }, { database: 'missing' }]) {
    const database = openDatabase({ ...place, ...wrong }, { log: silentLog });
    t.after(() => database.close());
    await assert.rejects(database.query('select 1'), hasCode('E_STORE_UNAVAILABLE'));
  }
});

test('a URL that is none is refused without being repeated', async () => {
  assert.throws(
    () => openDatabase({ url: new Secret('postgres//user:password-in-it@host') }, { log: silentLog }),
    (error: unknown) =>
      error instanceof HeguiError && /DATABASE_URL/.test(error.message) && !/password-in-it/.test(error.message),
  );
});

test('a statement that runs over its time is E_STORE_UNAVAILABLE', async (t) => {
  const { place } = await fresh(t);
  const database = openDatabase(place, { log: silentLog, statementTimeoutMs: 50 });
  t.after(() => database.close());
  await assert.rejects(database.query('select pg_sleep(10)'), hasCode('E_STORE_UNAVAILABLE'));
});

test('a listener hears notices, and is called once more after its connection was cut', async (t) => {
  const made = await fresh(t);
  let calls = 0;
  let wake = (): void => undefined;
  const untilCalls = async (wanted: number): Promise<void> => {
    while (calls < wanted) await new Promise<void>((resolve) => (wake = resolve));
  };
  const end = await made.database.listen('channel "quoted"', () => {
    calls++;
    wake();
  });
  await made.database.query('notify "channel ""quoted"""');
  await untilCalls(1);
  assert.ok((await cutConnections(made)) >= 1);
  await untilCalls(2);
  // The pool may not have heard yet that its own idle connection was cut too; the first query on it tells.
  const notify = () => made.database.query('notify "channel ""quoted"""');
  await notify().catch(notify);
  await untilCalls(3);
  await end();
});

test('a listener that was ended hears nothing more', async (t) => {
  const made = await fresh(t);
  let calls = 0;
  const end = await made.database.listen('channel', () => calls++);
  await end();
  await made.database.query('notify channel');
  const { rows } = await made.database.query(
    "select 1 from pg_stat_activity where datname = current_database() and query like 'listen%'",
  );
  assert.deepEqual([calls, rows], [0, []]);
});

test('a dedicated connection holds a session lock, and its loss is told and frees the lock', async (t) => {
  const made = await fresh(t);
  const holder = await made.database.dedicatedConnection();
  await holder.query('select pg_advisory_lock(1)');
  const canLock = async (sql: Sql): Promise<unknown> =>
    (await sql.query<{ got: boolean }>('select pg_try_advisory_xact_lock(1) as got')).rows[0]?.got;
  assert.equal(await canLock(made.database), false);

  const lost = new Promise((resolve) => holder.lost.addEventListener('abort', resolve, { once: true }));
  await cutConnections(made);
  await lost;
  const after = openDatabase(made.place, { log: silentLog });
  t.after(() => after.close());
  assert.equal(await canLock(after), true);
  await assert.rejects(holder.query('select 1'), hasCode('E_STORE_UNAVAILABLE'));
});

test('closing the database ends listeners and dedicated connections', async (t) => {
  const made = await fresh(t);
  const database = openDatabase(made.place, { log: silentLog });
  await database.listen('channel', () => undefined);
  const connection = await database.dedicatedConnection();
  await database.close();
  assert.equal(connection.lost.aborted, true);
  assert.equal(await cutConnections(made), 0);
});

test('a group commit over a dedicated connection keeps the rows of all tables or of none', async (t) => {
  const { database } = await fresh(t);
  await database.query('create table item (value integer primary key)');
  await database.query('create table other (value text)');
  const rowsOf = (items: readonly number[]): CopyRows[] => {
    const other = new CopyRows('copy other (value) from stdin (format binary)');
    other.add(copyRow([copyText('测试违规词')]));
    const item = new CopyRows('copy item (value) from stdin (format binary)');
    for (const value of items) item.add(copyRow([copyInt4(value)]));
    return [other, item];
  };
  const connection = await database.dedicatedConnection();
  await connection.copyInOneCommit(rowsOf([1, 2]));
  await assert.rejects(connection.copyInOneCommit(rowsOf([3, 1])), hasState('23505'));
  await connection.close();
  const { rows } = await database.query(
    'select (select count(*) from item) as items, array(select value from other) as others',
  );
  assert.deepEqual(rows, [{ items: 2, others: ['测试违规词'] }]);
});
