import { foldUnit, isAfterAlnum, isDigitCode } from './characters.ts';
import { isCreditCharacter, isCreditChecksumRight, isLuhnRight, isResidentChecksumRight } from './checksums.ts';
import { hasContext } from './context.ts';
import type { Attempt, Match, PersonalInformationKind, View } from './kinds.ts';
import { boundaryAt, groupSizes, type Run } from './run.ts';

/** A place where a number may begin, with its run. */
export interface NumberStart {
  readonly view: View;
  readonly at: number;
  readonly run: Run;
  /** Were Chinese numerals read as digits? Only the most telling kinds are sought then. */
  readonly hasNumerals: boolean;
}

const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);
const PROVINCE_FIRSTS = new Set([...PROVINCES].map((code) => code.charAt(0)));
const YEAR_FIRST = 1900;
const YEAR_LAST = 2099;
// Units after a number that make it an amount.
const MEASURES = /^[元块円圆万亿千百%％个次秒年月日天米克吨字页件条台年岁度]/;

const isDigits = (text: string): boolean => /^\d*$/.test(text);
const isRegionPrefix = (symbols: string): boolean =>
  symbols.length >= 2 ? PROVINCES.has(symbols.slice(0, 2)) : symbols === '' || PROVINCE_FIRSTS.has(symbols);

/** Could the digits begin a date? `yyyymmdd`; a part of it is judged by what is there. */
function isDatePrefix(digits: string): boolean {
  if (!isDigits(digits)) return false;
  const year = digits.slice(0, 4);
  if (year !== '' && (year.padEnd(4, '9') < String(YEAR_FIRST) || year.padEnd(4, '0') > String(YEAR_LAST)))
    return false;
  const month = digits.slice(4, 6);
  if (month.length === 1 && month > '1') return false;
  if (month.length === 2 && (month < '01' || month > '12')) return false;
  const day = digits.slice(6, 8);
  if (day.length === 1 && day > '3') return false;
  return day.length < 2 || (day >= '01' && Number(day) <= daysIn(Number(year), Number(month)));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Is the unit after a value one that makes it an amount? Unknown while the text may go on without it. */
const isAmount = ({ text }: View, end: number): boolean => MEASURES.test(text.slice(end, end + 1));
const MONEY = '¥￥$€£';
const isAfterMoney = ({ text }: View, at: number): boolean =>
  at > 0 &&
  (MONEY.includes(text.charAt(at - 1)) ||
    (at > 1 && text.charAt(at - 1) === ' ' && MONEY.includes(text.charAt(at - 2))));
const isAfterDecimalPoint = ({ text }: View, at: number): boolean =>
  at > 1 && '.．'.includes(text.charAt(at - 1)) && isDigitCode(foldUnit(text.charCodeAt(at - 2)));

/** May the run have so many symbols in the end? */
const canReach = ({ run }: NumberStart, count: number): boolean => run.isOpen || run.symbols.length >= count;

interface Reading {
  readonly kind: PersonalInformationKind;
  readonly from: number;
  readonly count: number;
  /** May the symbols there are so far begin such a value? Called with at most `count` symbols. */
  readonly canBegin: (symbols: string) => boolean;
  readonly canGroup: (sizes: readonly number[], isComplete: boolean) => boolean;
  /** Of a complete value: how sure, or null when it is none. */
  readonly judge: (symbols: string, end: number) => { readonly score: number; readonly isConfirmed: boolean } | null;
}

function attempt({ run }: NumberStart, reading: Reading): Attempt {
  const { kind, from, count, canBegin, canGroup } = reading;
  // Most numbers have another length: that is seen first.
  const boundary = boundaryAt(run, from, count);
  if (boundary === 'no') return null;
  const symbols = run.symbols.slice(from, from + count);
  const isComplete = symbols.length === count;
  if (!canBegin(symbols)) return null;
  // An open group may be closed by a separator, so both ways of going on are asked for.
  const sizes = symbols.length === 0 ? [] : groupSizes(run, from, symbols.length);
  if (!canGroup(sizes, isComplete)) return null;
  if (!isComplete) return 'live';
  const end = run.ends[from + count - 1] ?? 0;
  const judged = reading.judge(symbols, end);
  if (judged === null) return null;
  if (boundary === 'live') return 'live';
  return { kind, end, ...judged };
}

const anyGroups = (): boolean => true;
const oneGroup = (sizes: readonly number[]): boolean => sizes.length <= 1;
const isAllSingle = (sizes: readonly number[]): boolean => sizes.every((size) => size === 1);

/** Do the sizes agree with one of the ways of writing, as far as they go? */
function fitsShapes(shapes: readonly (readonly number[])[], sizes: readonly number[], isComplete: boolean): boolean {
  if (isAllSingle(sizes)) return true;
  return shapes.some((shape) => {
    if (sizes.length > shape.length || (isComplete && sizes.length !== shape.length)) return false;
    return sizes.every((size, index) => {
      const isLast = index === sizes.length - 1;
      return isLast && !isComplete ? size <= (shape[index] ?? 0) : size === shape[index];
    });
  });
}

/** A resident identity number of 18 characters: region, date of birth and check digit hold. (GB 11643) */
export function matchResidentId(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canReach(start, 18) || !isRegionPrefix(run.symbols.slice(0, 2))) return null;
  return attempt(start, {
    kind: 'resident-id',
    from: 0,
    count: 18,
    canGroup: anyGroups,
    canBegin: (symbols) =>
      isRegionPrefix(symbols.slice(0, 2)) &&
      isDigits(symbols.slice(0, 17)) &&
      isDatePrefix(symbols.slice(6, 14)) &&
      /^[\dX]?$/.test(symbols.slice(17)),
    judge: (symbols) => {
      if (!isResidentChecksumRight(symbols)) return null;
      return { score: hasContext(view.text, at, 'identity') ? 0.99 : 0.95, isConfirmed: true };
    },
  });
}

