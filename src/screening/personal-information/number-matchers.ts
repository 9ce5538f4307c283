import { isCreditChecksumRight, isCreditCode, isResidentChecksumRight } from './checksums.ts';
import { hasContext } from './context.ts';
import type { Attempt } from './kinds.ts';
import {
  anyGroups,
  areDigits,
  attempt,
  canBeOneGroup,
  canReach,
  fitsShapes,
  isAmount,
  isOneGroup,
  type NumberStart,
  type Reading,
} from './number-attempt.ts';
import { provinceBeginsWith, provinceOf } from './provinces.ts';
import type { Run } from './run.ts';

const ZERO = 0x30;
const X = 0x58;
const YEAR_FIRST = 1900;
const YEAR_LAST = 2099;
const digitAt = (run: Run, index: number): number => run.code(index) - ZERO;

/** May the symbols from `index` on, of `known` in all, begin a region? */
function isRegionPrefix(run: Run, index: number, known: number): boolean {
  if (known <= index) return true;
  const first = digitAt(run, index);
  return known === index + 1 ? provinceBeginsWith(first) : provinceOf(first, digitAt(run, index + 1));
}

/** Could the digits from `index` on begin a year, as far as there are `known` symbols? */
function isYearPrefix(run: Run, index: number, known: number): boolean {
  let least = 0;
  let most = 0;
  for (let place = index; place < index + 4; place += 1) {
    least = least * 10 + (place < known ? digitAt(run, place) : 0);
    most = most * 10 + (place < known ? digitAt(run, place) : 9);
  }
  return most >= YEAR_FIRST && least <= YEAR_LAST;
}

