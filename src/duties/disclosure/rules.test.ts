import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DisclosureContent, DisclosureFacts } from '../../contract/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { judgeOpen, judgePublished, judgeTrue } from './controls.ts';
import { changedFacts, checkReason, gapsOf, ITEMS, suggestionOf, trainingUseOf } from './rules.ts';

const FACTS: DisclosureFacts = {
  provider: '某公司',
  service: '客服',
  models: ['model-a'],
  label: { explicit: 'append', text: '（本内容由AI生成）' },
  retention: { logMonthsMin: 6, filmHours: 24 },
  training: 'opt-in',
  complaints: { answerDaysMin: 5, answerDaysMax: 15 },
  contact: { phone: '010-12345678', email: null },
};
const said = { zh: '有', en: 'said' };
const FULL: DisclosureContent = {
  fields: {
    audience: said,
    occasions: said,
    purposes: said,
    guidance: said,
    minors: said,
    limits: said,
    algorithm: said,
    personalInformation: said,
    training: said,
  },
  models: [{ name: 'model-a', filingNumber: 'X-1' }],
};

test('what the law asks is open until it is said in both languages, and every model has its number', () => {
  assert.deepEqual(gapsOf(FULL, FACTS), []);
  const half = { ...FULL, fields: { ...FULL.fields, limits: { zh: '有', en: '' } } };
  assert.deepEqual(gapsOf(half, FACTS), ['limits']);
  assert.deepEqual(gapsOf({ ...FULL, models: [] }, FACTS), ['filing']);
  assert.deepEqual(gapsOf({ ...FULL, models: [{ name: 'a', filingNumber: '' }] }, FACTS), ['filing']);
  assert.deepEqual(gapsOf(FULL, { ...FACTS, provider: null, contact: { phone: null, email: null } }), [
    'contact',
    'provider',
  ]);
  assert.throws(() => checkReason(['limits'], null), { code: 'E_REQUEST_INVALID', message: /gapReason.*limits/ });
  assert.throws(() => checkReason([], 'why'), { code: 'E_REQUEST_INVALID' });
});

test('every item comes from an obligation that the law data have', () => {
  const known = new Set(shippedLaw().obligations.map(({ id }) => id));
  for (const { id, basis } of ITEMS) assert.ok(known.has(basis), `${id}: ${basis}`);
});

test('what is suggested names the models and says how training really is', () => {
  const suggestion = suggestionOf({ ...FACTS, training: 'opt-out' });
  assert.deepEqual(suggestion.models, [{ name: 'model-a', filingNumber: '' }]);
  assert.match(suggestion.fields.training.en, /switch this off/);
  assert.match(suggestionOf(FACTS).fields.training.en, /only once you allow it/);
});

test('a fact that changed since publication is named, and no other', () => {
  assert.deepEqual(changedFacts(FACTS, { ...FACTS }), []);
  assert.deepEqual(
    changedFacts(FACTS, { ...FACTS, training: 'opt-out', retention: { logMonthsMin: 6, filmHours: 48 } }),
    ['retention', 'training'],
  );
});

test('training goes by what the user said, else by the policy, and never by somebody who is not named', () => {
  const chosenAt = new Date(0);
  const rows = [
    ['opt-in', 'u', null, 'refused'],
    ['opt-out', 'u', null, 'allowed'],
    ['opt-in', 'u', 'allowed', 'allowed'],
    ['opt-out', 'u', 'refused', 'refused'],
    ['opt-in', null, null, 'refused'],
    ['opt-out', null, null, 'refused'],
  ] as const;
  for (const [choice, endUser, said, expected] of rows) {
    const found = said === null ? null : { choice: said, chosenAt };
    assert.equal(trainingUseOf({ choice }, endUser, found), expected, `${choice} ${endUser} ${said}`);
  }
});

test('the board is red without a page, due with gaps or changed facts, and asks the page itself', () => {
  const stand = (gaps: string[] | null, changed: 'label'[] = []) => ({
    newest: gaps === null ? null : { gaps },
    changed,
  });
  const codes = [
    judgePublished([]),
    judgePublished([stand(null), stand([])]),
    judgePublished([stand(['limits'])]),
    judgePublished([stand([])]),
    judgeTrue([stand(null)]),
    judgeTrue([stand([], ['label'])]),
    judgeTrue([stand([])]),
    judgeOpen([]),
    judgeOpen([200, 0]),
    judgeOpen([200]),
  ].map(({ status, code }) => `${status} ${code}`);
  assert.deepEqual(codes, [
    'not-applicable no-service',
    'breached unpublished',
    'due gaps',
    'met published',
    'unknown nothing-published',
    'due outdated',
    'met true',
    'unknown nothing-published',
    'breached shut',
    'met open',
  ]);
});