/** The number of 15 digits used until 1999 has no check digit, so it counts only where the words before name it. */
export function matchOldResidentId(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canReach(start, 15) || !isRegionPrefix(run.symbols.slice(0, 2))) return null;
  if (boundaryAt(run, 0, 15) === 'no' || !hasContext(view.text, at, 'identity')) return null;
  return attempt(start, {
    kind: 'resident-id',
    from: 0,
    count: 15,
    canGroup: (sizes, isComplete) => fitsShapes([[15], [6, 6, 3]], sizes, isComplete),
    canBegin: (symbols) =>
      isRegionPrefix(symbols.slice(0, 2)) &&
      isDigits(symbols) &&
      isDatePrefix(symbols.length > 6 ? `19${symbols.slice(6, 12)}` : ''),
    judge: () => ({ score: 0.8, isConfirmed: false }),
  });
}

/** The foreigners' permanent residence number of 18 digits, which begins with 9 and has the resident's check digit. */
export function matchForeignerId(start: NumberStart): Attempt {
  if (!start.run.symbols.startsWith('9') || !canReach(start, 18)) return null;
  return attempt(start, {
    kind: 'foreigner-residence-id',
    from: 0,
    count: 18,
    canGroup: oneGroup,
    canBegin: (symbols) =>
      (symbols[0] ?? '9') === '9' &&
      isRegionPrefix(symbols.slice(1, 3)) &&
      isDigits(symbols.slice(0, 17)) &&
      isDatePrefix(symbols.slice(6, 14)) &&
      /^[\dX]?$/.test(symbols.slice(17)),
    judge: (symbols) => (isResidentChecksumRight(symbols) ? { score: 0.95, isConfirmed: true } : null),
  });
}

/** The one before it: country, region, date of birth and two more digits. No check digit is tried. */
export function matchOldForeignerId(start: NumberStart): Attempt {
  const { view, at } = start;
  if (!canReach(start, 15) || !/^[A-Z]/.test(start.run.symbols)) return null;
  return attempt(start, {
    kind: 'foreigner-residence-id',
    from: 0,
    count: 15,
    canGroup: oneGroup,
    canBegin: (symbols) =>
      /^[A-Z]{0,3}$/.test(symbols.slice(0, 3)) &&
      isDigits(symbols.slice(3)) &&
      isRegionPrefix(symbols.slice(3, 5)) &&
      isDatePrefix(symbols.length > 7 ? `19${symbols.slice(7, 13)}` : ''),
    judge: () => ({ score: hasContext(view.text, at, 'foreigner') ? 0.9 : 0.6, isConfirmed: false }),
  });
}

const MOBILE_SHAPES = [[11], [3, 4, 4], [3, 8], [7, 4], [4, 3, 4], [3, 3, 5], [4, 4, 3]];
// Allotted prefixes; those never given out are left alone.
const MOBILE = /^1(?:[38]\d?|4\d?|5[0-35-9]?|6[2567]?|7[0-8]?|9[0-35-9]?)?$/;

