import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatEstimate, formatShare } from './format.ts';

test('an estimate never looks certain', () => {
  assert.deepEqual([0, 0.004, 0.5, 0.996, 1].map(formatEstimate), ['1 %', '1 %', '50 %', '99 %', '99 %']);
});

test('shares and sizes are short', () => {
  assert.deepEqual([formatShare(0.79899), formatBytes(177_189, 'en')], ['79.9 %', '173 KiB']);
});
