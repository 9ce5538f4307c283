import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type IncidentDeed,
  type IncidentFacts,
  incidentGradeSchema,
  incidentKindSchema,
  incidentOperatorSchema,
  incidentRecipientSchema,
  type Letter,
} from '../../contract/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import {
  findArticle,
  INCIDENT_GRADES,
  INCIDENT_KINDS,
  INCIDENT_OPERATORS,
  INCIDENT_RECIPIENTS,
  INCIDENT_REPORTS,
  shippedLaw,
} from '../../law/index.ts';
import { composeReport } from './compose-report.ts';
import { judgeIncidents } from './controls.ts';
import type { Deed, StoredIncident } from './model.ts';
import { requireDeed, requireFacts, toIncident } from './rules.ts';

const FOUND = '2026-11-26T02:00:00.000Z';
const FACTS: IncidentFacts = {
  title: '测试事件',
  kind: 'attack',
  grade: 'relatively-major',
  operator: 'other',
  discoveredAt: FOUND,
  occurredAt: null,
  systems: '网关',
  effect: '',
  measures: '',
  cause: '',
  leakedPersons: null,
  leak: 'no',
  minorsAffected: 'no',
  suspectedCrime: 'no',
  endangersPublic: 'no',
};
const at = (hours: number): Date => new Date(Date.parse(FOUND) + hours * 3_600_000);

function stored(...deeds: Deed[]): StoredIncident {
  const entries = deeds.map((deed, index) => ({
    id: `ine_${index}`,
    incidentId: 'inc_1',
    place: index + 1,
    at: at(0),
    by: 'cli',
    byName: 'cli',
    deed,
  }));
  return { id: 'inc_1', number: 1, recordedAt: at(0), entries };
}
const recorded = (facts: Partial<IncidentFacts> = {}): Deed => ({ step: 'recorded', facts: { ...FACTS, ...facts } });
const delivered = (matter: string, hours: number): Letter => ({
  id: `ltr_${matter}`,
  number: 1,
  subject: { kind: 'incident', id: 'inc_1' },
  matter,
  recipient: { zh: '', en: '' },
  language: 'zh-CN',
  content: { title: '', facts: [], text: '' },
  digest: '',
  draftedAt: FOUND,
  draftedBy: 'cli',
  isSuperseded: false,
  signature: null,
  exportedAt: null,
  delivery: { at: at(hours).toISOString(), channel: '', receipt: '', by: 'cli' },
});
const fieldOf = (path: string) => (error: unknown) => error instanceof HeguiError && error.fields[0]?.path === path;
const conflict = (words: RegExp) => (error: unknown) =>
  error instanceof HeguiError && error.code === 'E_CONFLICT' && words.test(error.message);

// What is asked for, with hours after the discovery; null: at once.
const ASKED: readonly (readonly [what: string, facts: Partial<IncidentFacts>, asked: Record<string, number | null>])[] =
  [
    ['a relatively major one', {}, { first: 4 }],
    ['a specially major one: the provider still has four hours', { grade: 'specially-major' }, { first: 4 }],
    ['one that nobody graded yet', { grade: 'ungraded' }, { first: 4 }],
    ['a general one asks for nothing', { grade: 'general' }, {}],
    [
      'critical infrastructure: one hour, to the protection department and the police',
      { operator: 'critical-infrastructure' },
      { 'first-infrastructure': 1, 'first-infrastructure-police': 1 },
    ],
    ['a state organ: two hours', { operator: 'organ' }, { 'first-organ': 2 }],
    [
      'a general defect that endangers the public: 24 hours',
      { grade: 'general', kind: 'defect', endangersPublic: 'yes' },
      { defect: 24 },
    ],
    ['a general defect that does not', { grade: 'general', kind: 'defect' }, {}],
    ['a suspected crime', { grade: 'general', suspectedCrime: 'yes' }, { crime: null }],
    [
      'a leak with minors among the persons',
      { grade: 'general', leak: 'yes', minorsAffected: 'yes', leakedPersons: 3 },
      { leak: null, 'leak-persons': null, 'leak-guardians': null },
    ],
    [
      'a leak that is not clear is asked about',
      { grade: 'general', leak: 'unclear' },
      { leak: null, 'leak-persons': null },
    ],
  ];
for (const [what, facts, asked] of ASKED) {
  test(`reports: ${what}`, () => {
    const { reports } = toIncident(stored(recorded(facts)), [], at(0));
    const found = reports.map(({ id, dueAt }) => [
      id,
      dueAt === null ? null : (Date.parse(dueAt) - Date.parse(FOUND)) / 3_600_000,
    ]);
    assert.deepEqual(Object.fromEntries(found), asked);
  });
}

test('what depends on what nobody knows is to be decided, and overdue once its time is over', () => {
  const defect = stored(recorded({ grade: 'general', kind: 'defect', endangersPublic: 'unclear' }));
  assert.equal(toIncident(defect, [], at(24)).reports[0]?.state, 'to-decide');
  assert.equal(toIncident(defect, [], at(24.01)).reports[0]?.state, 'overdue');
});

const PROGRESS: readonly (readonly [hoursNow: number, deliveredAfter: number | null, state: string, board: string])[] =
  [
    [4, null, 'open', 'due'],
    [4.01, null, 'overdue', 'breached'],
    [9, 4, 'in-time', 'due'],
    [9, 4.01, 'late', 'breached'],
  ];
for (const [now, after, state, board] of PROGRESS) {
  test(`after ${now} hours, delivered after ${after}: ${state}, and ${board} on the board`, () => {
    const letters = after === null ? [] : [delivered('first', after)];
    const incident = toIncident(stored(recorded()), letters, at(now));
    assert.equal(incident.reports[0]?.state, state);
    assert.equal(judgeIncidents([incident]).status, board);
  });
}

