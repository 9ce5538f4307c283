import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  lawArticleAnswerSchema,
  lawArticleSchema,
  lawComparisonSchema,
  lawDiffSchema,
  lawDueSchema,
  lawInstrumentSchema,
  lawMisreadingSchema,
  lawObligationSchema,
  lawObligationsSchema,
  lawReferenceSchema,
  lawSearchSchema,
  lawThresholdSchema,
} from '../../contract/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { type AdminAppHarness, openAdminApp, problemOf, type SignedIn, signIn } from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
let headers: SignedIn;
before(async () => {
  harness = await openAdminApp();
  headers = await signIn(harness, 'reviewer');
});
after(() => harness.close());

const get = async (url: string): Promise<unknown> => {
  const answer = await harness.app.inject({ method: 'GET', url: `/api/law${url}`, headers: { ...headers } });
  assert.equal(answer.statusCode, 200, url);
  return answer.json();
};

test('the schemas of the API know every member of every row', () => {
  const book = shippedLaw();
  const tables = [
    [lawInstrumentSchema, book.instruments],
    [lawArticleSchema, book.articles],
    [lawObligationSchema, book.obligations],
    [lawThresholdSchema, book.thresholds],
    [lawMisreadingSchema, book.misreadings],
    [lawComparisonSchema, book.comparisons],
  ] as const;
  for (const [schema, rows] of tables) for (const row of rows) assert.deepEqual(schema.strict().parse(row), row);
});

test('an article is answered by a part of it, with what it asks and what is often misread', async () => {
  const answer = lawArticleAnswerSchema.parse(await get('/articles/measures%3A9.2'));
  assert.equal(answer.article.id, 'measures:9');
  assert.ok(answer.obligations.some(({ id }) => id === 'measures:9.1.personal-information'));
  assert.ok(answer.misreadings.some(({ id }) => id === 'real-name'));
});

test('obligations are chosen by instrument, control and day', async () => {
  const idsOf = async (query: string) =>
    lawObligationsSchema.parse(await get(`/obligations?${query}`)).obligations.map(({ id }) => id);
  assert.ok((await idsOf('control=labelling.coverage')).includes('measures:12'));
  assert.deepEqual(await idsOf('instrument=order21&date=2026-07-14'), []);
  assert.ok((await idsOf('instrument=order21&date=2026-07-15')).includes('order21:18'));
});

test('days, words, due days and everything beside are told', async () => {
  assert.ok(lawDiffSchema.parse(await get('/diff')).comparisons.length > 20);
  const { changes } = lawDiffSchema.parse(await get('/diff?from=2025-12-31&to=2026-01-01'));
  assert.deepEqual(
    changes[0]?.end.map(({ id }) => id),
    ['csl-2017'],
  );
  const { hits } = lawSearchSchema.parse(await get(`/search?q=${encodeURIComponent('显式标识')}`));
  assert.ok(hits.some(({ id }) => id === 'labelling:4'));
  const due = lawDueSchema.parse(await get('/due?obligation=algorithm%3A24&from=2026-09-28'));
  assert.deepEqual(due.due, { day: '2026-10-16', isCertain: true });
  const reference = lawReferenceSchema.parse(await get('/reference'));
  assert.match(reference.penalties.find(({ id }) => id === 'csl:69')?.line.en ?? '', /UNVERIFIED/);
});

test('what is not there or no day is refused by its name', async () => {
  const wrong: readonly (readonly [url: string, code: string, field: string | undefined])[] = [
    ['/at?date=2022-12-31', 'E_REQUEST_INVALID', 'date'],
    ['/instruments?date=2026-02-30', 'E_REQUEST_INVALID', 'date'],
    ['/obligations?date=x', 'E_REQUEST_INVALID', 'date'],
    ['/diff?to=2026-01-01', 'E_REQUEST_INVALID', 'from'],
    ['/diff?from=2026-01-02&to=2026-01-01', 'E_REQUEST_INVALID', 'to'],
    ['/due?obligation=algorithm%3A24&from=2020-01-01', 'E_REQUEST_INVALID', 'from'],
    ['/due?obligation=none%3A1&from=2026-01-01', 'E_NOT_FOUND', undefined],
    ['/articles/measures%3A25', 'E_NOT_FOUND', undefined],
    ['/obligations/none%3A1', 'E_NOT_FOUND', undefined],
  ];
  for (const [url, code, field] of wrong) {
    const { problem } = await problemOf(harness.app, { method: 'GET', url: `/api/law${url}`, headers: { ...headers } });
    assert.deepEqual([problem.code, problem.fields[0]?.path], [code, field], url);
  }
});
