import { HeguiError } from '../../../kernel/index.ts';
import type { ListScreen } from '../../../registry/index.ts';
import type { GivenTerm, NotedRow, TermSettings, TrialList } from '../model.ts';
import type { ReadTerms } from './term-reader.ts';

type Compile = (list: TrialList) => ListScreen;
type Candidate = TermSettings & { readonly text: string };

/**
 * Refuses what screening itself would refuse: a gap at an end, a rule that contradicts the term. One such term in a list
 * would keep every list from being loaded. Plain terms were looked at already.
 */
export function refuseUnfit(read: ReadTerms, list: Omit<TrialList, 'terms'>, compile: Compile): ReadTerms {
  const refused: NotedRow[] = [];
  const terms = read.terms.filter((term) => {
    const reason = findUnfitness(term, list, compile);
    if (reason !== null) refused.push(noteOf(term, reason));
    return reason === null;
  });
  if (refused.length === 0) return read;
  return { ...read, terms, refused: [...read.refused, ...refused].sort((a, b) => a.line - b.line) };
}

/** Why screening would not take a term, as the end of a sentence; null when it would. */
export function findUnfitness(
  { text, risk, action, rules }: Candidate,
  list: Omit<TrialList, 'terms'>,
  compile: Compile,
): string | null {
  if (rules === null && !text.includes('*')) return null;
  try {
    compile({ ...list, terms: [{ text, risk, action, rules }] });
    return null;
  } catch (error) {
    if (!(error instanceof HeguiError) || error.code !== 'E_REQUEST_INVALID') throw error;
    return error.fields[0]?.message ?? error.message;
  }
}

const noteOf = ({ line, sheet, text }: GivenTerm, reason: string): NotedRow => ({
  line,
  ...(sheet === undefined ? {} : { sheet }),
  text: text.slice(0, 100),
  reason,
});
