import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWERED_SUBJECTS, findArticle, shippedLaw } from '../../law/index.ts';
import { judgeAnswered, judgeTrained } from './controls.ts';
import type { RosterNeeds, StoredAppointment, StoredTraining } from './model.ts';
import {
  appointmentState,
  isNeeded,
  requireAppointment,
  requireTraining,
  toSubjects,
  toTrainings,
  untrainedOf,
} from './rules.ts';

const TODAY = '2026-11-26';
const NOW = new Date(`${TODAY}T04:00:00Z`);
const ACCOUNT = 'stf_00000000000000000000000001';
const ACCOUNTS: ReadonlySet<string> = new Set([ACCOUNT]);
const NEEDS: RosterNeeds = { articles: new Set(), otherDuties: new Set(), undecided: [] };
const signed = { signedAt: NOW, signedBy: 'cli', signedName: '总经理' };
const appointment = (given: Partial<StoredAppointment> = {}): StoredAppointment => ({
  id: 'apt_1',
  subject: 'role:compliance',
  person: '甲',
  staffId: null,
  deputy: null,
  from: '2026-01-01',
  to: null,
  note: '',
  madeAt: NOW,
  madeBy: 'cli',
  ...signed,
  endedOn: null,
  endReason: null,
  endedAt: null,
  endedBy: null,
  ...given,
});
const unsigned = { signedAt: null, signedBy: null, signedName: null };

const STATES: readonly (readonly [given: Partial<StoredAppointment>, state: string])[] = [
  [{}, 'in-force'],
  [{ to: TODAY }, 'in-force'],
  [{ to: '2026-11-25' }, 'ended'],
  [{ endedOn: '2026-11-27' }, 'in-force'],
  [{ endedOn: TODAY }, 'ended'],
  [{ from: '2026-11-27' }, 'not-yet'],
  [unsigned, 'unsigned'],
  [{ staffId: ACCOUNT }, 'in-force'],
  [{ staffId: 'stf_00000000000000000000000002' }, 'left'],
];
for (const [given, state] of STATES) {
  test(`an appointment ${JSON.stringify(given)} is ${state}`, () =>
    assert.equal(appointmentState(appointment(given), ACCOUNTS, TODAY), state));
}

const subject = (id: string) => {
  const found = ANSWERED_SUBJECTS.find((one) => one.id === id);
  assert.ok(found !== undefined, id);
  return found;
};
test('a role is needed by its articles, by what was found, always, or in doubt', () => {
  assert.equal(isNeeded(subject('role:compliance'), NEEDS), true);
  assert.equal(isNeeded(subject('role:complaints'), NEEDS), false);
  assert.equal(isNeeded(subject('role:complaints'), { ...NEEDS, articles: new Set(['15']) }), true);
  assert.equal(isNeeded(subject('role:complaints'), { ...NEEDS, undecided: ['甲'] }), true);
  const officer = subject('role:personal-information');
  assert.equal(isNeeded(officer, NEEDS), false);
  assert.equal(isNeeded(officer, { ...NEEDS, otherDuties: new Set([officer.otherDuty ?? '']) }), true);
});

test('a gap says why nobody answers, one in office closes it, and gaps that are needed come first', () => {
  const gapOf = (...rows: StoredAppointment[]) =>
    toSubjects(rows, NEEDS, ACCOUNTS, TODAY).find(({ id }) => id === 'role:compliance')?.gap;
  const left = appointment({ staffId: 'stf_00000000000000000000000002' });
  assert.equal(gapOf(), 'nobody');
  assert.equal(gapOf(left, appointment(unsigned)), 'left');
  assert.equal(gapOf(left, appointment()), null);
  const order = toSubjects([appointment()], NEEDS, ACCOUNTS, TODAY);
  const firstFilled = order.findIndex(({ gap }) => gap === null);
  assert.ok(order.slice(0, firstFilled).every(({ isNeeded: needed, gap }) => needed && gap !== null));
  assert.ok(order.slice(firstFilled + 1).every(({ isNeeded: needed }) => !needed));
});

const training = (given: Partial<StoredTraining> = {}): StoredTraining => ({
  id: 'trn_1',
  person: '甲',
  staffId: null,
  topic: '内容安全',
  heldOn: '2026-01-01',
  material: 'v1',
  materialSha256: null,
  result: 'passed',
  validUntil: '2027-06-30',
  at: NOW,
  by: 'cli',
  withdrawnAt: null,
  withdrawnBy: null,
  withdrawnReason: null,
  ...given,
});
const statesOf = (...rows: StoredTraining[]) =>
  Object.fromEntries(toTrainings(rows, TODAY).map(({ id, state }) => [id, state]));

