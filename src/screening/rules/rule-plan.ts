import { HeguiError } from '../../kernel/errors.ts';
import { type Folding, type FoldTable, foldListed, foldTableOf, foldTerm, SYMBOL } from '../fold.ts';
import type { CombinationParts } from './combinations.ts';
import type { Context } from './context-watch.ts';
import type { GapRules } from './gap-rules.ts';
import type { Conditions } from './judge.ts';
import type { LoneRules } from './lone-rules.ts';
import type { Pattern } from './matching.ts';
import { makePhrases } from './phrases.ts';
import { findRuleFault, foldingOf, LOOKBACK_UNITS, splitAtGaps, type TermRules } from './term-rules.ts';

/** What is done with an occurrence of a pattern before it counts as a hit. */
export interface PatternPlan {
  /** The number of the term that is reported. */
  readonly term: number;
  readonly conditions: Conditions | null;
  /** What follows the pattern, which is the first part of a term with gaps. */
  readonly gap: Gap | null;
  /** Which part of a combination the pattern is, by its number over all; null for none. */
  readonly part: number | null;
}

export interface Gap {
  readonly chars: number;
  readonly rest: readonly Pattern[];
  /** With one gap: all terms that have the first part and the width of the gap; only the first of them is looked for. */
  readonly tails: readonly GapTail[];
}

/** The last part of a term with one gap, and the term's own pattern. */
export interface GapTail {
  readonly part: Pattern;
  readonly pattern: number;
  readonly plan: PatternPlan;
}

/** The rules of all terms of a screen. Patterns that are no terms of their own are numbered behind the terms. */
export interface RulePlan {
  readonly patterns: readonly (PatternPlan | undefined)[];
  /** The conditions of the same patterns, for occurrences that stand alone. */
  readonly lone: LoneRules;
  readonly gaps: GapRules;
  readonly parts: CombinationParts;
  /** By pattern, one more than the number of the part that it is, if nothing else is to be known of it; else 0. */
  readonly plainParts: Int32Array;
  /** How far before an occurrence its rules may look. */
  readonly lookbackUnits: number;
}

/** One term, folded, with its rules taken apart. */
export interface PlannedTerm {
  readonly folding: Folding;
  /** Whether `head` is all of the term: it has no gaps and no partners. */
  readonly isWhole: boolean;
  /** The whole term, or its first part. */
  readonly head: Uint16Array;
  readonly rest: readonly Pattern[];
  readonly gapChars: number;
  readonly wholeWord: boolean;
  readonly context: Context | null;
  /** Its own allow phrases, as given and folded. */
  readonly allow: readonly { readonly text: string; readonly symbols: Uint16Array }[];
  readonly others: readonly { readonly symbols: Uint16Array; readonly wholeWord: boolean }[];
}

const SHORT_WORD = /^[\p{Script=Latin}\p{Nd}]{1,3}$/u;

/**
 * Folds a term and everything its rules name.
 *
 * @throws HeguiError E_REQUEST_INVALID for what no text can match (see `foldTerm`) and for a rule out of its bounds;
 * `path` names the term in the error.
 */
export function planTerm(text: string, rules: TermRules | undefined, groupFolding: Folding, path: string): PlannedTerm {
  if (rules === undefined) {
    const { folded, folding } = foldListed(text, groupFolding, join(path, 'text'));
    return { ...plain, folding, head: folded };
  }
  const fault = findRuleFault(rules);
  if (fault !== null) throw invalidRule(join(path, `rules.${fault.path}`), fault.fault);
  const own = foldingOf(groupFolding, rules);
  const folding = rules.gap === undefined ? foldListed(text, own, join(path, 'text')).folding : own;
  const fold = (part: string, name: string): Uint16Array => foldTerm(part, folding, join(path, name));
  const table = foldTableOf(folding);
  const parts = rules.gap === undefined ? [text] : splitAtGaps(text, (part) => !hasSymbol(part, folding));
  const [head, ...rest] = parts.map((part) => fold(part, 'text'));
  const wholeWord = rules.wholeWord === true;
  const isWord = (other: string): boolean => wholeWord || (rules.wholeWord !== false && SHORT_WORD.test(other));
  return {
    folding,
    isWhole: rest.length === 0 && rules.combine === undefined,
    head: head ?? new Uint16Array(),
    rest: rest.map((symbols) => ({ symbols, table })),
    gapChars: rules.gap ?? 0,
    wholeWord,
    context: planContext(rules, table, fold),
    allow: (rules.allow ?? []).map((text, index) => ({ text, symbols: fold(text, `rules.allow.${index}`) })),
    others: (rules.combine?.with ?? []).map((other, index) => ({
      symbols: fold(other, `rules.combine.with.${index}`),
      wholeWord: isWord(other),
    })),
  };
}

const EVERY_KIND: Folding = {
  width: true,
  styled: true,
  numbers: true,
  case: true,
  traditional: true,
  invisible: true,
  separators: true,
};

/**
 * Why a phrase cannot redeem the hits of a whole group, as the end of a sentence; null when it can. Terms may override the
 * group's folding, so something of the phrase must be left under each.
 */
export const findAllowFault = (phrase: string): string | null =>
  findTermFault(phrase, undefined, EVERY_KIND)?.message ?? null;

export interface TermFault {
  /** `text`, or the rule, such as `rules.context.terms.0`. */
  readonly path: string;
  /** The end of a sentence. */
  readonly message: string;
}

/** What compiling would refuse of a term, without building anything; null when it would take it. */
export function findTermFault(text: string, rules: TermRules | undefined, folding: Folding): TermFault | null {
  try {
    planTerm(text, rules, folding, '');
    return null;
  } catch (error) {
    const [field] = error instanceof HeguiError && error.code === 'E_REQUEST_INVALID' ? error.fields : [];
    if (field === undefined) throw error;
    return field;
  }
}

const plain = { isWhole: true, rest: [], gapChars: 0, wholeWord: false, context: null, allow: [], others: [] };

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function planContext(
  { context }: TermRules,
  table: FoldTable,
  fold: (term: string, name: string) => Uint16Array,
): Context | null {
  if (context === undefined) return null;
  const terms = context.terms.map((term, index) => fold(term, `rules.context.terms.${index}`));
  return { requires: context.kind === 'requires', within: context.within, phrases: makePhrases(table, terms) };
}

function hasSymbol(text: string, folding: Folding): boolean {
  const { kinds } = foldTableOf(folding);
  // The second half of an invisible pair is a symbol by itself; `foldTerm` knows, and refuses what is left empty.
  for (let index = 0; index < text.length; index += 1) if (kinds[text.charCodeAt(index)] === SYMBOL) return true;
  return false;
}

function invalidRule(path: string, fault: string): HeguiError {
  return new HeguiError('E_REQUEST_INVALID', `${path}: ${fault}`, { fields: [{ path, message: fault }] });
}

/** How far back the conditions look. */
export function lookbackOf({ wholeWord, allowance, context }: Conditions): number {
  if (context !== null || (allowance?.before ?? 0) > 0) return LOOKBACK_UNITS;
  return wholeWord ? 2 : 0;
}
