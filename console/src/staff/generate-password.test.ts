import assert from 'node:assert/strict';
import { test } from 'node:test';
import { passwordSchema } from '../../../src/contract/staff.ts';
import { generatePassword } from './generate-password.ts';

test('a generated password is one that the server accepts', () => {
  assert.ok(passwordSchema.safeParse(generatePassword((bytes) => bytes.fill(255))).success);
});

test('each of the 32 characters stands for eight of the 256 byte values, so that none is likelier', () => {
  const counts = new Map<string, number>();
  for (let value = 0; value < 256; value += 1) {
    const first = generatePassword((bytes) => bytes.fill(value)).charAt(0);
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  assert.deepEqual([...new Set(counts.values())], [8]);
  assert.equal(counts.size, 32);
});

test('different random bytes give different passwords', () => {
  assert.notEqual(
    generatePassword((bytes) => bytes.fill(1)),
    generatePassword((bytes) => bytes.fill(2)),
  );
});
