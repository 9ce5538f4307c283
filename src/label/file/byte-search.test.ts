import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { byteSearch } from './byte-search.ts';
import { latin1 } from './bytes.ts';

test('a needle is found where a plain search finds it first, at every place and among what is nearly it', (t) => {
  const random = seededRandom(describeSeed(t));
  for (const needle of ['aab', 'abab', '/C2PA_Manifest', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab']) {
    const search = byteSearch(latin1(needle));
    for (let at = 0; at < 3 * needle.length; at += 1) {
      const text = `${'-'.repeat(at)}${needle}${'-'.repeat(at % 5)}`;
      assert.equal(search(latin1(text)), at);
      assert.equal(search(latin1(text.slice(0, at + needle.length - 1))), -1);
    }
    const letters = [...new Set(needle)];
    for (let run = 0; run < 500; run += 1) {
      const picked = Array.from({ length: run }, () => letters[Math.floor(random() * letters.length)]);
      if (random() < 0.5) picked.splice(Math.floor(random() * run), 0, needle);
      const text = picked.join('');
      assert.equal(search(latin1(text)), text.indexOf(needle));
    }
  }
});

test('a needle that it could miss is refused', () => {
  for (const length of [0, 2, 32]) assert.throws(() => byteSearch(new Uint8Array(length)), RangeError);
});
