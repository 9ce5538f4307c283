import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { checkProperty } from '../testing/check-stream.ts';
import { SentenceBits } from './sentence-bits.ts';

it('keeps the bits of each combination in its last sentence, however many there are and whatever is forgotten', (t) => {
  const combination = fc.oneof(fc.nat(9), fc.nat(300));
  const step = fc.record({ combination, bit: fc.nat(31), ends: fc.integer({ min: 0, max: 9 }) });
  checkProperty(
    t,
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const bits = new SentenceBits();
      const known = new Map<number, { readonly sentence: number; readonly bits: number }>();
      let sentence = 0;
      for (const { combination: one, bit, ends } of steps) {
        if (ends === 0) {
          sentence += 1;
          bits.forgetBefore(sentence);
        }
        const last = known.get(one);
        const before = last?.sentence === sentence ? last.bits : 0;
        assert.equal(bits.note(one, sentence, 1 << bit), before);
        known.set(one, { sentence, bits: before | (1 << bit) });
        for (const [other, { sentence: of, bits: all }] of known)
          assert.equal(bits.bitsOf(other, sentence), of === sentence ? all : 0);
      }
    }),
    60,
  );
});
