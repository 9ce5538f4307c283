import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutWindows, WindowCutter } from './windows.ts';

const SIZES = { windowChars: 10, overlapChars: 3 };

test('windows overlap, cover the whole text, and only the last is the last', () => {
  assert.deepEqual(
    cutWindows('0123456789abcdefghij', SIZES).map(({ from, to, text, isLast }) => [from, to, text, isLast]),
    [
      [0, 10, '0123456789', false],
      [7, 17, '789abcdefg', false],
      [14, 20, 'efghij', true],
    ],
  );
  assert.deepEqual(cutWindows('', SIZES), []);
  assert.equal(cutWindows('0123456789', SIZES)[0]?.isLast, true);
});

test('where windows lie depends on the text alone, not on its pieces; no character is cut in two', () => {
  const run = fc.property(
    fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 12 }),
    fc.integer({ min: 4, max: 14 }),
    fc.integer({ min: 0, max: 6 }),
    (pieces, windowChars, overlap) => {
      const sizes = { windowChars, overlapChars: Math.min(overlap, Math.floor(windowChars / 2)) };
      const text = pieces.join('');
      const whole = cutWindows(text, sizes);
      const units = new WindowCutter(sizes);
      const byUnit = [...text.split('').flatMap((unit) => units.push(unit)), ...units.end()];
      const cutter = new WindowCutter(sizes);
      const byPiece = [...pieces.flatMap((piece) => cutter.push(piece)), ...cutter.end()];
      assert.deepEqual(byPiece, whole);
      assert.deepEqual(byUnit, whole);
      let covered = 0;
      for (const window of whole) {
        assert.ok(window.from <= covered && window.to > covered);
        assert.equal(window.text, text.slice(window.from, window.to));
        if (text.isWellFormed()) assert.ok(window.text.isWellFormed(), JSON.stringify(window.text));
        covered = window.to;
      }
      assert.equal(covered, text.length);
    },
  );
  fc.assert(run, { numRuns: 400 });
});
