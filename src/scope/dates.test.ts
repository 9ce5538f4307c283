import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INSTRUMENTS, SCOPE_SOURCES } from '../law/index.ts';
import { at, type FactsGiven, findingsWith, ON_FILED_MODEL } from './testing/service.ts';

const COMPANION = { ...ON_FILED_MODEL, sustained_emotional_companion: true, public_opinion: 'no' };
const LEAK = { ...ON_FILED_MODEL, stage: 'incident', extra: { leak_persons: 2_000_000 } };

/** On the day before an instrument binds, and on its first day. */
const CASES: readonly (readonly [
  law: string,
  day: string,
  before: string,
  facts: FactsGiven,
  path: string,
  was: unknown,
  is: unknown,
])[] = [
  ['order21', '2026-07-15', '2026-07-14', COMPANION, 'companion_measures', 'no', 'yes'],
  ['order21', '2026-07-15', '2026-07-14', COMPANION, 'algorithm_filing', 'not_required', 'required'],
  ['order21', '2026-07-15', '2026-07-14', COMPANION, 'real_identity', 'required_in_practice', 'required'],
  ['order21', '2026-07-15', '2026-07-14', COMPANION, 'security_assessment_2018', 'not_required', 'uncertain'],
  [
    'incident',
    '2025-11-01',
    '2025-10-31',
    LEAK,
    'deadlines',
    {},
    { provincial_CAC: '4_hours', final_report: '30_days_after_handling' },
  ],
  ['labelling', '2025-09-01', '2025-08-31', {}, 'labels.implicit', 'conditional', 'required_in_files'],
  ['measures', '2023-08-15', '2023-08-14', {}, 'measures_apply', 'no', 'yes'],
  ['deep-synthesis', '2023-01-10', '2023-01-09', {}, 'labels.explicit', 'not_required', 'conditional'],
  ['algorithm', '2022-03-01', '2022-02-28', {}, 'algorithm_filing', 'not_required', 'required'],
  ['sa2018', '2018-11-30', '2018-11-29', {}, 'security_assessment_2018', 'not_required', 'required'],
];

for (const [law, day, before, facts, path, was, is] of CASES) {
  test(`${path} from ${day} on: what does not bind yet does not bind, and the reason says what will change [${law}]`, () => {
    assert.deepEqual(at(findingsWith(facts, before), path), was);
    assert.deepEqual(at(findingsWith(facts, day), path), is);
    if (typeof was !== 'string') return;
    const reason = findingsWith(facts, before).reasons.find(({ finding }) => finding === path);
    assert.deepEqual(reason?.later.find(({ from }) => from === day)?.value, is);
  });
}

test('on a day after all of them nothing is still to come', () => {
  assert.ok(findingsWith({}).reasons.every(({ later }) => later.length === 0));
});

test('every source stands in an instrument, and what was not seen says so in the reasons', () => {
  const ids = new Set(INSTRUMENTS.map(({ id }) => id));
  assert.ok(SCOPE_SOURCES.every(({ id, instrument }) => ids.has(instrument.id) && id.startsWith(`${instrument.id}:`)));
  const { reasons } = findingsWith({});
  const source = reasons
    .find(({ finding }) => finding === 'real_identity')
    ?.sources.find(({ id }) => id === 'deep-synthesis:9');
  assert.deepEqual([source?.article, source?.confidence], ['9', 'unverified']);
});
