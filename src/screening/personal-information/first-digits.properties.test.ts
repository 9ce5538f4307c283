import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { checkProperty } from '../testing/check-stream.ts';
import { matchBankCard } from './card-matcher.ts';
import { foldUnit } from './characters.ts';
import { mayBeGrouped } from './first-digits.ts';
import type { Attempt, View } from './kinds.ts';
import { better, type NumberStart } from './number-attempt.ts';
import { matchOldResidentId, matchQq, matchResidentId } from './number-matchers.ts';
import { Run } from './run.ts';
import { matchLandline, matchMobile } from './telephone-matchers.ts';
import { MAY_BE_WORD, wordGatesOf } from './word-gates.ts';

const MATCHERS: readonly ((start: NumberStart) => Attempt)[] = [
  matchResidentId,
  matchOldResidentId,
  matchMobile,
  matchLandline,
  matchBankCard,
  matchQq,
];

function readAt(view: View, at: number, hasNumerals = false): Attempt {
  const run = new Run(hasNumerals);
  run.open(view);
  const start = { view, at, run: run.moveTo(at) };
  return MATCHERS.reduce<Attempt>((found, match) => better(found, match(start)), null);
}

/** The digits with the check digit that a matcher agrees with. */
function checked(digits: string): string {
  const found = [...'0123456789X'].find((last) => readAt({ text: digits + last, isEnd: true }, 0) !== null);
  return digits + (found ?? '');
}

interface Numbered {
  readonly label: string;
  readonly digits: string;
  readonly shapes: readonly (readonly number[])[];
}

const numbers: readonly Numbered[] = [
  {
    label: '',
    digits: checked('11010119900307123'),
    shapes: [
      [6, 8, 4],
      [3, 3],
      [1, 2, 9],
      [2, 7],
    ],
  },
  {
    label: '',
    digits: checked('34010120050307123'),
    shapes: [
      [4, 4, 4, 4],
      [5, 1, 3],
      [1, 9],
    ],
  },
  { label: '身份证', digits: '110101900307123', shapes: [[6, 6, 3]] },
  {
    label: '',
    digits: '13800138000',
    shapes: [
      [3, 4, 4],
      [4, 3, 4],
      [4, 4, 3],
      [3, 3, 5],
      [3, 8],
    ],
  },
  {
    label: '',
    digits: '8613800138000',
    shapes: [
      [2, 11],
      [2, 3, 4, 4],
      [2, 3, 8],
    ],
  },
  {
    label: '',
    digits: '008613800138000',
    shapes: [
      [4, 11],
      [2, 2, 11],
      [4, 3, 4, 4],
    ],
  },
  {
    label: '',
    digits: '01062345678',
    shapes: [
      [3, 8],
      [3, 4, 4],
    ],
  },
  {
    label: '',
    digits: '075562345678',
    shapes: [
      [4, 8],
      [4, 4, 4],
    ],
  },
  {
    label: '',
    digits: '03122345678',
    shapes: [
      [4, 7],
      [4, 3, 4],
    ],
  },
  { label: '电话', digits: '62345678', shapes: [[4, 4]] },
  { label: '电话', digits: '2345678', shapes: [[3, 4]] },
  {
    label: '',
    digits: checked('622202020012345'),
    shapes: [
      [4, 4, 4, 4],
      [4, 12],
    ],
  },
  {
    label: '卡号',
    digits: checked('955880020012345678'),
    shapes: [
      [4, 4, 4, 4, 3],
      [4, 15],
    ],
  },
];

function grouped(digits: string, sizes: readonly number[], marks: readonly string[]): string {
  let text = '';
  let at = 0;
  for (const [index, size] of sizes.entries()) {
    if (at >= digits.length) break;
    text += (at === 0 ? '' : (marks[index % marks.length] ?? '')) + digits.slice(at, at + size);
    at += size;
  }
  return at < digits.length ? text + (marks[0] ?? '') + digits.slice(at) : text;
}

const mark = fc.constantFrom(' ', '-', '  ', ' - ', '_', '.', ' \u200b', '\u3000');
const value = fc
  .constantFrom(...numbers)
  .chain((number) =>
    fc.tuple(
      fc.constant(number),
      fc.oneof(
        fc.constantFrom(...number.shapes),
        fc.constant(Array<number>(20).fill(1)),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 }),
      ),
      fc.array(mark, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('', '。', ' ', ' 1', 'a', '-', '元', '    '),
    ),
  )
  .map(([{ label, digits, shapes: _ }, sizes, marks, behind]) => ({
    label,
    text: label + grouped(digits, sizes, marks) + behind,
  }));

it('every way of writing a number is among those a number may be written in', () => {
  for (const { label, digits, shapes } of numbers)
    for (const sizes of [...shapes, Array<number>(20).fill(1)])
      for (const marks of [[' '], ['-'], [' - '], [' ', '.', ' ']]) {
        const text = `${label}${grouped(digits, sizes, marks)}。`;
        for (const whole of [text, text.slice(0, -1)])
          assert.ok(wordGatesOf({ text: whole, isEnd: true }, label.length, true) & MAY_BE_WORD.number, whole);
      }
});

it('digits that may be no number are none, and are waited for no longer', (t) => {
  let found = 0;
  checkProperty(
    t,
    fc.property(value, fc.boolean(), fc.nat(40), ({ label, text }, isEnd, cut) => {
      const view = { text: isEnd ? text : text.slice(0, Math.max(label.length + 1, text.length - cut)), isEnd };
      for (let at = label.length; at < view.text.length; at += 1) {
        if (foldUnit(view.text.charCodeAt(at)) === 0 || foldUnit(view.text.charCodeAt(at - 1)) !== 0) continue;
        const attempt = readAt(view, at);
        if (attempt !== null) found += 1;
        if ((wordGatesOf(view, at, true) & MAY_BE_WORD.number) === 0)
          assert.equal(attempt, null, `${JSON.stringify(view)} at ${at}`);
      }
    }),
    2_000,
  );
  assert.ok(found > 1_000, `numbers among them: ${found}`);
});

it('what only a run reads may be a number', () => {
  for (const text of ['1 三800138000', '1 \u200b3800138000', '1 \ud835\udfd1800138000'])
    assert.ok(mayBeGrouped({ text, isEnd: true }, 0), text);
  for (const text of ['1 2。', '1 2', '12 34 56', '1 a', '12 34 5678901', '98 7 654 321'])
    assert.ok(!mayBeGrouped({ text, isEnd: true }, 0), text);
});
