import { hasContext } from './context.ts';
import type { Attempt } from './kinds.ts';
import {
  attempt,
  better,
  canReach,
  fitsShapes,
  isAfterDecimalPoint,
  isAfterMoney,
  isAmount,
  isOneGroup,
  type NumberStart,
  type Reading,
} from './number-attempt.ts';
import type { Run } from './run.ts';

const ZERO = 0x30;
const [ONE, TWO, SIX, EIGHT] = [0x31, 0x32, 0x36, 0x38] as const;

/** Are the `known` symbols from `from` on digits, those before them being digits too? */
const areDigits = (run: Run, from: number, known: number): boolean => run.digits >= from + known;

/** How many digits stand in each group of a mobile number. */
export const MOBILE_SHAPES = [[11], [3, 4, 4], [3, 8], [7, 4], [4, 3, 4], [3, 3, 5], [4, 4, 3]];
// Allotted prefixes; those never given out are left alone.
const MOBILE = /^1(?:[38]\d?|4\d?|5[0-35-9]?|6[2567]?|7[0-8]?|9[0-35-9]?)?$/;
/** By the second and third digit behind the 1; and by the second alone. */
const mobileEnds = Uint8Array.from({ length: 100 }, (_, end) =>
  MOBILE.test(`1${String(end).padStart(2, '0')}`) ? 1 : 0,
);
const mobileSeconds = Uint8Array.from({ length: 10 }, (_, second) => (MOBILE.test(`1${second}`) ? 1 : 0));

/** May digits begin a mobile number, as far as there are `known`? */
function isMobilePrefix(run: Run, from: number, known: number): boolean {
  if (known === 0) return true;
  if (run.code(from) !== ONE) return false;
  if (known === 1) return true;
  const second = run.code(from + 1) - ZERO;
  if (known === 2) return mobileSeconds[second] === 1;
  return mobileEnds[10 * second + run.code(from + 2) - ZERO] === 1;
}

const MOBILE_SCORE = 0.75;
const MOBILE_SCORE_WITH_COUNTRY = 0.9;
const MOBILE_READING: Reading = {
  kind: 'mobile',
  canBegin: (run, from, known) => areDigits(run, from, known) && isMobilePrefix(run, from, known),
  canGroup: (run, from, known, isComplete) => fitsShapes(MOBILE_SHAPES, run, from, known, isComplete),
  judge: ({ view, at }, from, end) => {
    if (isAmount(view, end)) return null;
    const base = from === 0 ? MOBILE_SCORE : MOBILE_SCORE_WITH_COUNTRY;
    return { score: hasContext(view.text, at, 'phone') ? 0.95 : base, isConfirmed: false };
  },
};

/** A mobile number, with or without +86. */
export function matchMobile(start: NumberStart): Attempt {
  const { view, at, run } = start;
  const first = run.code(0);
  if ((first > ONE && first !== EIGHT) || !canReach(start, 11)) return null;
  const prefix = countryDigits(run);
  const found = attemptMobile(start, prefix);
  if (prefix > 0 || found !== null) return found;
  // `8`, `0`, `00`, `008` may still become the country's code.
  const hasPlus = at > 0 && '+＋'.includes(view.text.charAt(at - 1));
  return run.isOpen && !hasPlus && isCountryPrefix(run) ? 'live' : null;
}

function attemptMobile(start: NumberStart, from: number): Attempt {
  const { view, at } = start;
  const found = attempt(start, MOBILE_READING, from, 11);
  if (found === null || isAfterMoney(view, at) || isAfterDecimalPoint(view, at)) return null;
  return hasContext(view.text, at, 'business') ? null : found;
}

/** Digits of the country's code that a number begins with. */
function countryDigits(run: Run): number {
  const from = run.code(0) === ZERO && run.code(1) === ZERO ? 2 : 0;
  return run.code(from) === EIGHT && run.code(from + 1) === SIX ? from + 2 : 0;
}

/** Is the run the beginning of 86 or 0086 and no more? */
function isCountryPrefix(run: Run): boolean {
  if (run.count === 1) return run.code(0) === ZERO || run.code(0) === EIGHT;
  if (run.code(0) !== ZERO || run.code(1) !== ZERO) return false;
  return run.count === 2 || (run.count === 3 && run.code(2) === EIGHT);
}