/** A mobile number, with or without +86. */
export function matchMobile(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canReach(start, 11) || !'018'.includes(run.symbols.charAt(0))) return null;
  const hasPlus = /^[+＋]$/.test(view.text.slice(at - 1, at));
  const prefix = /^(?:0086|86)/.exec(run.symbols)?.[0].length ?? 0;
  const bare = attemptMobile(start, 0, 0.75);
  if (prefix > 0) return attemptMobile(start, prefix, 0.9);
  // `8`, `0`, `00`, `008` may still become the country's code.
  const mayPrefix = run.isOpen && ['0', '00', '008', '8'].includes(run.symbols);
  return bare === null && mayPrefix && !hasPlus ? 'live' : bare;
}

function attemptMobile(start: NumberStart, from: number, base: number): Attempt {
  const { view, at, run } = start;
  if (boundaryAt(run, from, 11) === 'no' || isAfterMoney(view, at) || isAfterDecimalPoint(view, at)) return null;
  if (hasContext(view.text, at, 'business')) return null;
  return attempt(start, {
    kind: 'mobile',
    from,
    count: 11,
    canGroup: (sizes, isComplete) => fitsShapes(MOBILE_SHAPES, sizes, isComplete),
    canBegin: (symbols) => isDigits(symbols) && (symbols === '' || MOBILE.test(symbols.slice(0, 3))),
    judge: (_symbols, end) => {
      if (isAmount(view, end)) return null;
      return { score: hasContext(view.text, at, 'phone') ? 0.95 : base, isConfirmed: false };
    },
  });
}

/** Digits of the area code that a number begins with, or 0 while it begins with none. */
function areaDigits(symbols: string): number {
  if (/^0(?:1(?:0\d*)?|2(?:[0-5789]\d*)?)?$/.test(symbols.slice(0, 4))) return 3;
  return /^0[3-9]\d{0,2}$/.test(symbols.slice(0, 4)) ? 4 : 0;
}

/** A landline number with its area code; written in one run, or without area code, only where the words before say so. */
export function matchLandline(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canReach(start, 7) || !/^[02-8]/.test(run.symbols) || hasContext(view.text, at, 'business')) return null;
  const area = areaDigits(run.symbols);
  if (area === 0) return matchLocalNumber(start);
  const lengths = area === 3 ? [8] : [8, 7];
  return longest(lengths.map((length) => attemptLandline(start, area, length)));
}

function attemptLandline(start: NumberStart, area: number, local: number): Attempt {
  const { view, at } = start;
  const isNamed = hasContext(view.text, at, 'phone');
  const shapes = [[area, local], [area, local - 4, 4], ...(isNamed ? [[area + local]] : [])];
  return attempt(start, {
    kind: 'landline',
    from: 0,
    count: area + local,
    canGroup: (sizes, isComplete) =>
      fitsShapes(shapes, sizes, isComplete) && (isComplete || sizes.length > 1 || isNamed || (sizes[0] ?? 0) <= area),
    canBegin: (symbols) => isDigits(symbols) && /^[2-8]?$/.test(symbols.slice(area, area + 1)),
    judge: (_symbols, end) => {
      if (isAmount(view, end)) return null;
      return { score: isNamed ? 0.9 : 0.7, isConfirmed: false };
    },
  });
}

function matchLocalNumber(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!/^[2-8]/.test(run.symbols) || !hasContext(view.text, at, 'phoneNear')) return null;
  const tries = [8, 7].map((count) =>
    attempt(start, {
      kind: 'landline',
      from: 0,
      count,
      canGroup: (sizes, isComplete) => fitsShapes([[count], [count - 4, 4]], sizes, isComplete),
      canBegin: isDigits,
      judge: () => ({ score: 0.6, isConfirmed: false }),
    }),
  );
  return longest(tries);
}

