import { foldHanNumeral, foldUnit, isInvisible, isSeparator, MATH_HIGH } from './characters.ts';
import type { View } from './kinds.ts';
import { provinceOf } from './provinces.ts';
import { SEPARATORS_MAX } from './run.ts';
import { AREA_SHAPES, LOCAL_SHAPES, MOBILE_SHAPES } from './telephone-matchers.ts';

const ZERO = 0x30;
const NINE = 9;
/** Digits that are read: as many as tell a resident's province and century, and one more than the shortest number has. */
const DIGITS = 8;
const DIGITS_MIN = DIGITS - 1;
const CARD_GROUP_MIN = 4;

/**
 * How numbers are written in groups: by the gaps between the first eight digits, a bit each and the last one lowest, a bit for each
 * first digit that some number written so begins with.
 */
const firstsByGaps = Uint16Array.from({ length: 1 << DIGITS_MIN }, (_, gaps) => firstsOf(gaps));

function firstsOf(gaps: number): number {
  // Digits that all stand alone are read as one group, whichever number it is.
  if (gaps >>> 1 === (1 << (DIGITS_MIN - 1)) - 1) return firstDigits(0, NINE);
  const isAny = (shapes: readonly (readonly number[])[]): boolean => shapes.some((shape) => isShape(shape, gaps));
  return (
    (isAny(MOBILE_SHAPES) ? firstDigits(1, 1) : 0) |
    (isAny(AREA_SHAPES) ? firstDigits(0, 0) : 0) |
    (isAny(LOCAL_SHAPES) ? firstDigits(2, 8) : 0) |
    (isCard(gaps) ? firstDigits(2, NINE) : 0)
  );
}

/** A bit for each of these digits. */
function firstDigits(from: number, to: number): number {
  return (1 << (to + 1)) - (1 << from);
}

/** Is there a gap before the digit `index`? */
function hasGap(gaps: number, index: number): boolean {
  return ((gaps >>> (DIGITS_MIN - index)) & 1) !== 0;
}

/** Do the gaps stand where groups of these sizes have theirs, and one behind them, as far as there are digits? */
function isShape(shape: readonly number[], gaps: number): boolean {
  const ends = new Set(shape.map((_size, index) => shape.slice(0, index + 1).reduce((sum, size) => sum + size, 0)));
  const total = Math.max(...ends);
  for (let index = 1; index < DIGITS && index <= total; index += 1)
    if (hasGap(gaps, index) !== ends.has(index)) return false;
  return true;
}

/** Do all groups that end have as many digits as a card's have? */
function isCard(gaps: number): boolean {
  for (let index = 1, start = 0; index < DIGITS; index += 1) {
    if (!hasGap(gaps, index)) continue;
    if (index - start < CARD_GROUP_MIN) return false;
    start = index;
  }
  return true;
}

/**
 * May the digits from `at` on, with a mark among the first five, be a number? Told by the first eight and the gaps between them: most
 * digits with marks between them are none, and need not be read as each of them. What only a run reads may be anything.
 */
export function mayBeGrouped({ text, isEnd }: View, at: number): boolean {
  let digits = 0;
  // Four bits each, the last one lowest.
  let value = 0;
  let gaps = 0;
  let marks = 0;
  for (let index = at; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const digit = foldUnit(unit) - ZERO;
    if (digit >= 0 && digit <= NINE) {
      value = (value << 4) | digit;
      gaps = (gaps << 1) | (marks === 0 ? 0 : 1);
      marks = 0;
      digits += 1;
      if (digits === DIGITS) return mayBegin(value, gaps);
    } else {
      marks += 1;
      if (marks > SEPARATORS_MAX || !isSeparator(unit)) return digits >= DIGITS_MIN || isReadByRun(unit);
    }
  }
  return digits >= DIGITS_MIN || !isEnd;
}

/** May a number begin with these eight digits? */
function mayBegin(value: number, gaps: number): boolean {
  const first = value >>> 28;
  const second = (value >>> 24) & 0xf;
  if ((((firstsByGaps[gaps] ?? 0) >>> first) & 1) !== 0) return true;
  const century = value & 0xff;
  if ((century === 0x19 || century === 0x20) && provinceOf(first, second)) return true;
  // The country's code, and the beginning of 0086.
  return (first === 8 && second === 6) || (first === 0 && second === 0);
}

const isReadByRun = (unit: number): boolean => unit === MATH_HIGH || isInvisible(unit) || foldHanNumeral(unit) !== 0;