/** Could the digits from `index` on begin a month and a day of the year given, as far as there are `known` symbols? */
function isDayPrefix(run: Run, index: number, known: number, year: () => number): boolean {
  if (known <= index) return true;
  const tens = digitAt(run, index);
  if (known === index + 1) return tens <= 1;
  const month = 10 * tens + digitAt(run, index + 1);
  if (month < 1 || month > 12) return false;
  if (known <= index + 2) return true;
  const dayTens = digitAt(run, index + 2);
  if (known === index + 3) return dayTens <= 3;
  const day = 10 * dayTens + digitAt(run, index + 3);
  return day >= 1 && day <= daysIn(year(), month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function numberAt(run: Run, index: number, count: number): number {
  let value = 0;
  for (let place = index; place < index + count; place += 1) value = value * 10 + digitAt(run, place);
  return value;
}

/** `yyyymmdd` from the symbol `index` on. */
const isDatePrefix = (run: Run, index: number, known: number): boolean =>
  isYearPrefix(run, index, known) && isDayPrefix(run, index + 4, known, () => numberAt(run, index, 4));
/** `yymmdd` of the twentieth century. */
const isShortDatePrefix = (run: Run, index: number, known: number): boolean =>
  isDayPrefix(run, index + 2, known, () => YEAR_FIRST + numberAt(run, index, 2));

const isCheckDigit = (run: Run, index: number, known: number): boolean =>
  known <= index || run.isDigit(index) || run.code(index) === X;

const RESIDENT_ID: Reading = {
  kind: 'resident-id',
  canBegin: (run, _from, known) =>
    isRegionPrefix(run, 0, known) && areDigits(run, 17) && isDatePrefix(run, 6, known) && isCheckDigit(run, 17, known),
  canGroup: anyGroups,
  judge: ({ view, at, run }) => {
    if (!isResidentChecksumRight(run)) return null;
    return { score: hasContext(view.text, at, 'identity') ? 0.99 : 0.95, isConfirmed: true };
  },
};

/** A resident identity number of 18 characters: region, date of birth and check digit hold. (GB 11643) */
export function matchResidentId(start: NumberStart): Attempt {
  return canReach(start, 18) ? attempt(start, RESIDENT_ID, 0, 18) : null;
}

const OLD_RESIDENT_SHAPES = [[15], [6, 6, 3]];
const OLD_RESIDENT_ID: Reading = {
  kind: 'resident-id',
  canBegin: (run, _from, known) =>
    isRegionPrefix(run, 0, known) && areDigits(run, 15) && isShortDatePrefix(run, 6, known),
  canGroup: (run, from, known, isComplete) => fitsShapes(OLD_RESIDENT_SHAPES, run, from, known, isComplete),
  judge: () => ({ score: 0.8, isConfirmed: false }),
};

/** The number of 15 digits used until 1999 has no check digit, so it counts only where the words before name it. */
export function matchOldResidentId(start: NumberStart): Attempt {
  if (!canReach(start, 15)) return null;
  const found = attempt(start, OLD_RESIDENT_ID, 0, 15);
  return found !== null && hasContext(start.view.text, start.at, 'identity') ? found : null;
}

const FOREIGNER_ID: Reading = {
  kind: 'foreigner-residence-id',
  canBegin: (run, _from, known) =>
    isRegionPrefix(run, 1, known) && areDigits(run, 17) && isDatePrefix(run, 6, known) && isCheckDigit(run, 17, known),
  canGroup: isOneGroup,
  judge: ({ run }) => (isResidentChecksumRight(run) ? { score: 0.95, isConfirmed: true } : null),
};

/** The foreigners' permanent residence number of 18 digits, which begins with 9 and has the resident's check digit. */
export function matchForeignerId(start: NumberStart): Attempt {
  if (start.run.code(0) !== 0x39 || !canBeOneGroup(start, 18)) return null;
  return attempt(start, FOREIGNER_ID, 0, 18);
}

const isLetterAt = (run: Run, index: number): boolean => run.code(index) >= 0x41;

const OLD_FOREIGNER_ID: Reading = {
  kind: 'foreigner-residence-id',
  canBegin: (run, _from, known) => {
    for (let index = 0; index < known; index += 1) if (isLetterAt(run, index) !== index < 3) return false;
    return isRegionPrefix(run, 3, known) && isShortDatePrefix(run, 7, known);
  },
  canGroup: isOneGroup,
  judge: ({ view, at }) => ({ score: hasContext(view.text, at, 'foreigner') ? 0.9 : 0.6, isConfirmed: false }),
};

/** The one before it: country, region, date of birth and two more digits. No check digit is tried. */
export function matchOldForeignerId(start: NumberStart): Attempt {
  if (!isLetterAt(start.run, 0) || !canBeOneGroup(start, 15)) return null;
  return attempt(start, OLD_FOREIGNER_ID, 0, 15);
}

/** Kinds of registration, and those who register. */
const CREDIT_FIRSTS = codesOf('123456789ANY');
const CREDIT_SECONDS = codesOf('123456789ABCDEFGHJKLMNPQRTUWXY');
const CREDIT_LABEL = /信用代码|税号|纳税人|营业执照|统一代码/;
const CREDIT_LABEL_UNITS = 24;

function codesOf(characters: string): Uint8Array {
  const codes = new Uint8Array(0x80);
  for (let index = 0; index < characters.length; index += 1) codes[characters.charCodeAt(index)] = 1;
  return codes;
}

const CREDIT_CODE: Reading = {
  kind: 'credit-code',
  canBegin: (run, _from, known) => {
    if (known > 1 && CREDIT_SECONDS[run.code(1)] !== 1) return false;
    for (let index = 2; index < Math.min(8, known); index += 1) if (!run.isDigit(index)) return false;
    return isRegionPrefix(run, 2, known) && isCreditCode(run, known);
  },
  canGroup: isOneGroup,
  judge: ({ view, at, run }) => {
    if (!isCreditChecksumRight(run)) return null;
    const isNamed = CREDIT_LABEL.test(view.text.slice(Math.max(0, at - CREDIT_LABEL_UNITS), at));
    if (isNamed) return { score: 0.97, isConfirmed: true };
    // Of digits alone one in 31 agrees by chance.
    if (run.digits < 18) return { score: 0.9, isConfirmed: true };
    return hasContext(view.text, at, 'business') ? null : { score: 0.6, isConfirmed: true };
  },
};

/** A unified social credit code: kind of registration, region and check character hold. (GB 32100) */
export function matchCreditCode(start: NumberStart): Attempt {
  const { run } = start;
  if (CREDIT_FIRSTS[run.code(0)] !== 1 || !canBeOneGroup(start, 18)) return null;
  return attempt(start, CREDIT_CODE, 0, 18);
}

const QQ_DIGITS_MAX = 11;
const QQ: Reading = {
  kind: 'qq',
  canBegin: (run, from, known) => run.digits >= from + known,
  canGroup: isOneGroup,
  judge: ({ view }, _from, end) => (isAmount(view, end) ? null : { score: 0.85, isConfirmed: false }),
};

/** A QQ number after a word that names it. */
export function matchQq(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canBeOneGroup(start, 5) || !run.isDigit(0) || run.code(0) === ZERO) return null;
  const found = attemptQq(start);
  return found !== null && hasContext(view.text, at, 'qq') ? found : null;
}

function attemptQq(start: NumberStart): Attempt {
  const { isOpen, group, count } = start.run;
  if (group > QQ_DIGITS_MAX) return null;
  // Digits that go on as one group may still be of any length.
  return isOpen && group === count ? attempt(start, QQ, 0, QQ_DIGITS_MAX) : attempt(start, QQ, 0, group);
}
