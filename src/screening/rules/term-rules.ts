import type { Folding } from '../fold.ts';

/** What must hold besides before a term counts as found. Everything left out has no effect. */
export interface TermRules {
  /** A hit that lies inside an occurrence of one of these phrases is no hit. */
  readonly allow?: readonly string[] | undefined;
  /** A hit that begins or ends with a letter or a digit must not go on with one of the same kind. */
  readonly wholeWord?: boolean | undefined;
  /**
   * How many characters a `*` between two characters of the term stands for, at most; `\*` is a literal asterisk then.
   * Left out, the text of the term has no syntax.
   */
  readonly gap?: number | undefined;
  /** Terms that must stand near (`requires`) or must not (`excludes`), before or after, at most `within` characters away. */
  readonly context?: ContextRule | undefined;
  /** The term counts only together with all of these in one sentence; the hit is the part that is decided last. */
  readonly combine?: { readonly with: readonly string[] } | undefined;
  /** Settings of the group's folding that this term overrides. */
  readonly fold?: { readonly [Kind in keyof Folding]?: boolean | undefined } | undefined;
}

export interface ContextRule {
  readonly kind: 'requires' | 'excludes';
  readonly terms: readonly string[];
  readonly within: number;
}

/** How many characters a `*` stands for when the term does not say. */
export const GAP_CHARS_DEFAULT = 8;
/** How far before a hit an allow phrase or a context term may start, in UTF-16 units. */
export const LOOKBACK_UNITS = 1_024;

const GAP_CHARS_MAX = 32;
const CONTEXT_CHARS_MAX = 64;
/** A term this short, of letters or digits alone, is a whole word unless its rules say otherwise. */
const SHORT_WORD = /^[\p{Script=Latin}\p{Nd}]{1,3}$/u;
const LATIN = /^[\p{Script=Latin}\p{Nd}]$/u;

/**
 * The rules of a term as word lists mean them: a `*` is a gap and a very short Latin term a whole word, unless its own
 * rules say otherwise. Inside a Latin word (`f*k`) a star stays an ordinary character. Undefined when nothing applies.
 */
export function withListDefaults(text: string, rules: TermRules | null | undefined): TermRules | undefined {
  const gap = rules?.gap ?? (hasStar(text) ? GAP_CHARS_DEFAULT : undefined);
  const wholeWord = rules?.wholeWord ?? (SHORT_WORD.test(text) ? true : undefined);
  if (rules == null && gap === undefined && wholeWord === undefined) return undefined;
  return { ...rules, gap, wholeWord };
}

// An escaped star needs the syntax too, to lose its backslash.
function hasStar(text: string): boolean {
  if (!text.includes('*')) return false;
  if (text.includes('\\*')) return true;
  return [...text.matchAll(/(.)\*+(?=([^*]))/gsu)].some(([, before, after]) => {
    return !LATIN.test(before ?? '') || !LATIN.test(after ?? '');
  });
}

/** What a rule may not be, as the end of a sentence with its path; null when all is well. */
export function findRuleFault(rules: TermRules): { readonly path: string; readonly fault: string } | null {
  const { gap, context } = rules;
  if (gap !== undefined && !isWholeUpTo(gap, GAP_CHARS_MAX)) {
    return { path: 'gap', fault: `must be a whole number from 0 to ${GAP_CHARS_MAX}` };
  }
  if (context !== undefined && !isWholeUpTo(context.within, CONTEXT_CHARS_MAX)) {
    return { path: 'context.within', fault: `must be a whole number from 0 to ${CONTEXT_CHARS_MAX}` };
  }
  if (context?.terms.length === 0) return { path: 'context.terms', fault: 'is empty; name at least one term' };
  if (rules.combine?.with.length === 0) return { path: 'combine.with', fault: 'is empty; name at least one term' };
  return null;
}

const isWholeUpTo = (value: number, max: number): boolean => Number.isInteger(value) && value >= 0 && value <= max;

/** The folding of a term: its group's, with what it overrides. */
export function foldingOf(folding: Folding, rules: TermRules | undefined): Folding {
  if (rules?.fold === undefined) return folding;
  const own: Partial<Record<string, boolean>> = {};
  for (const [kind, on] of Object.entries(rules.fold)) if (on !== undefined) own[kind] = on;
  return { ...folding, ...own };
}

/**
 * The parts of a term between its gaps. Stars at the beginning and the end are ordinary characters; parts that `isEmpty`
 * finds nothing in are dropped, so that what was a term without the syntax stays one.
 */
export function splitAtGaps(text: string, isEmpty: (part: string) => boolean): string[] {
  const [, head = '', body = '', tail = ''] = /^(\**)(.*?)(\**)$/su.exec(text) ?? [];
  const parts: string[] = [];
  let part = head;
  for (let at = 0; at < body.length; at += 1) {
    const isEscaped = body.startsWith('\\*', at);
    if (isEscaped) at += 1;
    if (body[at] === '*' && !isEscaped) {
      parts.push(part);
      part = '';
    } else part += body[at];
  }
  parts.push(unescapeEnd(part, tail));
  const full = parts.filter((each) => !isEmpty(each));
  return full.length > 0 ? full : [text];
}

// A backslash before the last stars is one that belongs to the first of them.
function unescapeEnd(part: string, stars: string): string {
  return stars !== '' && part.endsWith('\\') ? part.slice(0, -1) + stars : part + stars;
}