/** Digits of the area code that a number begins with, or 0 while it begins with none. */
function areaDigits(run: Run): number {
  const [second, third] = [run.code(1), run.code(2)];
  if (run.code(0) !== ZERO || run.digits < Math.min(run.count, 4)) return 0;
  if (second === 0) return 3;
  if (second === ONE) return third === 0 || third === ZERO ? 3 : 0;
  if (second === TWO) return third === SIX ? 0 : 3;
  return second === ZERO ? 0 : 4;
}

const LANDLINE_SIZES = [
  [3, 8],
  [4, 8],
  [4, 7],
] as const;
const landlineShapes = (area: number, local: number): number[][] => [
  [area, local],
  [area, local - 4, 4],
];
const localShapes = (count: number): number[][] => [[count], [count - 4, 4]];
const LOCAL_SIZES = [8, 7] as const;
/** The same of landline numbers with their area code, and without. */
export const AREA_SHAPES = LANDLINE_SIZES.flatMap(([area, local]) => [...landlineShapes(area, local), [area + local]]);
export const LOCAL_SHAPES = LOCAL_SIZES.flatMap(localShapes);

/** How a landline number is grouped, by the digits of its area code and of what follows, and by whether words name it. */
const LANDLINES = LANDLINE_SIZES.flatMap(([area, local]) =>
  [false, true].map((isNamed) => ({ area, local, isNamed, reading: landlineReading(area, local, isNamed) })),
);

function landlineReading(area: number, local: number, isNamed: boolean): Reading {
  const shapes = [...landlineShapes(area, local), ...(isNamed ? [[area + local]] : [])];
  return {
    kind: 'landline',
    canBegin: (run, from, known) => areDigits(run, from, known) && (known <= area || isLocalFirst(run.code(area))),
    canGroup: (run, from, known, isComplete) => {
      if (!fitsShapes(shapes, run, from, known, isComplete)) return false;
      return isComplete || isNamed || known <= area || !isOneGroup(run, from, known);
    },
    judge: ({ view }, _from, end) => (isAmount(view, end) ? null : { score: isNamed ? 0.9 : 0.7, isConfirmed: false }),
  };
}

const isLocalFirst = (code: number): boolean => code >= TWO && code <= EIGHT;

/** A landline number with its area code; written in one run, or without area code, only where the words before say so. */
export function matchLandline(start: NumberStart): Attempt {
  const { view, at, run } = start;
  const first = run.code(0);
  if ((first !== ZERO && !isLocalFirst(first)) || !canReach(start, 7)) return null;
  const area = areaDigits(run);
  const found = area === 0 ? matchLocalNumber(start) : matchWithArea(start, area);
  return found === null || hasContext(view.text, at, 'business') ? null : found;
}

function matchWithArea(start: NumberStart, area: number): Attempt {
  // What is no number even where words name it needs no look at the words.
  const named = landline(start, area, true);
  if (named === null || hasContext(start.view.text, start.at, 'phone')) return named;
  return landline(start, area, false);
}

function landline(start: NumberStart, area: number, isNamed: boolean): Attempt {
  let found: Attempt = null;
  for (const one of LANDLINES) {
    if (one.area !== area || one.isNamed !== isNamed) continue;
    found = better(found, attempt(start, one.reading, 0, area + one.local));
  }
  return found;
}

const LOCAL_NUMBERS = LOCAL_SIZES.map((count) => ({ count, reading: localReading(localShapes(count)) }));

function localReading(shapes: readonly (readonly number[])[]): Reading {
  return {
    kind: 'landline',
    canBegin: areDigits,
    canGroup: (run, from, known, isComplete) => fitsShapes(shapes, run, from, known, isComplete),
    judge: () => ({ score: 0.6, isConfirmed: false }),
  };
}

function matchLocalNumber(start: NumberStart): Attempt {
  if (!isLocalFirst(start.run.code(0))) return null;
  let found: Attempt = null;
  for (const { count, reading } of LOCAL_NUMBERS) found = better(found, attempt(start, reading, 0, count));
  return found !== null && hasContext(start.view.text, start.at, 'phoneNear') ? found : null;
}
