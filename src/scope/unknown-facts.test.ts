import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CHOICES, type Findings, LISTS } from './index.ts';
import { at, type FactsGiven, findingsOf, findingsWith, ON_FILED_MODEL, SERVICE } from './testing/service.ts';

const SINGLE = [
  'measures_apply',
  'role',
  'genai_route',
  'security_assessment_2018',
  'algorithm_filing',
  'companion_measures',
  'labels.explicit',
  'labels.implicit',
  'real_identity',
] as const;
const LISTED = ['core_articles', 'licences', 'other_duties'] as const;

const choice = <T>(values: readonly T[]) => fc.constantFrom(...values);
const count = fc.constantFrom(0, 1, 9_999, 99_999, 100_000, 999_999, 1_000_000, 10_000_000);
/** Whole services of every kind; contradictions among them are wanted too. */
const services = fc.record({
  ...Object.fromEntries(Object.entries(CHOICES).map(([name, values]) => [name, choice<string | boolean>(values)])),
  ...Object.fromEntries(
    Object.entries(LISTS).map(([name, values]) => [name, fc.uniqueArray(choice<string>(values), { maxLength: 3 })]),
  ),
  foreign_equity_pct: fc.constantFrom(0, 49.5, 100),
  users_registered: count,
  monthly_active: count,
  pi_persons: count,
  extra: fc.constant({}),
});

const told = (facts: FactsGiven, name: string): unknown => facts[name];
const isCertain = (findings: Findings, path: string): boolean => at(findings, path) !== 'uncertain';
const itemsAt = (findings: Findings, path: string): readonly unknown[] => {
  const items = at(findings, path);
  assert.ok(Array.isArray(items));
  return items;
};

test('what is found of facts left out is what is found however they turn out', () => {
  fc.assert(
    fc.property(
      services,
      fc.uniqueArray(fc.constantFrom(...Object.keys(SERVICE)), { minLength: 1, maxLength: 4 }),
      (whole, left) => {
        // What a provider is taken to say of itself; see UNTRIED in facts.ts.
        fc.pre(
          !/^(none|user_supplied_key)$/.test(String(told(whole, 'model_origin'))) || !left.includes('model_origin'),
        );
        fc.pre(String(told(whole, 'channel')) !== 'weights_download' || !left.includes('channel'));
        const complete = findingsOf(whole);
        // Only where the facts agree: what is left out of a contradiction resolves it.
        fc.pre(!complete.reasons.some(({ finding, value }) => finding === 'facts' && value === 'contradiction'));
        const partial = findingsOf(Object.fromEntries(Object.entries(whole).filter(([name]) => !left.includes(name))));
        for (const path of SINGLE)
          if (isCertain(partial, path))
            assert.equal(at(partial, path), at(complete, path), `${path} without ${left.join()}`);
        for (const path of LISTED)
          for (const item of itemsAt(partial, path))
            assert.ok(itemsAt(complete, path).includes(item), `${path}: ${String(item)}`);
      },
    ),
    { numRuns: 400 },
  );
});

test('each finding and each item has a reason with a source, and every open one says what to do', () => {
  fc.assert(
    fc.property(services, (whole) => {
      const findings = findingsOf(whole);
      for (const path of SINGLE) {
        const reasons = findings.reasons.filter(({ finding }) => finding === path);
        assert.equal(reasons.length, 1, path);
        const [reason] = reasons;
        assert.equal(reason?.value, at(findings, path));
        assert.ok((reason?.sources.length ?? 0) > 0 && reason?.zh !== '' && reason?.en !== '');
        if (reason?.value === 'uncertain') assert.notEqual(reason.ask, null, path);
        if (reason?.value === 'uncertain')
          assert.ok(reason.readings.length > 1 || reason.unknown.length > 0, JSON.stringify(reason));
      }
    }),
    { numRuns: 300 },
  );
});

test('nothing known: nothing firm, and the audience is asked for first', () => {
  const findings = findingsOf({});
  for (const path of SINGLE) assert.equal(at(findings, path), 'uncertain', path);
  for (const path of LISTED) assert.deepEqual(at(findings, path), [], path);
  assert.deepEqual(findings.deadlines, {});
  assert.equal(findings.questions[0]?.fact, 'audience');
});

const LEFT_OUT: readonly (readonly [fact: string, facts: FactsGiven, open: readonly string[], firm: FactsGiven])[] = [
  ['model_origin', { weights_changed_by_provider: null }, ['genai_route'], { algorithm_filing: 'required' }],
  ['stage', {}, ['genai_route', 'algorithm_filing'], { measures_apply: 'yes', security_assessment_2018: 'required' }],
  ['audience', {}, ['measures_apply', 'role', 'labels.explicit'], { companion_measures: 'no' }],
  ['provider_seat', {}, ['genai_route'], { measures_apply: 'yes' }],
  ['sector', {}, ['measures_apply'], { security_assessment_2018: 'required' }],
  [
    'public_opinion',
    ON_FILED_MODEL,
    ['genai_route', 'security_assessment_2018', 'algorithm_filing'],
    { measures_apply: 'yes', real_identity: 'required_in_practice' },
  ],
  ['social_features', {}, ['real_identity'], { genai_route: 'filing' }],
  [
    'sustained_emotional_companion',
    { public_opinion: 'no' },
    ['companion_measures', 'algorithm_filing'],
    { measures_apply: 'yes' },
  ],
  ['generative_ai', {}, ['measures_apply', 'genai_route', 'labels.implicit'], { security_assessment_2018: 'required' }],
  ['outputs', {}, ['labels.explicit', 'labels.implicit'], { genai_route: 'filing' }],
];

for (const [fact, facts, open, firm] of LEFT_OUT) {
  test(`without ${fact}: ${open.join(', ')} open, and it is asked for`, () => {
    const findings = findingsWith({ ...facts, [fact]: undefined });
    for (const path of open) assert.equal(at(findings, path), 'uncertain', path);
    assert.deepEqual(Object.fromEntries(Object.keys(firm).map((path) => [path, at(findings, path)])), firm);
    const question = findings.questions.find((one) => one.fact === fact);
    assert.ok(
      question?.kind === 'unknown' && open.every((path) => question.changes.some((finding) => finding === path)),
    );
  });
}

test('null, "unclear" and "unknown" are the same as not told', () => {
  for (const [fact, word] of [
    ['public_opinion', 'unclear'],
    ['generative_ai', 'unclear'],
    ['minors', 'unknown'],
    ['audience', null],
  ] as const)
    assert.deepEqual(findingsWith({ [fact]: word }), findingsWith({ [fact]: undefined }), fact);
});

test('an unknown fact that decides nothing costs no finding', () => {
  const whole = findingsWith({});
  for (const fact of ['provider_kind', 'upstream_filed', 'users_registered', 'monthly_active', 'biometric_edit']) {
    const findings = findingsWith({ [fact]: undefined });
    for (const path of SINGLE) assert.equal(at(findings, path), at(whole, path), `${path} without ${fact}`);
  }
});

test('questions come most valuable first', () => {
  const { questions } = findingsOf({
    audience: 'public_mainland',
    generative_ai: true,
    sector: 'general',
    channel: ['app'],
  });
  const worth = questions.map(({ changes }) => changes.length);
  assert.ok(questions.length > 1);
  assert.deepEqual(
    worth,
    worth.toSorted((one, other) => other - one),
  );
});
