import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { scopeAnswerSchema, scopeFactsSchema, scopeFindingsSchema } from '../../contract/index.ts';
import { CHOICES, decideScope, FACT_NAMES, LISTS, readFacts } from '../../scope/index.ts';
import { SERVICE } from '../../scope/testing/service.ts';
import { type AdminAppHarness, openAdminApp, problemOf, type SignedIn, signIn } from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
let headers: SignedIn;
before(async () => {
  harness = await openAdminApp();
  headers = await signIn(harness, 'reviewer');
});
after(() => harness.close());

const post = (payload: object, query = '') =>
  harness.app.inject({ method: 'POST', url: `/api/scope${query}`, headers: { ...headers }, payload });

test('facts are answered with the findings of the engine, whole', async () => {
  const answer = await post(SERVICE, '?date=2026-11-23');
  assert.equal(answer.statusCode, 200);
  const findings = decideScope(readFacts(SERVICE), '2026-11-23');
  assert.deepEqual(answer.json(), JSON.parse(JSON.stringify(findings)));
  assert.deepEqual(scopeFindingsSchema.strict().parse(answer.json()), JSON.parse(JSON.stringify(findings)));
});

test('cases are answered each under its id, on the day asked for', async () => {
  const companion = { ...SERVICE, sustained_emotional_companion: true };
  const cases = [
    { id: '甲', facts: companion },
    { id: '乙', facts: {} },
  ];
  const found = async (date: string) => {
    const answer = scopeAnswerSchema.parse((await post({ cases }, `?date=${date}`)).json());
    assert.ok('results' in answer);
    return answer.results.map(({ id, findings }) => [id, findings.companion_measures]);
  };
  assert.deepEqual(await found('2026-07-14'), [
    ['甲', 'no'],
    ['乙', 'no'],
  ]);
  assert.deepEqual(await found('2026-07-15'), [
    ['甲', 'yes'],
    ['乙', 'uncertain'],
  ]);
});

test('a wrong fact is refused by its name', async () => {
  const wrong: readonly (readonly [payload: object, field: string])[] = [
    [{ audience: 'everybody' }, 'audience'],
    [{ audiance: 'mixed' }, 'audiance'],
    [{ pi_persons: '5' }, 'pi_persons'],
    [{ extra: { source_illegal_share: 2 } }, 'extra.source_illegal_share'],
    [{ cases: [{ id: '甲', facts: { stage: 'never' } }] }, 'cases.0.facts.stage'],
    [{ cases: [], stage: 'live' }, 'cases'],
  ];
  for (const [payload, field] of wrong) {
    const { problem } = await problemOf(harness.app, {
      method: 'POST',
      url: '/api/scope',
      headers: { ...headers },
      payload,
    });
    assert.deepEqual([problem.code, problem.fields[0]?.path], ['E_REQUEST_INVALID', field]);
  }
});

test('the schemas of the API know every fact and every word of the engine', () => {
  const names = FACT_NAMES.map((name) => name.split('.')[0] ?? '');
  assert.deepEqual(
    Object.keys(scopeFactsSchema.shape).toSorted(),
    [...new Set([...names, 'audience_detail'])].toSorted(),
  );
  for (const [name, values] of Object.entries(CHOICES))
    for (const value of values) assert.ok(scopeFactsSchema.safeParse({ [name]: value }).success, `${name} ${value}`);
  for (const [name, values] of Object.entries(LISTS))
    assert.ok(scopeFactsSchema.safeParse({ [name]: values }).success, name);
});
