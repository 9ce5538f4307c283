import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { HeguiError } from '../kernel/errors.ts';
import {
  applicableOn,
  article,
  changesBetween,
  changesOn,
  citation,
  find,
  INSTRUMENTS,
  instrument,
  type LawFile,
  obligation,
  obligations,
  READ_ELSEWHERE,
  readLaw,
  SCOPE_SOURCES,
  SHIPPED_FILES,
  searchLaw,
  shippedLaw,
  statusOn,
} from './index.ts';

const FOLDER = resolve(import.meta.dirname, '..', '..', 'law');
const book = shippedLaw();

test('every file of the folder is shipped, and read from disk it is the same law', () => {
  const paths = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.json') && !READ_ELSEWHERE.includes(path))
    .sort();
  assert.deepEqual(
    SHIPPED_FILES.map(({ name }) => name),
    paths.map((path) => `law/${path}`),
  );
  const files = paths.map((path) => ({ name: `law/${path}`, text: readFileSync(join(FOLDER, path), 'utf8') }));
  assert.deepEqual(readLaw(files), book);
});

test('all 24 articles of the Measures are there, and every paragraph and item has an obligation or says what it is', () => {
  const articles = book.articles.filter((one) => one.instrument === 'measures');
  assert.deepEqual(
    articles.map(({ number }) => number),
    Array.from({ length: 24 }, (_, index) => String(index + 1)),
  );
  const told = new Set(obligations().map(({ part }) => part));
  assert.deepEqual(
    articles.flatMap(({ parts }) => parts.map(({ id }) => id)).filter((id) => !told.has(id)),
    [],
  );
});

test('every obligation is watched by a control or says who does what; duties say what proves them and what they cost', () => {
  for (const one of obligations()) assert.ok(one.controls.length > 0 || one.task !== null, one.id);
  const duties = obligations().filter(
    ({ kind, bound }) => (kind === 'duty' || kind === 'ban') && bound.includes('provider'),
  );
  assert.deepEqual(
    duties
      .filter(
        ({ instrument: id, modal, penalties, to }) =>
          modal === '应' && penalties.length === 0 && to === null && WITHOUT_PENALTY.every((name) => name !== id),
      )
      .map(({ id }) => id),
    [],
  );
});
/** Standards and notices have no penalty of their own that was seen. */
const WITHOUT_PENALTY = ['gbt45652', 'gbt45674', 'ondevice-notice', 'ethics-review'];

test('nothing is told more firmly than the place it stands in', () => {
  const order = ['official-text', 'second-hand', 'unverified'];
  for (const one of obligations()) {
    const { confidence } = instrument(one.instrument);
    // A single clause may have been seen where only reports tell of the rest, but nothing of what nobody saw.
    if (confidence === 'unverified') assert.equal(one.confidence, 'unverified', one.id);
    assert.ok(order.includes(one.confidence));
  }
  const known: readonly (readonly [id: string, confidence: string])[] = [
    ['measures:14.2', 'official-text'],
    ['gbt45654:abuse', 'unverified'],
    ['gbt45654:opt-out', 'unverified'],
    ['deep-synthesis:9', 'unverified'],
    ['algorithm:24.change', 'unverified'],
    ['sa2018:7', 'unverified'],
    ['xborder:paths', 'unverified'],
    ['incident:4', 'official-text'],
    ['algorithm:26', 'second-hand'],
  ];
  for (const [id, confidence] of known) assert.equal(obligation(id).confidence, confidence, id);
  assert.ok(find(book.penalties, 'penalty', 'csl:69').tiers.every((tier) => tier.confidence === 'unverified'));
});

test('the scope engine and the book say the same of a place that both know', () => {
  const byId = new Map(obligations().map((one) => [one.id, one]));
  const differing = SCOPE_SOURCES.filter(({ id, confidence }) => {
    const known = byId.get(id);
    return known !== undefined && known.confidence !== confidence;
  });
  assert.deepEqual(
    differing.map(({ id }) => id),
    [],
  );
});

const DAYS: readonly (readonly [day: string, holds: readonly string[], holdsNot: readonly string[]])[] = [
  ['2023-01-01', ['algorithm:24', 'csl-2017:21'], ['deep-synthesis:17', 'measures:14.1']],
  ['2023-01-10', ['deep-synthesis:17'], ['measures:14.1']],
  ['2023-08-14', [], ['measures:1', 'measures:14.1']],
  ['2023-08-15', ['measures:14.1', 'measures:10.minors'], ['labelling:4']],
  ['2025-10-31', ['labelling:4', 'tc260-003:text'], ['gbt45654:banks', 'incident:4']],
  ['2025-11-01', ['gbt45654:banks', 'incident:4'], ['tc260-003:text']],
  ['2025-12-31', ['csl-2017:24'], ['csl:26']],
  ['2026-01-01', ['csl:26'], ['csl-2017:24']],
  ['2026-07-14', [], ['order21:18']],
  ['2026-07-15', ['order21:18'], []],
];
for (const [day, holds, holdsNot] of DAYS)
  test(`on ${day} holds what binds then, and nothing else`, () => {
    const ids = new Set(applicableOn(day).obligations.map(({ id }) => id));
    assert.deepEqual(
      holds.filter((id) => !ids.has(id)),
      [],
    );
    assert.deepEqual(
      holdsNot.filter((id) => ids.has(id)),
      [],
    );
  });

