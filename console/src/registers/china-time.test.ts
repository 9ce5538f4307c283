import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chinaInput, chinaMinute, fromChinaInput } from './china-time.ts';

test('a minute in China is told and read alike, wherever the reader is', () => {
  const at = '2026-11-26T18:30:00.000Z';
  assert.equal(chinaMinute(at), '2026-11-27 02:30');
  assert.equal(fromChinaInput(chinaInput(at)), at);
  assert.equal(chinaMinute('2026-11-26T16:00:00.000Z'), '2026-11-27 00:00');
  assert.equal(fromChinaInput(''), undefined);
});
