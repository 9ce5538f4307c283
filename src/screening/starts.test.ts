import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { CLASS_INVISIBLE, CLASS_INVISIBLE_PAIR, CLASS_SEPARATOR, FIRST_SYMBOL } from './alphabet.ts';
import { OPEN_PLACE, Starts } from './starts.ts';
import { checkProperty } from './testing/check-stream.ts';

const classes = new Uint16Array(0x1_0000);
for (const [character, symbolClass] of [
  ['甲', FIRST_SYMBOL],
  ['乙', FIRST_SYMBOL + 1],
  ['.', CLASS_SEPARATOR],
  ['\u200b', CLASS_INVISIBLE],
  ['\u{e0100}'.slice(0, 1), CLASS_INVISIBLE_PAIR],
  ['\u{1f232}'.slice(0, 1), FIRST_SYMBOL],
  // Of a pair that counts only the first half does; the second half of the invisible one would count by itself.
  ['\u{e0100}'.slice(1), FIRST_SYMBOL],
] as const)
  classes[character.charCodeAt(0)] = symbolClass;

const text = fc
  .array(fc.constantFrom('甲', '乙', '甲乙', '.', '\u200b', '\u{e0100}', '\u{1f232}', '丙'), {
    minLength: 40,
    maxLength: 300,
  })
  .map((parts) => parts.join(''));
const questions = fc.array(
  fc.record({
    step: fc.nat(12),
    share: fc.double({ min: 0.3, max: 1, noNaN: true }),
    row: fc.constantFrom(0, OPEN_PLACE),
    isBack: fc.nat(19),
  }),
  { minLength: 1, maxLength: 40 },
);

/** Where each symbol stands. */
function symbolsOf(whole: string): number[] {
  const found: number[] = [];
  for (let at = 0; at < whole.length; at += 1) {
    const symbolClass = classes[whole.charCodeAt(at)] ?? 0;
    if (symbolClass === CLASS_INVISIBLE_PAIR) at += 1;
    else if (symbolClass >= FIRST_SYMBOL) found.push(at);
  }
  return found;
}

it('a start is so many symbols before the end, whatever was asked before and however much of the text is still there', (t) => {
  checkProperty(
    t,
    fc.property(text, questions, (whole, all) => {
      const starts = new Starts();
      const symbols = symbolsOf(whole);
      let count = 0;
      for (const { step, share, row, isBack } of all) {
        // A cut reads the last piece once more.
        count = Math.min(symbols.length, Math.max(1, isBack === 0 ? count - step : count + step));
        const end = (symbols[count - 1] ?? 0) + 1;
        const asked = 1 + Math.floor(share * (count - 1));
        const start = symbols[count - asked] ?? 0;
        // Nothing before the start has to be there any more.
        const origin = isBack % 2 === 0 ? 0 : start;
        assert.equal(starts.find(classes, whole.slice(origin), origin, end, asked, row), start);
      }
    }),
    1_000,
  );
});