/** Lengths that cards with this beginning have; with `isNamed` others that the words before vouch for. */
function cardLengths(symbols: string, isNamed: boolean): number[] {
  const is = (pattern: RegExp): boolean => pattern.test(symbols.slice(0, 4));
  if (is(/^(?:6(?:2|$)|8(?:1|$))/)) return [19, 18, 17, 16];
  if (is(/^(?:60|6$|95|9$)/)) return isNamed ? [19, 16] : [19];
  if (is(/^4(?:3|$)(?:6|$)(?:7|$)/)) return [19, 16];
  if (is(/^(?:4|5(?:[1-5]|$)|35|65)/) || is(/^2(?:2(?:2[1-9]|[3-9])|[3-6]|7[01]|720)/))
    return isNamed ? [19, 16] : [16];
  if (is(/^(?:2|3|22|27|72|222|272)$/)) return [16, 15];
  if (is(/^3[47]/)) return [15];
  return isNamed && is(/^[3-9]/) ? [19, 18, 17, 16] : [];
}

/** A bank card: Luhn's check digit, and a length that cards with this beginning have. */
export function matchBankCard(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canReach(start, 15) || !/^[2-9]/.test(run.symbols) || isAfterMoney(view, at) || isAfterDecimalPoint(view, at))
    return null;
  const isNamed = hasContext(view.text, at, 'card');
  if (!isNamed && hasContext(view.text, at, 'business')) return null;
  return longest(cardLengths(run.symbols, isNamed).map((count) => attemptCard(start, count, isNamed)));
}

function attemptCard(start: NumberStart, count: number, isNamed: boolean): Attempt {
  const { view } = start;
  return attempt(start, {
    kind: 'bank-card',
    from: 0,
    count,
    canGroup: (sizes) => isAllSingle(sizes) || sizes.slice(0, -1).every((size) => size >= 4),
    canBegin: isDigits,
    judge: (symbols, end) => {
      if (!isLuhnRight(symbols) || isAmount(view, end)) return null;
      return { score: isNamed ? 0.95 : 0.75, isConfirmed: true };
    },
  });
}

/** A unified social credit code: kind of registration, region and check character hold. (GB 32100) */
export function matchCreditCode(start: NumberStart): Attempt {
  const { view, run } = start;
  if (!canReach(start, 18) || !/^[1-9ANY]/.test(run.symbols) || !isRegionPrefix(run.symbols.slice(2, 4))) return null;
  return attempt(start, {
    kind: 'credit-code',
    from: 0,
    count: 18,
    canGroup: oneGroup,
    canBegin: (symbols) =>
      /^(?:[1-9ANY][1-9A-HJ-NPQRTUWXY]?)?$/.test(symbols.slice(0, 2)) &&
      isRegionPrefix(symbols.slice(2, 4)) &&
      isDigits(symbols.slice(2, 8)) &&
      [...symbols].every(isCreditCharacter),
    judge: (symbols) => {
      if (!isCreditChecksumRight(symbols)) return null;
      const isNamed = /信用代码|税号|纳税人|营业执照|统一代码/.test(
        view.text.slice(Math.max(0, start.at - 24), start.at),
      );
      // Of digits alone one in 31 agrees by chance.
      if (!isNamed && isDigits(symbols))
        return hasContext(view.text, start.at, 'business') ? null : { score: 0.6, isConfirmed: true };
      return { score: isNamed ? 0.97 : 0.9, isConfirmed: true };
    },
  });
}

/** A QQ number after a word that names it. */
export function matchQq(start: NumberStart): Attempt {
  const { view, at, run } = start;
  if (!canReach(start, 5) || !/^[1-9]/.test(run.symbols) || !hasContext(view.text, at, 'qq')) return null;
  const tries = [11, 10, 9, 8, 7, 6, 5].map((count) =>
    attempt(start, {
      kind: 'qq',
      from: 0,
      count,
      canGroup: oneGroup,
      canBegin: isDigits,
      judge: (_symbols, end) => (isAmount(view, end) ? null : { score: 0.85, isConfirmed: false }),
    }),
  );
  return longest(tries);
}

/** Of several readings of one place: undecided if a longer one may come, else the longest, else the surest. */
export function longest(attempts: readonly Attempt[]): Attempt {
  let best: Match | null = null;
  for (const one of attempts) {
    if (one === 'live') return 'live';
    if (one !== null && (best === null || one.end > best.end || (one.end === best.end && one.score > best.score)))
      best = one;
  }
  return best;
}

/** May a number begin here? Not inside a word, unless the letters before it are a label such as `tel`. */
export function isNumberStart(text: string, at: number): boolean {
  if (!isAfterAlnum(text, at)) return true;
  const before = text.slice(Math.max(0, at - 10), at);
  return /(?:^|[^a-z0-9])(?:tel|phone|mobile|mob|cell|call|qq|vx|wx|v|q|id|no|card)$/i.test(before);
}
