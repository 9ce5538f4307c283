import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unmatchedKeys, unmatchedValues } from './define-texts.ts';
import { namespaces } from './namespaces.ts';

for (const [name, texts] of Object.entries(namespaces)) {
  test(`the texts of ${name} have the same keys in Chinese and English`, () => {
    assert.deepEqual(unmatchedKeys(texts.zh, texts.en), []);
  });

  test(`the texts of ${name} fill in the same values in Chinese and English`, () => {
    assert.deepEqual(unmatchedValues(texts.zh, texts.en), []);
  });
}

test('a key that only one language has is found', () => {
  assert.deepEqual(unmatchedKeys({ a: { b: '甲', c: '乙' } }, { a: { b: 'A' }, d: 'D' }), ['a.c', 'd']);
});

test('a value that only one language fills in is found', () => {
  assert.deepEqual(unmatchedValues({ a: '共 {{total}} 条' }, { a: 'All' }), ['a']);
});