test('the draft of 2023 never holds, and practice without a day is told apart', () => {
  for (const day of ['2023-04-11', '2023-07-13', '2026-11-26']) {
    const found = applicableOn(day);
    assert.ok(
      found.instruments.every(({ instrument: { id } }) => id !== 'draft-2023'),
      day,
    );
    assert.ok(
      found.obligations.every(({ from }) => from !== null),
      day,
    );
    assert.ok(
      found.undated.some(({ id }) => id === 'genai-notices:filing'),
      day,
    );
  }
});

const STATUSES: readonly (readonly [id: string, day: string, status: string])[] = [
  ['draft-2023', '2023-04-10', 'unissued'],
  ['draft-2023', '2023-04-11', 'draft'],
  ['draft-2023', '2023-07-13', 'never'],
  ['measures', '2023-07-12', 'unissued'],
  ['measures', '2023-07-13', 'pending'],
  ['measures', '2023-08-15', 'in-force'],
  ['csl-2017', '2025-12-31', 'in-force'],
  ['csl-2017', '2026-01-01', 'ended'],
  ['practice', '2026-01-01', 'undated'],
  ['minors-draft-2026', '2026-11-26', 'draft'],
];
for (const [id, day, status] of STATUSES)
  test(`${id} is ${status} on ${day}`, () => assert.equal(statusOn(instrument(id), day), status));

test('changes are told on their day, and between two days each once', () => {
  assert.deepEqual(
    changesOn('2026-01-01')?.end.map(({ id }) => id),
    ['csl-2017'],
  );
  assert.equal(changesOn('2026-01-02'), null);
  const days = changesBetween(book, '2025-08-31', '2026-01-01').map(({ date }) => date);
  assert.deepEqual(days, ['2025-09-01', '2025-11-01', '2025-12-02', '2026-01-01']);
  const whole = changesBetween(book, '2023-01-01', '2026-11-26').flatMap(({ obligationsBegin }) => obligationsBegin);
  const already = applicableOn('2023-01-01').obligations;
  assert.equal(new Set([...whole, ...already]).size, obligations().filter(({ from }) => from !== null).length);
});

const REFUSED: readonly (readonly [day: string, says: RegExp])[] = [
  ['2022-12-31', /2023-01-01 or later/],
  ['2026-02-30', /must be a day/],
  ['yesterday', /must be a day/],
];
for (const [day, says] of REFUSED)
  test(`${day} is refused by the name of the field`, () => {
    for (const ask of [() => applicableOn(day), () => changesOn(day)])
      assert.throws(
        ask,
        (error) => error instanceof HeguiError && says.test(error.message) && error.fields[0]?.path === 'date',
      );
  });

const MISREAD: readonly (readonly [article: string, misreading: string])[] = [
  ['measures:9', 'real-name'],
  ['measures:7', 'five-per-cent'],
  ['measures:21', 'fines'],
  ['measures:10', 'over-reliance-all'],
  ['measures:17', 'three-assessments'],
];
for (const [id, misreading] of MISREAD)
  test(`what is often said wrongly of ${id} stands with it: ${misreading}`, () =>
    assert.ok(find(book.misreadings, 'misreading', misreading).articles.includes(id)));

test('draft and final text are compared for each article of both', () => {
  const drafts = new Set(book.comparisons.flatMap(({ draftArticles }) => draftArticles));
  assert.equal(drafts.size, 21);
  const fine = find(book.comparisons, 'comparison', 'penalty');
  assert.match(fine.before?.en ?? '', /10,000 to 100,000/);
  assert.match(fine.after?.en ?? '', /no fine/);
});

test('an article is found by its id, by a part, and by a duty in it', () => {
  for (const id of ['measures:10', 'measures:10.minors']) assert.equal(article(id).id, 'measures:10');
  assert.equal(article('measures:14.2').id, 'measures:14');
  assert.throws(() => article('measures:25'), /the law has no article measures:25/);
});

test('an article is cited as people cite it', () => {
  assert.deepEqual(citation('csl#23'), { zh: '网络安全法第 23 条', en: 'Cybersecurity Law Art. 23' });
  assert.throws(() => citation('no-such-law#1'), { code: 'E_NOT_FOUND' });
});

test('words are found in either language, whatever their capitals, those in titles first', () => {
  const ids = (text: string) => searchLaw(book, text).map(({ id }) => id);
  assert.equal(ids('complaints MECHANISM')[0], 'measures:15');
  assert.ok(ids('显式标识').includes('labelling:4'));
  assert.ok(ids('labelling.coverage').includes('measures:12'));
  assert.deepEqual(ids('  '), []);
  assert.deepEqual(ids('禁词甲没有'), []);
});

test('drafts and ended instruments change no finding of the scope engine', () => {
  assert.ok(INSTRUMENTS.some(({ stage }) => stage === 'draft'));
  assert.ok(SCOPE_SOURCES.every((source) => source.instrument.stage === 'final'));
});

test('files of an operator come beside the shipped ones', () => {
  const own: LawFile = { name: 'own.json', text: '{"endings":[{"id":"measures:15","on":"2027-01-01"}]}' };
  const changed = readLaw([...SHIPPED_FILES, own]);
  assert.equal(find(changed.obligations, 'obligation', 'measures:15').to, '2027-01-01');
  assert.equal(obligation('measures:15').to, null);
});
