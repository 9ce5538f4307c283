import { foldTableOf, foldTerm, INVISIBLE, INVISIBLES_MAX, SEPARATOR, SEPARATORS_MAX, SYMBOL } from '../fold.ts';
import type { ScreenHit, TermGroup, TermSpec } from '../index.ts';

/** What a screen must find, worked out by trying each term at each place. Slow; for tests only. */
export interface NaiveScreen {
  scan(text: string): ScreenHit[];
  /** What a stream releases and reports in all, however the text is cut into pieces. */
  stream(text: string, mask: string): { released: string; hits: ScreenHit[]; cut: boolean };
  /** How many units at the end of a well-formed text could still become a hit or part of one. */
  countLive(text: string): number;
}

interface NaiveTerm {
  readonly spec: TermSpec;
  readonly symbols: Uint16Array;
  readonly group: TermGroup;
}

type Attempt = { readonly end: number } | 'live' | 'none';

export function makeNaiveScreen(groups: readonly TermGroup[]): NaiveScreen {
  const terms = groups.flatMap((group) =>
    group.terms.map((spec) => ({ spec, group, symbols: foldTerm(spec.text, group.folding, 'term') })),
  );
  const scan = (text: string): ScreenHit[] => scanAll(terms, text.toWellFormed());
  const countLive = (text: string): number => countLiveUnits(terms, text);
  return { scan, countLive, stream: (text, mask) => streamAll(terms, text.toWellFormed(), mask) };
}

function scanAll(terms: readonly NaiveTerm[], text: string): ScreenHit[] {
  const hits: ScreenHit[] = [];
  for (let start = 0; start < text.length; start += 1) {
    for (const [index, term] of terms.entries()) {
      const attempt = tryTerm(term, text, start);
      if (typeof attempt === 'object') hits.push({ start, end: attempt.end, tag: term.spec.tag, term: index });
    }
  }
  return hits.sort((a, b) => a.start - b.start || a.end - b.end || a.term - b.term);
}

/** Reads the text from `start` on, one code point at a time, against one term. */
function tryTerm({ symbols, group }: NaiveTerm, text: string, start: number): Attempt {
  const table = foldTableOf(group.folding);
  let matched = 0;
  let separators = 0;
  let invisibles = 0;
  for (let index = start; index < text.length; ) {
    const unit = text.charCodeAt(index);
    const kind = table.kinds[unit];
    if (kind === SYMBOL) {
      if (table.units[unit] !== symbols[matched]) return 'none';
      matched += 1;
      index += 1;
      if (matched === symbols.length) return { end: index };
      separators = 0;
      invisibles = 0;
      continue;
    }
    if (matched === 0) return 'none';
    if (kind === SEPARATOR) separators += 1;
    else invisibles += 1;
    if (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX) return 'none';
    index += kind === SEPARATOR || kind === INVISIBLE ? 1 : 2;
  }
  return matched > 0 ? 'live' : 'none';
}

function countLiveUnits(terms: readonly NaiveTerm[], text: string): number {
  for (let start = 0; start < text.length; start += 1) {
    if (terms.some((term) => tryTerm(term, text, start) === 'live')) return text.length - start;
  }
  return 0;
}

function streamAll(terms: readonly NaiveTerm[], text: string, mask: string): ReturnType<NaiveScreen['stream']> {
  const all = scanAll(terms, text);
  const actionOf = (hit: ScreenHit): string => terms[hit.term]?.spec.action ?? '';
  const blocks = all.filter((hit) => actionOf(hit) === 'block');
  const cut = blocks.length > 0;
  const end = cut ? Math.min(...blocks.map((hit) => hit.end)) : text.length;
  const hits = all.filter((hit) => hit.end <= end);
  const starts = blocks.filter((hit) => hit.end === end).map((hit) => hit.start);
  const live = cut ? end - countLiveUnits(terms, text.slice(0, end)) : end;
  const until = Math.min(live, end, ...starts);
  const masked = hits.filter((hit) => actionOf(hit) === 'replace');
  let released = '';
  let at = 0;
  for (const character of text.slice(0, until)) {
    released += masked.some((hit) => hit.start <= at && at < hit.end) ? mask : character;
    at += character.length;
  }
  return { released, hits, cut };
}