test('of one person and topic the last training counts; a withdrawn one never', () => {
  const again = training({ id: 'trn_2', heldOn: '2026-06-01', result: 'failed' });
  assert.deepEqual(statesOf(training(), again), { trn_1: 'superseded', trn_2: 'failed' });
  const withdrawn = { ...again, withdrawnAt: NOW, withdrawnBy: 'cli', withdrawnReason: '记错人' };
  assert.deepEqual(statesOf(training(), withdrawn), { trn_1: 'valid', trn_2: 'withdrawn' });
  assert.deepEqual(statesOf(training(), { ...again, topic: '个人信息' }), { trn_1: 'valid', trn_2: 'failed' });
  assert.deepEqual(statesOf(training(), { ...again, staffId: ACCOUNT }), { trn_1: 'valid', trn_2: 'failed' });
});
test('a training is near in its last thirty days, expired after its last, and valid for ever without one', () => {
  const stateOf = (validUntil: string | null) => statesOf(training({ validUntil })).trn_1;
  assert.equal(stateOf('2026-12-26'), 'valid');
  assert.equal(stateOf('2026-12-25'), 'near');
  assert.equal(stateOf(TODAY), 'near');
  assert.equal(stateOf('2026-11-25'), 'expired');
  assert.equal(stateOf(null), 'valid');
});

function roster(appointments: StoredAppointment[], trainings: StoredTraining[] = [], needs = NEEDS) {
  const subjects = toSubjects(appointments, needs, ACCOUNTS, TODAY);
  const trained = toTrainings(trainings, TODAY);
  return { subjects, trainings: trained, untrained: untrainedOf(subjects, trained), undecided: [] };
}
const everybody = (): StoredAppointment[] =>
  ANSWERED_SUBJECTS.map(({ id }) => appointment({ id: `apt_${id}`, subject: id }));

test('the board: unknown while empty, red for a role that a text names or one who left, due for other gaps, green when all answer', () => {
  const judge = (rows: StoredAppointment[]) => judgeAnswered(roster(rows)).status;
  assert.equal(judge([]), 'unknown');
  assert.equal(judge(everybody()), 'met');
  assert.equal(judge(everybody().filter(({ subject: id }) => id !== 'role:network-security')), 'breached');
  assert.equal(judge(everybody().filter(({ subject: id }) => id !== 'duty:liability')), 'due');
  const gone = { staffId: 'stf_00000000000000000000000002' };
  assert.equal(
    judge(everybody().map((one) => (one.subject === 'duty:liability' ? { ...one, ...gone } : one))),
    'breached',
  );
});
test('the board: training is unknown while empty, due for the untrained, red when it expired, green when it counts', () => {
  const judge = (rows: StoredTraining[]) => judgeTrained(roster([appointment()], rows)).status;
  assert.equal(judgeTrained(roster([])).status, 'unknown');
  assert.equal(judge([]), 'due');
  assert.equal(judge([training({ person: '乙' })]), 'due');
  assert.equal(judge([training({ validUntil: '2026-11-25' })]), 'breached');
  assert.equal(judge([training({ validUntil: TODAY })]), 'due');
  assert.equal(judge([training()]), 'met');
});

test('what cannot be is refused by the name of the field', () => {
  requireAppointment(appointment(), ACCOUNTS);
  assert.throws(() => requireAppointment(appointment({ subject: 'role:king' }), ACCOUNTS), /subject/);
  assert.throws(() => requireAppointment(appointment({ to: '2025-12-31' }), ACCOUNTS), /to/);
  assert.throws(() => requireAppointment(appointment({ staffId: 'stf_none' }), ACCOUNTS), /staffId/);
  const given = { ...training(), materialSha256: null };
  requireTraining(given, ACCOUNTS, NOW);
  assert.throws(() => requireTraining({ ...given, heldOn: '2026-11-27' }, ACCOUNTS, NOW), /heldOn/);
  assert.throws(() => requireTraining({ ...given, validUntil: '2025-12-31' }, ACCOUNTS, NOW), /validUntil/);
});

test('every source of a role or a duty stands in the law', () => {
  for (const { sources } of ANSWERED_SUBJECTS)
    for (const source of sources) assert.notEqual(findArticle(shippedLaw(), source).id, '');
});
