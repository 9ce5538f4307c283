import type { FoldTable } from '../fold.ts';
import {
  afterCodePoint,
  beforeCodePoint,
  CharCounter,
  countBetween,
  failedAt,
  LIVE,
  matchBackward,
  matchForward,
  type Pattern,
} from './matching.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';

/** An allow phrase that holds the term, and what of it stands before the term. */
export interface Redeemer {
  readonly before: Pattern;
  readonly phrase: Pattern;
}

export interface Context {
  readonly requires: boolean;
  readonly within: number;
  readonly terms: readonly Pattern[];
  /** A bit for each term's first symbol, by its low five bits: most places of a text are told apart here. */
  readonly firsts: number;
}

/** The bits of `Context.firsts`. */
export const firstsOf = (terms: readonly Pattern[]): number =>
  terms.reduce((bits, { symbols }) => bits | (1 << ((symbols[0] ?? 0) & 31)), 0);

const mayStart = (firsts: number, table: FoldTable, unit: number): boolean =>
  ((firsts >>> ((table.units[unit] ?? unit) & 31)) & 1) !== 0;

/** What an occurrence of a term must stand up to. */
export interface Conditions {
  readonly table: FoldTable;
  readonly wholeWord: boolean;
  readonly redeemers: readonly Redeemer[];
  readonly context: Context | null;
}

/** A part of a text that is known up to `to`; with `isEnd` nothing more comes. Offsets are those within `text`. */
export interface Known {
  readonly text: string;
  readonly to: number;
  readonly isEnd: boolean;
}

/** `isHit` is null while the text may still go on either way; `at` is the first offset at which it is certain. */
export interface Verdict {
  readonly isHit: boolean | null;
  readonly at: number;
}

const undecided: Verdict = { isHit: null, at: Number.POSITIVE_INFINITY };

/** Whether the occurrence from `start` to `end` is a hit. What is certain at some offset stays so, whatever follows. */
export function judge(conditions: Conditions, known: Known, start: number, end: number): Verdict {
  const verdicts = [
    judgeWord(conditions, known, start, end),
    judgeAllowed(conditions.redeemers, known, start, end),
    judgeContext(conditions, known, start, end),
  ];
  const rejected = verdicts.filter(({ isHit }) => isHit === false);
  if (rejected.length > 0) return { isHit: false, at: Math.min(...rejected.map(({ at }) => at)) };
  if (!verdicts.some(({ isHit }) => isHit === null)) {
    return { isHit: true, at: Math.max(...verdicts.map(({ at }) => at)) };
  }
  // At its end a text is as if something followed that no rule knows.
  return known.isEnd ? { isHit: atEnd(verdicts, conditions), at: known.to + 1 } : undecided;
}

// Open at the end can be: a word that nothing follows, a phrase that was not completed, a context that did not come.
function atEnd(verdicts: readonly Verdict[], { context }: Conditions): boolean {
  const isContextOpen = verdicts[2]?.isHit === null;
  return !(isContextOpen && context?.requires === true);
}

function judgeWord({ wholeWord, table }: Conditions, { text, to }: Known, start: number, end: number): Verdict {
  if (!wholeWord) return { isHit: true, at: end };
  const first = wordKind(table, text.charCodeAt(start));
  if (first !== 0 && start > 0 && wordKind(table, text.charCodeAt(beforeCodePoint(text, start))) === first) {
    return { isHit: false, at: end };
  }
  const last = wordKind(table, text.charCodeAt(end - 1));
  if (last === 0) return { isHit: true, at: end };
  if (end >= to) return undecided;
  return { isHit: wordKind(table, text.charCodeAt(end)) !== last, at: afterCodePoint(text, end) };
}

const LETTER = /\p{Script=Latin}|\p{Script=Greek}|\p{Script=Cyrillic}/u;
const DIGIT = /\p{Nd}/u;

/** By folding, what was answered before: one more than the kind. */
const wordKinds = new WeakMap<FoldTable, Uint8Array>();

