import { luhnLengths } from './checksums.ts';
import { hasContext } from './context.ts';
import type { Attempt } from './kinds.ts';
import {
  areDigits,
  attempt,
  better,
  canReach,
  isAfterDecimalPoint,
  isAfterMoney,
  isAllSingle,
  isAmount,
  type NumberStart,
  type Reading,
} from './number-attempt.ts';
import type { Run } from './run.ts';

const ZERO = 0x30;
const TWO = 0x32;
const NINE = 0x39;
const CARD_DIGITS_MIN = 15;
const CARD_DIGITS_MAX = 19;
/** Digits by which cards are told apart. */
const PREFIX_DIGITS = 4;

interface CardLengths {
  readonly plain: readonly number[];
  /** Those and others that the words before vouch for. */
  readonly named: readonly number[];
}

/** Lengths that cards with this beginning have. */
function lengthsOf(prefix: string, isNamed: boolean): number[] {
  const is = (pattern: RegExp): boolean => pattern.test(prefix);
  if (is(/^(?:6(?:2|$)|8(?:1|$))/)) return [19, 18, 17, 16];
  if (is(/^(?:60|6$|95|9$)/)) return isNamed ? [19, 16] : [19];
  if (is(/^4(?:3|$)(?:6|$)(?:7|$)/)) return [19, 16];
  if (is(/^(?:4|5(?:[1-5]|$)|35|65)/) || is(/^2(?:2(?:2[1-9]|[3-9])|[3-6]|7[01]|720)/))
    return isNamed ? [19, 16] : [16];
  if (is(/^(?:2|3|22|27|72|222|272)$/)) return [16, 15];
  if (is(/^3[47]/)) return [15];
  return isNamed && is(/^[3-9]/) ? [19, 18, 17, 16] : [];
}

/** By the first digits, those asked for so far: there are some ten thousand. */
const known = new Map<number, CardLengths>();

function cardLengths(run: Run): CardLengths {
  // A one before them tells 22 and 0022 apart.
  let key = 1;
  for (let index = 0; index < Math.min(PREFIX_DIGITS, run.count); index += 1) key = 10 * key + run.code(index) - ZERO;
  const before = known.get(key);
  if (before !== undefined) return before;
  const prefix = String(key).slice(1);
  const lengths = { plain: lengthsOf(prefix, false), named: lengthsOf(prefix, true) };
  known.set(key, lengths);
  return lengths;
}

const CARD: Reading = {
  kind: 'bank-card',
  canBegin: () => true,
  canGroup: canGroupCard,
  judge: ({ view }, _from, end) => (isAmount(view, end) ? null : { score: 0.75, isConfirmed: true }),
};
const GROUP_DIGITS_MIN = 4;

function canGroupCard(run: Run, from: number, count: number): boolean {
  return isAllSingle(run, from, count) || hasWideGroups(run, from, count);
}

/** Do all groups but the last have four digits or more? */
function hasWideGroups(run: Run, from: number, count: number): boolean {
  let start = from;
  for (let index = from + 1; index < from + count; index += 1) {
    if (!run.hasGap(index)) continue;
    if (index - start < GROUP_DIGITS_MIN) return false;
    start = index;
  }
  return true;
}

/** A bank card: Luhn's check digit, and a length that cards with this beginning have. */
export function matchBankCard(start: NumberStart): Attempt {
  const { view, at, run } = start;
  const first = run.code(0);
  if (first < TWO || first > NINE || !canReach(start, CARD_DIGITS_MIN) || !areDigits(run, CARD_DIGITS_MIN)) return null;
  // Most digits with marks between them stand in groups that no card has.
  if (!canGroupCard(run, 0, Math.min(CARD_DIGITS_MIN, run.count))) return null;
  const { plain, named } = cardLengths(run);
  const right = luhnLengths(run, Math.min(run.digits, CARD_DIGITS_MAX));
  const asNamed = longestCard(start, named, right);
  if (asNamed === null || isAfterMoney(view, at) || isAfterDecimalPoint(view, at)) return null;
  if (hasContext(view.text, at, 'card')) return asNamed === 'live' ? asNamed : { ...asNamed, score: 0.95 };
  const found = longestCard(start, plain, right);
  return found === null || hasContext(view.text, at, 'business') ? null : found;
}

/** The longest card among these lengths; `right` has a bit for each length that Luhn's sum agrees with. */
function longestCard(start: NumberStart, lengths: readonly number[], right: number): Attempt {
  const { run } = start;
  let found: Attempt = null;
  for (const count of lengths) {
    const isKnown = run.count >= count;
    if (run.digits < Math.min(run.count, count) || (isKnown && ((right >>> count) & 1) === 0)) continue;
    found = better(found, attempt(start, CARD, 0, count));
  }
  return found;
}
