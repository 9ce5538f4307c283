import { pageOf, termRulesSchema, termSchema, type WordList } from '@hegui/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api/index.ts';
import { type BrowserScreen, type BrowserTerm, compileInBrowser } from './browser-screen.ts';

const TERMS_PER_PAGE = 500;
const termsPageSchema = pageOf(termSchema.extend({ rules: termRulesSchema.nullable().default(null) }));

export interface ReadyScreen {
  readonly screen: BrowserScreen;
  /** How long the engine took to build. */
  readonly ms: number;
}

/** The chosen list, compiled in this browser; fetched anew whenever the list has another version. */
export function useBrowserScreen(list: WordList | undefined) {
  const [done, setDone] = useState(0);
  const query = useQuery({
    queryKey: ['word-lists', list?.id, 'browser-screen', list?.version],
    enabled: list !== undefined && list.terms > 0,
    queryFn: async ({ signal }): Promise<ReadyScreen | null> => {
      if (list === undefined) return null;
      const terms = await fetchTerms(list.id, setDone, signal);
      const start = performance.now();
      const screen = compileInBrowser(list, terms);
      return { screen, ms: performance.now() - start };
    },
    // A compiled list is large; the version in its key tells when it is out of date.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
  });
  return { query, done };
}

async function fetchTerms(listId: string, tell: (done: number) => void, signal: AbortSignal): Promise<BrowserTerm[]> {
  const terms: BrowserTerm[] = [];
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await api.get(`/api/word-lists/${listId}/terms`, termsPageSchema, { limit: TERMS_PER_PAGE, cursor });
    terms.push(...page.items);
    tell(terms.length);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return terms;
}
