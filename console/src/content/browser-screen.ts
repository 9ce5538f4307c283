import type { Action, Folding, Hit, TermRules, WordList } from '@hegui/contract';
import {
  compileScreen,
  type FoldedKind,
  findFoldedBy,
  type Screen,
  type TermSpec,
  withListDefaults,
} from '@hegui/screening';

/** A term as the browser needs it. */
export interface BrowserTerm {
  readonly text: string;
  readonly risk: string | null;
  readonly action: Action | null;
  readonly rules: TermRules | null;
}

/** A hit, and the kinds of folding without which it would not have been found. */
export interface BrowserHit extends Hit {
  readonly foldedBy: readonly FoldedKind[];
}

export interface BrowserFound {
  readonly hits: readonly BrowserHit[];
  /** What a stream of the text would release. */
  readonly released: string;
  readonly isCut: boolean;
}

/** One list, compiled in the browser by the gateway's own engine. */
export interface BrowserScreen {
  readonly terms: number;
  find(text: string): BrowserFound;
}

const MASK = '■';

/** @throws HeguiError E_REQUEST_INVALID for a term that no text can match. */
export function compileInBrowser(list: WordList, terms: readonly BrowserTerm[]): BrowserScreen {
  const specs = terms.map(
    ({ text, action, rules }, tag): TermSpec => ({
      text,
      tag,
      action: action ?? list.action,
      rules: withListDefaults(text, rules),
    }),
  );
  const screen = compileScreen([{ folding: list.folding, allow: list.allow, terms: specs }]);
  return { terms: terms.length, find: (text) => findHits(screen, list, terms, specs, text) };
}

function findHits(
  screen: Screen,
  list: WordList,
  terms: readonly BrowserTerm[],
  specs: readonly TermSpec[],
  text: string,
): BrowserFound {
  const folding: Folding = list.folding;
  const hits = screen.scan(text).flatMap(({ start, end, tag }): BrowserHit[] => {
    const term = terms[tag];
    const spec = specs[tag];
    if (term === undefined || spec === undefined) return [];
    const { id: listId, name: listName } = list;
    const foldedBy = findFoldedBy(text.slice(start, end), spec, folding);
    return [
      { start, end, term: term.text, listId, listName, risk: term.risk ?? list.risk, action: spec.action, foldedBy },
    ];
  });
  const stream = screen.open({ mask: MASK });
  const pushed = stream.push(text);
  const ended = stream.end();
  return { hits, released: pushed.released + ended.released, isCut: pushed.cut || ended.cut };
}
