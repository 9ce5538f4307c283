import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shippedLaw } from '../../law/index.ts';
import { decideScope, readFacts } from '../../scope/index.ts';
import { obligationsOf, versionsOf } from './obligations.ts';

const NOW = new Date('2026-11-26T08:00:00Z');
const DAY = '2026-11-26';
const OFFERED = new Set(['labelling.coverage', 'content.lists-covered', 'evidence.log-verifies']);
const all = obligationsOf(shippedLaw(), OFFERED)(NOW);
const find = (id: string) => {
  const found = all.find((one) => one.id === id);
  assert.ok(found !== undefined, `${id} is not on the board`);
  return found;
};
const PUBLIC = {
  generative_ai: true,
  audience: 'public_mainland',
  provider_kind: 'company',
  provider_seat: 'mainland',
  outputs: ['text'],
  channel: ['app'],
  model_origin: 'filed_api',
  upstream_filed: true,
  weights_changed_by_provider: false,
  public_opinion: 'yes',
  trains_on_user_input: false,
  sustained_emotional_companion: false,
  sector: 'general',
  stage: 'live',
};

test('the Measures come first, then what is labelled, in the order of the law', () => {
  const instruments = [...new Set(all.map(({ instrument }) => instrument))];
  assert.deepEqual(instruments.slice(0, 4), ['measures', 'labelling', 'genai-notices', 'gbt45654']);
  const articles = all.filter(({ instrument }) => instrument === 'measures').map(({ article }) => Number(article));
  assert.deepEqual(
    articles,
    articles.toSorted((one, other) => one - other),
  );
});

test('every obligation on the board has a control that is offered, or a task for a person', () => {
  for (const { id, controls, task } of all) {
    assert.ok(controls.length > 0 || task !== null, id);
    assert.ok(
      controls.every((control) => OFFERED.has(control)),
      id,
    );
  }
  assert.deepEqual(find('measures:12').controls, ['labelling.coverage']);
  assert.notEqual(find('measures:15').task, null, 'where no part tells yet a person has to');
});

test('what is addressed to the State, or only defines, is not on the board', () => {
  for (const id of ['measures:3', 'measures:16.1', 'measures:22.1', 'measures:24'])
    assert.equal(
      all.find((one) => one.id === id),
      undefined,
      id,
    );
});

test('the deployer of a filed model has neither training data nor keyword library nor test banks', () => {
  for (const id of ['measures:7.1', 'measures:8.rules', 'gbt45654:keywords', 'gbt45654:banks'])
    assert.deepEqual(find(id).views, ['developer'], id);
  assert.deepEqual(find('genai-notices:registration').views, ['deployer']);
  assert.deepEqual(find('measures:12').views, ['developer', 'deployer']);
});

test('findings of a service decide what applies', () => {
  const deployer = decideScope(readFacts(PUBLIC), DAY);
  const appliesTo = (id: string, findings = deployer): boolean => find(id).appliesTo(findings).applies;
  assert.deepEqual(
    ['measures:12', 'measures:7.1', 'genai-notices:registration', 'genai-notices:filing'].map((id) => appliesTo(id)),
    [true, false, true, false],
  );
  const internal = decideScope(readFacts({ ...PUBLIC, audience: 'internal_staff' }), DAY);
  assert.ok(all.every(({ id }) => !appliesTo(id, internal)));
  const unsure = decideScope(readFacts({}), DAY);
  assert.ok(appliesTo('measures:7.1', unsure), 'doubt applies');
});

test('a penalty is on the board once a control tells whether what was imposed is done', () => {
  const told = obligationsOf(shippedLaw(), new Set(['inspection.orders-in-time']))(NOW);
  assert.deepEqual(told.find(({ id }) => id === 'measures:21.2')?.controls, ['inspection.orders-in-time']);
  assert.equal(
    all.find(({ id }) => id === 'measures:21.2'),
    undefined,
  );
});

test('law that an operator adds is to come until its day, then on the board whole; what holds already is not to come', () => {
  const shipped = shippedLaw();
  const [instrument] = shipped.instruments.filter(({ id }) => id === 'measures');
  const [model] = shipped.obligations.filter(({ id }) => id === 'measures:15');
  assert.ok(instrument !== undefined && model !== undefined);
  const from = '2027-01-01';
  const added = { ...model, id: 'marker:1', instrument: 'marker', article: 'marker:1', controls: [], from };
  const [article] = shipped.articles.filter(({ id }) => id === 'measures:15');
  assert.ok(article !== undefined);
  const book = {
    ...shipped,
    instruments: [...shipped.instruments, { ...instrument, id: 'marker', inForce: from }],
    articles: [...shipped.articles, { ...article, id: 'marker:1', instrument: 'marker', number: '1' }],
    obligations: [...shipped.obligations, added],
  };
  const ahead = versionsOf(book)().filter((one) => one.from > DAY);
  assert.deepEqual(
    ahead.map(({ id, from: day, isNewVersion }) => [id, day, isNewVersion]),
    [['marker:1', from, false]],
  );
  const onBoard = (at: string) => obligationsOf(book, OFFERED)(new Date(at)).some(({ id }) => id === 'marker:1');
  assert.deepEqual([onBoard('2026-12-31T15:59:59Z'), onBoard('2026-12-31T16:00:00Z')], [false, true]);
});
