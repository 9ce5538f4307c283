import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { test } from 'node:test';
import { Passwords } from './passwords.ts';
import { codeOf } from './testing/staff-fixture.ts';

const fill = (bytes: Uint8Array): void => void randomFillSync(bytes);
const CHEAP = { N: 2 ** 10, r: 8, p: 1 };

test('a stored password says how it was made, with the promised cost, and opens for itself alone', async () => {
  const passwords = new Passwords(fill);
  const stored = await passwords.hash('correct horse');
  assert.match(stored, /^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  assert.equal(await passwords.isRight(stored, 'correct horse'), true);
  assert.equal(await passwords.isRight(stored, 'correct horse '), false);
});

test('a password typed with composed or decomposed accents is the same password', async () => {
  const passwords = new Passwords(fill, CHEAP);
  assert.equal(await passwords.isRight(await passwords.hash('caf\u00e9 caf\u00e9'), 'cafe\u0301 cafe\u0301'), true);
});

test('without an account no password is right, and finding that out costs as much as with one', async () => {
  const passwords = new Passwords(fill, { N: 2 ** 13, r: 8, p: 1 });
  const stored = await passwords.hash('something');
  const fastestMs = async (hash: string | null): Promise<number> => {
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      const beganMs = performance.now();
      assert.equal(await passwords.isRight(hash, 'anything'), false);
      times.push(performance.now() - beganMs);
    }
    return Math.min(...times);
  };
  const [known, unknown] = [await fastestMs(stored), await fastestMs(null)];
  assert.ok(unknown > known / 3, `${unknown} ms without an account, ${known} ms with one`);
});

test('of many checks at once two run, sixteen wait, and the rest are told to come back', async () => {
  const passwords = new Passwords(fill, CHEAP);
  const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(passwords.isRight(null, 'x'))));
  assert.equal(codes.filter((code) => code === 'E_RATE_LIMITED').length, 2);
  assert.equal(await passwords.isRight(null, 'x'), false, 'and afterwards there is room again');
});
