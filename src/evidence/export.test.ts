import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { systemClock } from '../kernel/index.ts';
import { type Verified, verifyBundle } from '../ledger/index.ts';
import { exportBundle } from './export.ts';
import { recordLogOpening } from './log-opening.ts';
import type { Sequencer } from './sequencer.ts';
import { openTestEvidence, type TestEvidence } from './testing/open-evidence.ts';

let evidence: TestEvidence;
let sequencer: Sequencer;
beforeEach(async () => {
  evidence = await openTestEvidence();
  sequencer = evidence.sequence();
});
afterEach(() => evidence.close());

async function exportAndVerify(): Promise<Verified> {
  const { database, unitOfWork, signer } = evidence;
  const flush = (): Promise<void> => sequencer.flush();
  const bundle = await exportBundle({ database, unitOfWork, signer, clock: systemClock, flush, by: 'cli' });
  return await verifyBundle(bundle, { pinnedKey: signer.key.text });
}

const told = ({ findings }: Verified): string[] => findings.map(({ kind, subject }) => `${kind}: ${subject}`);

/** What an owner of the database can do. */
async function tamper(table: string, statement: string): Promise<void> {
  await evidence.database.query(`alter table ${table} disable trigger append_only`);
  assert.ok((await evidence.database.query(statement)).rowCount > 0);
}

test('an export verifies, holds the entry of its own making, and goes on verifying as the log grows', async () => {
  await recordLogOpening(evidence);
  await recordLogOpening(evidence);
  await evidence.append(600);
  const first = await exportAndVerify();
  assert.deepEqual(told(first), []);
  // The opening of the log, the entries, the export.
  assert.equal(first.entries, 602);
  await evidence.append(1_600);
  const second = await exportAndVerify();
  assert.deepEqual(told(second), []);
  assert.equal(second.entries, 602 + 1_601);
});

test('a body changed in the database behind its trigger is named', async () => {
  const ids = await evidence.append(300);
  await sequencer.flush();
  await tamper(
    'evidence_entry',
    `update evidence_entry set body = replace(body, 'stf_41', 'stf_77') where id = '${ids[41]}'`,
  );
  assert.deepEqual(told(await exportAndVerify()), [`changed: entry 41 ${ids[41]}`]);
});

test('a changed body whose stored hash was changed with it is named', async () => {
  const ids = await evidence.append(10);
  await sequencer.flush();
  await tamper(
    'evidence_entry',
    `update evidence_entry set body = replace(body, 'stf_4', 'stf_7'),
       leaf_hash = sha256('\\x00' || convert_to(replace(body, 'stf_4', 'stf_7'), 'UTF8')) where id = '${ids[4]}'`,
  );
  assert.deepEqual(told(await exportAndVerify()), [`changed: entry 4 ${ids[4]}`]);
});

test('a column beside the body that was changed is named', async () => {
  const ids = await evidence.append(10);
  await sequencer.flush();
  await tamper('evidence_entry', `update evidence_entry set at = at - interval '1 day' where id = '${ids[4]}'`);
  assert.deepEqual(told(await exportAndVerify()), [`changed: entry 4 ${ids[4]}`]);
});

test('a row deleted from the database is named as removed', async () => {
  const ids = await evidence.append(300);
  await sequencer.flush();
  await tamper('evidence_entry', `delete from evidence_entry where id = '${ids[123]}'`);
  assert.deepEqual(told(await exportAndVerify()), ['removed: entry 123']);
});

test('leaves exchanged in the database are named as reordered', async () => {
  const ids = await evidence.append(20);
  await sequencer.flush();
  await tamper('evidence_leaf', `update evidence_leaf set index = 1000 where entry_id = '${ids[3]}'`);
  await evidence.database.query(`update evidence_leaf set index = 3 where entry_id = '${ids[8]}'`);
  await evidence.database.query(`update evidence_leaf set index = 8 where entry_id = '${ids[3]}'`);
  const { findings } = await exportAndVerify();
  assert.ok(findings.length > 0 && findings.every(({ kind }) => kind === 'reordered'));
  const text = findings.map(({ subject, message }) => `${subject} ${message}`).join();
  assert.ok(text.includes(ids[3] ?? '-') && text.includes(ids[8] ?? '-'));
});

test('an export that nobody reads to its end lets go of the database', async () => {
  const { database, unitOfWork, signer } = evidence;
  await evidence.append(20);
  const flush = (): Promise<void> => sequencer.flush();
  const bundle = await exportBundle({ database, unitOfWork, signer, clock: systemClock, flush, by: 'cli' });
  for await (const chunk of bundle) {
    assert.ok(chunk.length > 0);
    break;
  }
  assert.equal(bundle.destroyed, true);
  assert.equal(await database.isUp(), true);
});
