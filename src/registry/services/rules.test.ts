import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultPolicy } from '../../contract/index.ts';
import { applyChange, digestPolicy, isPolicyChangeOnly, requireDistinct, type ServiceChange } from './rules.ts';

const STATE = {
  name: '客服',
  modelCode: '0001',
  policy: defaultPolicy,
  policyVersion: 3,
  upstreamIds: ['ups_a', 'ups_b'],
  wordListIds: ['lst_a'],
};

const CHANGES: readonly (readonly [title: string, change: ServiceChange, isChanged: boolean])[] = [
  ['nothing', {}, false],
  ['the same name', { name: '客服' }, false],
  ['the same policy', { policy: structuredClone(defaultPolicy), policyVersion: 3 }, false],
  ['another name', { name: '助手' }, true],
  ['another mask', { policy: { ...defaultPolicy, mask: '#' }, policyVersion: 3 }, true],
  ['another order of upstreams', { upstreamIds: ['ups_b', 'ups_a'] }, true],
  ['the same lists', { wordListIds: ['lst_a', 'lst_a'] }, false],
  ['no list of its own', { wordListIds: [] }, true],
];
for (const [title, change, isChanged] of CHANGES) {
  test(`${title}: the version ${isChanged ? 'rises by one' : 'stays'}`, () => {
    assert.equal(applyChange(STATE, change)?.policyVersion, isChanged ? 4 : undefined);
  });
}

test('a change made from another version is refused, even when it would change nothing', () => {
  for (const policyVersion of [2, 4]) {
    assert.throws(() => applyChange(STATE, { policyVersion }), { code: 'E_CONFLICT' });
  }
});

test('the digest of a policy does not depend on the order of its members', () => {
  const reversed = Object.fromEntries(Object.entries(defaultPolicy).reverse());
  assert.equal(digestPolicy({ ...defaultPolicy, ...reversed }), digestPolicy(defaultPolicy));
  assert.notEqual(digestPolicy({ ...defaultPolicy, mask: '#' }), digestPolicy(defaultPolicy));
});

test('screening and answers are for compliance officers; name, code and route are not', () => {
  assert.equal(isPolicyChangeOnly({ policy: defaultPolicy, policyVersion: 1, wordListIds: [] }), true);
  for (const change of [{ name: 'x' }, { modelCode: '0002' }, { upstreamIds: [] }]) {
    assert.equal(isPolicyChangeOnly(change), false);
  }
});

test('an id that stands twice is refused at its place', () => {
  assert.throws(() => requireDistinct(['a', 'b', 'a'], 'upstreamIds'), /upstreamIds\.2/);
});
