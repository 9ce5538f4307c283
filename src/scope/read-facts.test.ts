import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeguiError } from '../kernel/errors.ts';
import { CHOICES, LISTS, NUMBERS, readFacts } from './index.ts';
import { findingsOf, SERVICE } from './testing/service.ts';

/** The fields that reading refuses, with what they say. */
function refusedOf(facts: unknown): Readonly<Record<string, string>> {
  try {
    readFacts(facts);
  } catch (error) {
    assert.ok(error instanceof HeguiError && error.code === 'E_REQUEST_INVALID');
    return Object.fromEntries(error.fields.map(({ path, message }) => [path, message]));
  }
  return {};
}

test('every word of every choice and list is taken, and another is refused with all that are allowed', () => {
  for (const [fact, values] of Object.entries({ ...CHOICES, ...LISTS })) {
    for (const value of values) assert.deepEqual(refusedOf({ [fact]: fact in LISTS ? [value] : value }), {}, fact);
    const message = refusedOf({ [fact]: fact in LISTS ? ['elsewhere'] : 'elsewhere' })[fact] ?? '';
    for (const value of values) assert.ok(message.includes(String(value)), `${fact}: ${message}`);
  }
});

test('a yes or no in quotes, a word in a list, a text for a number: wrong types are refused by name', () => {
  assert.deepEqual(
    Object.keys(
      refusedOf({
        generative_ai: 'true',
        channel: 'app',
        outputs: [1],
        pi_persons: '5',
        minors: ['target'],
        extra: [],
      }),
    ).toSorted(),
    ['channel', 'extra', 'generative_ai', 'minors', 'outputs', 'pi_persons'],
  );
});

test('numbers end where they make sense, the ends included', () => {
  for (const [fact, { max }] of Object.entries(NUMBERS)) {
    const [group, member] = fact.split('.');
    const factsOf = (value: unknown) =>
      member === undefined ? { [fact]: value } : { [group ?? '']: { [member]: value } };
    for (const value of [0, max]) assert.deepEqual(refusedOf(factsOf(value)), {}, `${fact} ${value}`);
    for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1'])
      assert.deepEqual(Object.keys(refusedOf(factsOf(value))), [fact], `${fact} ${value}`);
  }
  assert.deepEqual(
    Object.keys(refusedOf({ users_registered: 1.5, foreign_equity_pct: 100.1, extra: { source_illegal_share: 1.01 } })),
    ['users_registered', 'foreign_equity_pct', 'extra.source_illegal_share'],
  );
});

test('an unknown fact is refused with the facts there are, names of every object among them', () => {
  for (const name of ['audiance', 'constructor', 'toString', 'extra.leak_persons'])
    assert.match(refusedOf({ [name]: 1 })[name] ?? '', /is no fact; .*audience/);
});

test('what is no object is refused as a whole', () => {
  for (const given of [null, [], 'text', 1, undefined]) assert.deepEqual(Object.keys(refusedOf(given)), ['facts']);
});

test('null leaves a fact unknown; an unknown extra is named as not used and changes nothing', () => {
  assert.deepEqual(refusedOf(Object.fromEntries(Object.keys(SERVICE).map((name) => [name, null]))), {});
  const plain = findingsOf(SERVICE);
  const { reasons, ...found } = findingsOf({ ...SERVICE, extra: { moon_phase: 'full' } });
  assert.match(reasons[0]?.en ?? '', /extra\.moon_phase/);
  assert.deepEqual({ ...found, reasons: reasons.slice(1) }, plain);
});

test('what is said about the audience is shown and decides nothing', () => {
  const { reasons, ...found } = findingsOf({ ...SERVICE, audience_detail: 'own staff only' });
  assert.match(reasons[0]?.en ?? '', /own staff only/);
  assert.deepEqual({ ...found, reasons: reasons.slice(1) }, findingsOf(SERVICE));
});

test('upstreams may be told by number, by name or by yes and no', () => {
  const routeOf = (upstreams: unknown) =>
    findingsOf({ ...SERVICE, extra: { upstreams_foreign: upstreams } }).genai_route;
  assert.deepEqual([0, false, [], null, 2, true, ['甲']].map(routeOf), [
    'filing',
    'filing',
    'filing',
    'filing',
    'blocked',
    'blocked',
    'blocked',
  ]);
});
