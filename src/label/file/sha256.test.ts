import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256Hex } from './sha256.ts';
import { bytesSource } from './source.ts';

const expected = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('SHA-256 is what OpenSSL makes of bytes of every length', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      assert.equal(await sha256Hex(bytesSource(bytes)), expected(bytes));
    }),
  );
});

test('a file of several pieces gives one sum', async () => {
  const bytes = new Uint8Array(600_001).map((_, index) => index * 7);
  assert.equal(await sha256Hex(bytesSource(bytes)), expected(bytes));
});