test('the final report is due at the end of the thirtieth day in China after handling ended', () => {
  // 23:30 in China, so the day there is still the 26th.
  const handled: Deed = { step: 'handled', endedAt: '2026-11-26T15:30:00.000Z', text: '恢复' };
  const { reports, state } = toIncident(stored(recorded(), handled), [delivered('first', 1)], at(20));
  assert.equal(state, 'handled');
  assert.equal(reports.find(({ id }) => id === 'final')?.dueAt, '2026-12-26T16:00:00.000Z');
});

test('a correction replaces the facts and their clocks; the first word stays among the entries', () => {
  const later = { ...FACTS, discoveredAt: at(1).toISOString(), grade: 'general' as const };
  const incident = toIncident(stored(recorded(), { step: 'corrected', facts: later, reason: '看错时间' }), [], at(9));
  assert.deepEqual(incident.facts, later);
  assert.deepEqual(incident.reports, []);
});

test('an incident closes only when handling ended and every report was delivered, decided or waived', () => {
  const handled: Deed = { step: 'handled', endedAt: at(1).toISOString(), text: '恢复' };
  const close: IncidentDeed = { step: 'closed', reason: '结束' };
  const leak = recorded({ leak: 'yes' });
  const now = at(30);
  const closeAfter = (deeds: Deed[], letters: Letter[]): void =>
    requireDeed(toIncident(stored(...deeds), letters, now), close, now);
  const all = ['first', 'leak', 'final'].map((matter) => delivered(matter, 2));
  assert.throws(() => closeAfter([leak], all), conflict(/handling ended/));
  assert.throws(() => closeAfter([leak, handled], [delivered('first', 2)]), conflict(/leak, leak-persons, final/));
  assert.throws(() => closeAfter([leak, handled], all), conflict(/leak-persons/));
  const waived: Deed = { step: 'waived', report: 'leak-persons', reason: '已有效避免危害' };
  closeAfter([leak, handled, waived], all);
  const closed = toIncident(stored(leak, handled, waived, close), all, now);
  assert.equal(closed.state, 'closed');
  assert.throws(() => requireDeed(closed, waived, now), conflict(/reopen/));
  requireDeed(closed, { step: 'noted', text: '补充' }, now);
  requireDeed(closed, { step: 'reopened', reason: '复发' }, now);
});

test('only what the law leaves to the provider can be waived', () => {
  const incident = toIncident(stored(recorded()), [], at(1));
  const waive = (report: string) => () => requireDeed(incident, { step: 'waived', report, reason: '不想报' }, at(1));
  assert.throws(waive('first'), fieldOf('report'));
  assert.throws(waive('leak-persons'), fieldOf('report'));
});

const REFUSED: readonly (readonly [path: string, facts: Partial<IncidentFacts>])[] = [
  ['discoveredAt', { discoveredAt: at(1).toISOString() }],
  ['occurredAt', { occurredAt: at(1).toISOString() }],
  ['leak', { leakedPersons: 1 }],
  ['grade', { leak: 'yes', leakedPersons: 1_000_000, grade: 'general' }],
  ['grade', { leak: 'yes', leakedPersons: 100_000_000, grade: 'major' }],
];
for (const [path, facts] of REFUSED) {
  test(`refused at ${path}: ${JSON.stringify(facts)}`, () =>
    assert.throws(() => requireFacts({ ...FACTS, ...facts }, at(0)), fieldOf(path)));
}
test('a grade may be graver than the number of persons makes it, or open', () => {
  requireFacts({ ...FACTS, leak: 'yes', leakedPersons: 999_999, grade: 'general' }, at(0));
  requireFacts({ ...FACTS, leak: 'yes', leakedPersons: 1_000_000, grade: 'ungraded' }, at(0));
  requireFacts({ ...FACTS, leak: 'yes', leakedPersons: 1_000_000, grade: 'specially-major' }, at(0));
});

test('what people may choose is what the data of the law name, and every report stands in the law', () => {
  assert.deepEqual(INCIDENT_KINDS.map(({ id }) => id).sort(), [...incidentKindSchema.options].sort());
  assert.deepEqual(
    INCIDENT_GRADES.map(({ id }) => id),
    incidentGradeSchema.options,
  );
  assert.deepEqual(INCIDENT_OPERATORS.map(({ id }) => id).sort(), [...incidentOperatorSchema.options].sort());
  assert.deepEqual(INCIDENT_RECIPIENTS.map(({ id }) => id).sort(), [...incidentRecipientSchema.options].sort());
  for (const { source } of INCIDENT_REPORTS) assert.notEqual(findArticle(shippedLaw(), source).id, '');
});

test('a first report says what is not known yet; people outside read nothing of suspicion or grade', () => {
  const incident = toIncident(stored(recorded({ suspectedCrime: 'yes', leak: 'yes' })), [], at(1));
  const first = composeReport(incident, 'first', 'zh-CN', '');
  assert.deepEqual(
    first.facts.find(([name]) => name === '原因'),
    ['原因', '尚未查明，查明后续报'],
  );
  assert.deepEqual(
    first.facts.find(([name]) => name === '发现时间'),
    ['发现时间', '2026-11-26 10:00 (UTC+8)'],
  );
  const notice = composeReport(incident, 'notice', 'en', 'We are sorry.').facts.map(([name]) => name);
  assert.ok(!notice.includes('Suspected crime') && !notice.includes('Grade'));
});