/** 1 for a letter of a script that writes words with spaces between, 2 for a digit, 0 for all else. */
function wordKind(table: FoldTable, unit: number): number {
  let known = wordKinds.get(table);
  if (known === undefined) {
    known = new Uint8Array(table.units.length);
    wordKinds.set(table, known);
  }
  const kind = known[unit] ?? 0;
  if (kind > 0) return kind - 1;
  const character = String.fromCharCode(table.units[unit] ?? unit);
  const found = LETTER.test(character) ? 1 : DIGIT.test(character) ? 2 : 0;
  known[unit] = found + 1;
  return found;
}

function judgeAllowed(redeemers: readonly Redeemer[], { text, to }: Known, start: number, end: number): Verdict {
  let redeemedAt = Number.POSITIVE_INFINITY;
  let clearedAt = end;
  const floor = Math.max(0, start - LOOKBACK_UNITS);
  for (const { before, phrase } of redeemers) {
    const from = matchBackward(before, text, start, floor);
    if (from < 0) continue;
    const result = matchForward(phrase, text, from, to);
    if (result === LIVE) clearedAt = Number.POSITIVE_INFINITY;
    else if (result >= end) redeemedAt = Math.min(redeemedAt, result);
    else if (result < 0) clearedAt = Math.max(clearedAt, failedAt(result));
  }
  if (redeemedAt < Number.POSITIVE_INFINITY) return { isHit: false, at: redeemedAt };
  return clearedAt < Number.POSITIVE_INFINITY ? { isHit: true, at: clearedAt } : undecided;
}

function judgeContext(conditions: Conditions, known: Known, start: number, end: number): Verdict {
  const { context, table } = conditions;
  if (context === null) return { isHit: true, at: end };
  const search = { foundAt: Number.POSITIVE_INFINITY, missedAt: end };
  lookBefore(context, table, known, start, end, search);
  if (search.foundAt > end) lookAfter(context, table, known, start, end, search);
  if (search.foundAt < Number.POSITIVE_INFINITY) return { isHit: context.requires, at: search.foundAt };
  return search.missedAt < Number.POSITIVE_INFINITY ? { isHit: !context.requires, at: search.missedAt } : undecided;
}

interface Search {
  foundAt: number;
  missedAt: number;
}

/** Context terms that start before the hit: near it, or running into it. */
function lookBefore(
  { terms, within, firsts }: Context,
  table: FoldTable,
  { text, to }: Known,
  start: number,
  end: number,
  search: Search,
): void {
  const floor = Math.max(0, start - LOOKBACK_UNITS);
  // No context term is longer, with all that may be skipped inside it.
  const span = Math.max(...terms.map(({ symbols }) => symbols.length * 5));
  const counter = new CharCounter(table);
  for (let at = start; at > floor && counter.visible <= within + span; ) {
    at = beforeCodePoint(text, at);
    if (at < floor) return;
    const unit = text.charCodeAt(at);
    counter.add(unit);
    // What fails at its first character fails before the end of the term, which is when the earliest verdict can be.
    if (!mayStart(firsts, table, unit)) continue;
    for (const term of terms) {
      const result = matchForward(term, text, at, to);
      if (result >= 0 && result < start && countBetween(table, text, result, start) > within) continue;
      note(search, result, end);
    }
  }
}

/** Context terms that start inside the hit or behind it. */
function lookAfter(
  { terms, within, firsts }: Context,
  table: FoldTable,
  { text, to }: Known,
  start: number,
  end: number,
  search: Search,
): void {
  const counter = new CharCounter(table);
  let at = start;
  for (; at < to && counter.count <= within; at = afterCodePoint(text, at)) {
    const unit = text.charCodeAt(at);
    if (at >= end) counter.add(unit);
    if (!mayStart(firsts, table, unit)) continue;
    for (const term of terms) note(search, matchForward(term, text, at, to), end);
  }
  search.missedAt = counter.count > within ? Math.max(search.missedAt, at) : Number.POSITIVE_INFINITY;
}

function note(search: Search, result: number, end: number): void {
  if (result === LIVE) search.missedAt = Number.POSITIVE_INFINITY;
  else if (result >= 0) search.foundAt = Math.min(search.foundAt, Math.max(result, end));
  else search.missedAt = Math.max(search.missedAt, failedAt(result));
}
