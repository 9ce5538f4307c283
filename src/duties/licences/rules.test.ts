import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LicenceNeed } from '../../contract/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { judgeLicences } from './controls.ts';
import type { StoredVersion } from './model.ts';
import { requireFit, requireSameKind, stateOn, toLicences, toNeeds } from './rules.ts';

const TODAY = '2026-11-26';
const KINDS = shippedLaw().licences;
const version = (number: number, given: Partial<StoredVersion> = {}): StoredVersion => ({
  id: `lcv_${given.licenceId ?? 'a'}${number}`,
  licenceId: 'lic_a',
  version: number,
  kind: 'icp-record',
  name: '测试备案',
  number: '测试 1 号',
  holder: '甲公司',
  issuer: '某局',
  validFrom: '2026-01-01',
  validTo: null,
  documentSha256: null,
  note: '',
  endedOn: null,
  at: new Date('2026-01-01T00:00:00Z'),
  by: 'cli',
  byName: 'cli',
  ...given,
});
const told = (rows: StoredVersion[]) => toLicences(rows, (_kind, name) => ({ zh: name, en: name }), TODAY);

const STATES: readonly (readonly [given: Partial<StoredVersion>, state: string, warning: number | null])[] = [
  [{}, 'valid', null],
  [{ validTo: '2027-02-25' }, 'valid', null],
  [{ validTo: '2027-02-24' }, 'near', 90],
  [{ validTo: '2026-12-27' }, 'near', 90],
  [{ validTo: '2026-12-26' }, 'near', 30],
  [{ validTo: '2026-12-04' }, 'near', 30],
  [{ validTo: '2026-12-03' }, 'near', 7],
  [{ validTo: '2026-11-26' }, 'near', 7],
  [{ validTo: '2026-11-25' }, 'expired', null],
  [{ validFrom: '2026-11-27' }, 'not-yet', null],
  [{ endedOn: '2026-11-26' }, 'ended', null],
  [{ endedOn: '2026-11-27' }, 'valid', null],
];
for (const [given, state, warning] of STATES) {
  test(`${JSON.stringify(given)} is ${state}, warned at ${warning}`, () => {
    const found = stateOn(version(1, given), TODAY);
    assert.deepEqual([found.state, found.warning], [state, warning]);
  });
}

test('a renewal that begins later leaves the present version counting, and takes its warning away when it follows at once', () => {
  const ending = version(1, { validTo: '2026-12-01' });
  const [followed] = told([ending, version(2, { validFrom: '2026-12-02', validTo: '2029-12-01' })]);
  assert.deepEqual([followed?.version, followed?.state, followed?.warning], [1, 'valid', null]);
  const [gap] = told([ending, version(2, { validFrom: '2026-12-05', validTo: '2029-12-01' })]);
  assert.deepEqual([gap?.state, gap?.warning], ['near', 7]);
  const [over] = told([version(1, { validTo: '2026-11-20' }), version(2, { validFrom: '2026-12-05' })]);
  assert.deepEqual([over?.version, over?.state], [2, 'not-yet']);
});

test('a correction is the version that counts, and earlier ones stay', () => {
  const [licence] = told([version(1, { number: '错号' }), version(2)]);
  assert.deepEqual([licence?.number, licence?.earlier.map(({ number }) => number)], ['测试 1 号', ['错号']]);
});

test('what ends first is on top, what ended last', () => {
  const rows = [
    version(1, { licenceId: 'lic_b', endedOn: '2026-02-01' }),
    version(1, { licenceId: 'lic_c' }),
    version(1, { licenceId: 'lic_d', validTo: '2027-01-01' }),
    version(1, { licenceId: 'lic_e', validTo: '2026-11-01' }),
  ];
  assert.deepEqual(
    told(rows).map(({ licenceId }) => licenceId),
    ['lic_e', 'lic_d', 'lic_c', 'lic_b'],
  );
});

const need = (finding: string, serviceName = '甲') => ({ finding, serviceName, sources: [] });
test('a need is met by a held licence of its kind alone, and told once for all services', () => {
  const met = (rows: StoredVersion[], finding = 'ICP_record'): boolean | undefined =>
    toNeeds([need(finding)], told(rows), KINDS)[0]?.isMet;
  assert.equal(met([version(1)]), true);
  assert.equal(met([version(1, { validTo: '2026-11-25' })]), false);
  assert.equal(met([version(1, { endedOn: TODAY })]), false);
  assert.equal(met([version(1, { kind: 'icp-licence' })]), false);
  assert.equal(met([version(1)], 'something_nobody_knows'), false);
  const [one, ...rest] = toNeeds([need('ICP_record'), need('ICP_record', '乙')], [], KINDS);
  assert.deepEqual([one?.services, rest.length], [['甲', '乙'], 0]);
});

const missing: LicenceNeed = {
  finding: 'ICP_record',
  name: { zh: '', en: '' },
  kind: 'icp-record',
  services: ['甲'],
  isMet: false,
  licenceId: null,
  sources: [],
};
test('the board: missing is red, undecided unknown, ending soon due, held green, nothing needed not applicable', () => {
  const judge = (rows: StoredVersion[], needs: LicenceNeed[] = [], undecided: string[] = []) =>
    judgeLicences({ items: told(rows), needs, undecided }).status;
  assert.equal(judge([version(1)], [missing], ['乙']), 'breached');
  assert.equal(judge([version(1)], [], ['乙']), 'unknown');
  assert.equal(judge([version(1, { validTo: '2026-12-26' })]), 'due');
  assert.equal(judge([version(1, { validTo: '2026-11-25' })]), 'due');
  assert.equal(judge([version(1)], [{ ...missing, isMet: true }]), 'met');
  assert.equal(judge([]), 'not-applicable');
});

test('only kinds of the law or "other", in the order of days, and a licence keeps its kind', () => {
  const given = { ...version(1), documentSha256: null };
  const ids = KINDS.map(({ id }) => id);
  requireFit({ ...given, kind: 'other' }, ids);
  assert.throws(() => requireFit({ ...given, kind: 'genai' }, ids), /kind/);
  assert.throws(() => requireFit({ ...given, validTo: '2025-12-31' }, ids), /validTo/);
  assert.throws(() => requireSameKind({ ...given, kind: 'other' }, version(1)), /kind/);
});
