import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AdminAppHarness, openAdminApp } from '../src/app/http/testing/open-admin-app.ts';

// Whoever keeps something about people must be asked when a person wants to see or erase it: every table that could lead to one
// names its holder, or says here why it need not.
const NOT_ABOUT_PEOPLE: Readonly<Record<string, string>> = {
  appointment: 'who of the provider answers for what; subject is a duty',
  scope_seen: 'what traffic shows of a service as a whole',
  list_trial_sample: 'ids of exchanges that a draft was tried on; nothing leads on once the exchange has gone',
  evidence_entry: 'the log: pseudonyms and commitments, never content; kept whole, and people are told so',
  status_open: 'ids of exchanges under way, removed when they end',
  status_streak: 'the last exchange of a service that lacked a label, by its id',
};

let harness: AdminAppHarness;
before(async () => {
  harness = await openAdminApp();
});
after(() => harness.close());

/** Columns by which a row leads to a person or holds what one wrote. */
const PERSONAL_COLUMNS = ['end_user', 'content_key', 'exchange_id', 'unlabelled_exchange', 'subject'];

test('every table with something about people has a holder that finds and erases it [pipl#47]', async () => {
  const { rows } = await harness.database.query<{ table: string }>(
    `select distinct table_name as table from information_schema.columns
      where table_schema = current_schema() and column_name = any($1) order by 1`,
    [PERSONAL_COLUMNS],
  );
  const held = new Set(harness.privacy.holderTables);
  assert.ok(rows.length > 20, 'the tables were found');
  assert.deepEqual(
    rows.map(({ table }) => table).filter((table) => !held.has(table) && NOT_ABOUT_PEOPLE[table] === undefined),
    [],
    'name the holder in src/app/privacy.ts, or say in this test why the table is not about people',
  );
});

test('no holder names a table that is not there, and nothing is both held and excused', async () => {
  const { rows } = await harness.database.query<{ table: string }>(
    'select table_name as table from information_schema.tables where table_schema = current_schema()',
  );
  const known = new Set(rows.map(({ table }) => table));
  const named = [...harness.privacy.holderTables, ...Object.keys(NOT_ABOUT_PEOPLE)];
  assert.deepEqual(
    named.filter((table) => !known.has(table)),
    [],
  );
  assert.deepEqual(
    harness.privacy.holderTables.filter((table) => NOT_ABOUT_PEOPLE[table] !== undefined),
    [],
  );
});
