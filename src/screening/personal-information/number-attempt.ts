import { foldUnit, isDigitCode } from './characters.ts';
import type { Attempt, Match, PersonalInformationKind, View } from './kinds.ts';
import type { Run } from './run.ts';

/** A place where a number may begin, with its run. */
export interface NumberStart {
  readonly view: View;
  readonly at: number;
  readonly run: Run;
}

export interface Judgement {
  readonly score: number;
  readonly isConfirmed: boolean;
}

/** How one kind of number reads. All questions are about the first `known` of the symbols from `from` on. */
export interface Reading {
  readonly kind: PersonalInformationKind;
  /** May the symbols there are so far begin such a value? */
  readonly canBegin: (run: Run, from: number, known: number) => boolean;
  readonly canGroup: (run: Run, from: number, known: number, isComplete: boolean) => boolean;
  /** Of a complete value that ends at the unit `end`: how sure, or null when it is none. */
  readonly judge: (start: NumberStart, from: number, end: number) => Judgement | null;
}

/** Tries to read `count` symbols from `from` on. What most numbers fail at comes first; words before them are looked at last. */
export function attempt(start: NumberStart, reading: Reading, from: number, count: number): Attempt {
  const { run } = start;
  const boundary = run.boundary(from, count);
  if (boundary === 'no') return null;
  const known = Math.min(Math.max(0, run.count - from), count);
  if (!reading.canBegin(run, from, known)) return null;
  const isComplete = known === count;
  // An open group may be closed by a separator, so both ways of going on are asked for.
  if (known > 0 && !reading.canGroup(run, from, known, isComplete)) return null;
  if (!isComplete) return 'live';
  const end = run.end(from + count - 1);
  const judged = reading.judge(start, from, end);
  if (judged === null) return null;
  if (boundary === 'live') return 'live';
  return { kind: reading.kind, end, score: judged.score, isConfirmed: judged.isConfirmed };
}

/** May the run have so many symbols in the end? */
export const canReach = ({ run }: NumberStart, count: number): boolean => run.isOpen || run.count >= count;

/** Are the first `count` symbols of the run digits, as far as it goes? */
export const areDigits = (run: Run, count: number): boolean => run.digits >= Math.min(count, run.count);

export const anyGroups = (): boolean => true;

/** Are the first `known` symbols of a run written without separators? */
export const isOneGroup = (run: Run, _from: number, known: number): boolean => known <= run.group;

/** May so many symbols be written without separators in the end? */
export const canBeOneGroup = ({ run }: NumberStart, count: number): boolean =>
  run.group >= count || (run.isOpen && run.group === run.count);

export function isAllSingle(run: Run, from: number, known: number): boolean {
  for (let index = from + 1; index < from + known; index += 1) if (!run.hasGap(index)) return false;
  return true;
}

/** Do the groups agree with one of the ways of writing, as far as they go? Digits that all stand alone always do. */
export function fitsShapes(
  shapes: readonly (readonly number[])[],
  run: Run,
  from: number,
  known: number,
  isComplete: boolean,
): boolean {
  if (isAllSingle(run, from, known)) return true;
  for (const shape of shapes) if (fitsShape(shape, run, from, known, isComplete)) return true;
  return false;
}

function fitsShape(shape: readonly number[], run: Run, from: number, known: number, isComplete: boolean): boolean {
  const end = from + known;
  let at = from;
  for (const size of shape) {
    const last = Math.min(at + size, end);
    for (let index = at + 1; index < last; index += 1) if (run.hasGap(index)) return false;
    if (at + size >= end) return at + size === end || !isComplete;
    at += size;
    if (!run.hasGap(at)) return false;
  }
  return false;
}

// Units after a number that make it an amount.
const MEASURES = '元块円圆万亿千百%％个次秒年月日天米克吨字页件条台年岁度';
const MONEY = '¥￥$€£';

/** Is the unit after a value one that makes it an amount? Unknown while the text may go on without it. */
export const isAmount = ({ text }: View, end: number): boolean =>
  end < text.length && MEASURES.includes(text.charAt(end));

export function isAfterMoney({ text }: View, at: number): boolean {
  if (at === 0) return false;
  return (
    MONEY.includes(text.charAt(at - 1)) ||
    (at > 1 && text.charAt(at - 1) === ' ' && MONEY.includes(text.charAt(at - 2)))
  );
}

export const isAfterDecimalPoint = ({ text }: View, at: number): boolean =>
  at > 1 && '.．'.includes(text.charAt(at - 1)) && isDigitCode(foldUnit(text.charCodeAt(at - 2)));

/** Of two readings of one place: undecided if a longer one may come, else the longer, else the surer, else the first. */
export function better(one: Attempt, other: Attempt): Attempt {
  if (one === 'live' || other === 'live') return 'live';
  if (one === null || other === null) return one ?? other;
  return isBetter(other, one) ? other : one;
}

const isBetter = (one: Match, other: Match): boolean =>
  one.end > other.end || (one.end === other.end && one.score > other.score);
