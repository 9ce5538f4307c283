import type { Folding, TermRules } from '../../contract/index.ts';
import { invalidField } from '../../kernel/index.ts';
import { isRiskCode } from '../../law/index.ts';
import {
  findAllowFault,
  findTermFault,
  foldingOf,
  foldTerm,
  type TermFault,
  withListDefaults,
} from '../../screening/index.ts';

/** Longest term, in UTF-16 units; the same bound as the contract's. */
export const TERM_CHARS_MAX = 200;

// What a single one of these finds is nearly every text.
const TOO_COMMON = /^[\p{Script=Latin}\p{N}]$/u;
const CONTROL = /\p{Cc}/u;

// What only ever stands in a regular expression. A `*` between characters is a gap, `\*` an asterisk.
const EXPRESSIONS: readonly RegExp[] = [
  /^\/.+\/[dgimsuvy]*$/su,
  /\\[dDwWsSbBnrt]|\\[pPu]\{/u,
  /\(\?[:=!<]/u,
  /\([^()]+\|[^()]+\)/u,
  /\[\^|\[[^\]]*\p{L}-\p{L}[^\]]*\]|\[[^\]]*\d-\d[^\]]*\]/u,
  /\.[*+]|[\])][*+?]/u,
  /[\p{L}\p{N})\].]\{\d+(?:,\d*)?\}/u,
  /^\^.+\$$/su,
];

const EXPRESSION_MARK = /[\\/()[\]{}^.]/;

/** Is the text plainly meant as a regular expression? Those are not looked for: their time grows with text and list. */
export const isExpression = (text: string): boolean =>
  EXPRESSION_MARK.test(text) && EXPRESSIONS.some((pattern) => pattern.test(text));

/** Why a text is a doubtful term, as the end of a sentence; null when it is not. */
export function findTermWarning(text: string, folding: Folding): string | null {
  // What is skipped between two characters may be long, but nobody writes it into a list that often.
  if (text.length > 4) return null;
  const folded = String.fromCharCode(...foldTerm(text, folding, 'text'));
  return Array.from(folded).length === 1
    ? 'is a single character and hits every word that holds it; a longer term, or one with context, is surer'
    : null;
}

/** Why a text cannot be a term under this folding, at the field that is at fault; null when it can. */
export function findFault(text: string, folding: Folding, rules: TermRules | null = null): TermFault | null {
  const ofText = (message: string): TermFault => ({ path: 'text', message });
  if (text.length > TERM_CHARS_MAX) return ofText(`has ${text.length} characters; a term may have ${TERM_CHARS_MAX}`);
  if (CONTROL.test(text)) return ofText('has a control character; remove it');
  if (isExpression(text))
    return ofText(
      'is a regular expression, which is not looked for; list the wordings one by one, or use a gap such as 甲*乙',
    );
  // What cannot be compiled must not come into a list: it would keep every list from being loaded.
  const fault = findTermFault(text, withListDefaults(text, rules), folding);
  if (fault !== null) return fault;
  const folded = String.fromCharCode(...foldTerm(text, foldingOf(folding, rules ?? undefined), 'text'));
  return TOO_COMMON.test(folded)
    ? ofText('is a single letter or digit, which nearly every text holds; use a longer term')
    : null;
}

/** Why a text cannot be a term under this folding, as the end of a sentence; null when it can. */
export function findTermProblem(text: string, folding: Folding, rules: TermRules | null = null): string | null {
  const fault = findFault(text, folding, rules);
  if (fault === null) return null;
  return fault.path === 'text' ? fault.message : `has a rule whose ${fault.path} ${fault.message}`;
}

/**
 * Phrases as a list keeps them, each once.
 *
 * @throws HeguiError E_REQUEST_INVALID at `phrases.3` for one that no text could match.
 */
export function requireAllow(phrases: readonly string[]): string[] {
  for (const [index, phrase] of phrases.entries()) {
    const fault = CONTROL.test(phrase) ? 'has a control character; remove it' : findAllowFault(phrase);
    if (fault !== null) throw invalidField(`phrases.${index}`, fault);
  }
  return [...new Set(phrases)];
}

/** @throws HeguiError E_REQUEST_INVALID when the code is none of the 31 risks. */
export function requireRiskCode(code: string | null | undefined, path: string): void {
  if (code === null || code === undefined || isRiskCode(code)) return;
  throw invalidField(
    path,
    `is ${JSON.stringify(code.slice(0, 20))}, which is none of the 31 risk codes; see GET /api/risks`,
  );
}
