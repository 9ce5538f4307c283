import type { ListScreen } from '../../../registry/index.ts';
import type { TrialCounts } from './store.ts';

/** Terms named in a sample, at most. */
const TERMS_MAX = 5;

export interface Difference {
  readonly chars: number;
  readonly newHits: number;
  readonly lostHits: number;
  readonly newTerms: readonly string[];
  readonly lostTerms: readonly string[];
}

/**
 * What one list finds in the texts of an exchange and the other does not. A hit that leads to another action, or stands for
 * another risk, is both lost and new.
 */
export function compareScreens(live: ListScreen, candidate: ListScreen, texts: readonly string[]): Difference {
  const newTerms = new Set<string>();
  const lostTerms = new Set<string>();
  let [chars, newHits, lostHits] = [0, 0, 0];
  for (const text of texts) {
    chars += text.length;
    const before = hitsOf(live, text);
    const after = hitsOf(candidate, text);
    for (const [key, term] of after) {
      if (before.has(key)) continue;
      newHits++;
      if (newTerms.size < TERMS_MAX) newTerms.add(term);
    }
    for (const [key, term] of before) {
      if (after.has(key)) continue;
      lostHits++;
      if (lostTerms.size < TERMS_MAX) lostTerms.add(term);
    }
  }
  return { chars, newHits, lostHits, newTerms: [...newTerms], lostTerms: [...lostTerms] };
}

function hitsOf({ screen, termInfo }: ListScreen, text: string): Map<string, string> {
  return new Map(
    screen.scan(text).map(({ start, end, tag }) => {
      const { term, action, risk } = termInfo(tag);
      return [`${start} ${end} ${action} ${risk} ${term}`, term];
    }),
  );
}

export const NO_COUNTS: TrialCounts = {
  exchanges: 0,
  chars: 0,
  newHits: 0,
  lostHits: 0,
  exchangesWithNew: 0,
  exchangesWithLost: 0,
};

export const addDifference = (counts: TrialCounts, found: Difference): TrialCounts => ({
  exchanges: counts.exchanges + 1,
  chars: counts.chars + found.chars,
  newHits: counts.newHits + found.newHits,
  lostHits: counts.lostHits + found.lostHits,
  exchangesWithNew: counts.exchangesWithNew + (found.newHits > 0 ? 1 : 0),
  exchangesWithLost: counts.exchangesWithLost + (found.lostHits > 0 ? 1 : 0),
});
