import { provinceOf } from './provinces.ts';
import type { Run } from './run.ts';

/** What a number may be, as bits. */
export const MAY_BE = {
  residentId: 1,
  oldResidentId: 2,
  mobile: 4,
  landline: 8,
  bankCard: 16,
  foreignerId: 32,
  oldForeignerId: 64,
  creditCode: 128,
  qq: 256,
} as const;

const [ZERO, ONE, TWO, SIX, EIGHT, NINE, LETTER_A] = [0x30, 0x31, 0x32, 0x36, 0x38, 0x39, 0x41] as const;
// How many symbols may stand before the first separators, a bit each.
const MOBILE_GROUPS = sizes(11, 3, 7, 4);
const OLD_RESIDENT_GROUPS = sizes(15, 6);
const AREA_GROUPS = sizes(3, 4, 11, 12);
const LOCAL_GROUPS = sizes(8, 4, 7, 3);
const CARD_GROUPS = -1 << 4;

function sizes(...all: readonly number[]): number {
  return all.reduce((bits, size) => bits | (1 << size), 0);
}

/**
 * What a run may be by its length, its first symbols and its groups: each matcher whose bit is not set would find nothing and wait for
 * nothing. Most places where digits begin are done with here.
 */
export function gatesOf(run: Run): number {
  const first = run.code(0);
  if (first >= LETTER_A) return letterGates(run);
  let bits = 0;
  if (reaches(run, 15) && areDigits(run, 15)) bits |= longGates(run, first);
  if (canBeOneGroup(run, 5)) {
    if (first !== ZERO) bits |= MAY_BE.qq;
    if (first !== ZERO && canBeOneGroup(run, 18)) bits |= MAY_BE.creditCode | (first === NINE ? MAY_BE.foreignerId : 0);
  }
  if (reaches(run, 11) && isMobileStart(run, first)) bits |= MAY_BE.mobile;
  const groups = first === ZERO ? AREA_GROUPS : first >= TWO && first <= EIGHT ? LOCAL_GROUPS : 0;
  if (groups !== 0 && reaches(run, 7) && areDigits(run, 7) && fits(run, groups, 7)) bits |= MAY_BE.landline;
  return bits;
}

function letterGates(run: Run): number {
  if (!canBeOneGroup(run, 15)) return 0;
  return MAY_BE.oldForeignerId | (canBeOneGroup(run, 18) ? MAY_BE.creditCode : 0);
}

/** Of 15 digits or more, and of what may still become as many. */
function longGates(run: Run, first: number): number {
  let bits = first >= TWO && fits(run, CARD_GROUPS, 15) ? MAY_BE.bankCard : 0;
  if (run.count > 1 && !provinceOf(first - ZERO, run.code(1) - ZERO)) return bits;
  if (fits(run, OLD_RESIDENT_GROUPS, 15)) bits |= MAY_BE.oldResidentId;
  return reaches(run, 18) && areDigits(run, 17) && isCentury(run) ? bits | MAY_BE.residentId : bits;
}

/** Does 19 or 20 stand where a year would, as far as there are symbols? */
function isCentury(run: Run): boolean {
  const tens = run.code(6);
  if (run.count <= 6) return true;
  if (run.count === 7) return tens === ONE || tens === TWO;
  return (tens === ONE && run.code(7) === NINE) || (tens === TWO && run.code(7) === ZERO);
}

/** A 1 in a group that mobile numbers begin with, or the country's code. */
function isMobileStart(run: Run, first: number): boolean {
  if (first === ONE) return areDigits(run, 11) && fits(run, MOBILE_GROUPS, 11);
  const second = run.code(1);
  return (
    (first === EIGHT && (second === SIX || run.count < 2)) || (first === ZERO && (second === ZERO || run.count < 2))
  );
}

const reaches = (run: Run, count: number): boolean => run.isOpen || run.count >= count;
const areDigits = (run: Run, count: number): boolean => run.digits >= Math.min(count, run.count);
const canBeOneGroup = (run: Run, count: number): boolean =>
  run.group >= count || (run.isOpen && run.group === run.count);

/** Is the first group as long as one of these, or may become so, or do all of the first `count` symbols stand alone? */
function fits(run: Run, groups: number, count: number): boolean {
  const { group } = run;
  const allowed = group === run.count ? groups >>> group : (groups >>> group) & 1;
  return allowed !== 0 || run.singles >= Math.min(count, run.count);
}
