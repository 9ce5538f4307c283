import { reverseTerm } from '../evasion/index.ts';
import {
  type Folding,
  foldListed,
  foldTableOf,
  INVISIBLE,
  INVISIBLES_MAX,
  SEPARATOR,
  SEPARATORS_MAX,
  SYMBOL,
} from '../fold.ts';
import { foldPairs } from '../fold-styled.ts';
import type { ScreenHit, TermGroup, TermSpec } from '../index.ts';
import { naiveColumns, readEvasions } from './naive-evasion.ts';

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
  readonly number: number;
  readonly symbols: Uint16Array;
  readonly folding: Folding;
  /** The term backwards is a form of its own, found by the alphabet only. */
  readonly isReversed: boolean;
}

/** A hit and where in the text it becomes certain: at its end, or a unit later. */
interface NaiveHit extends ScreenHit {
  readonly knownAt: number;
}

type Attempt = { readonly end: number } | 'live' | 'none';

export function makeNaiveScreen(groups: readonly TermGroup[]): NaiveScreen {
  const specs = groups.flatMap((group) => group.terms.map((spec) => ({ spec, group })));
  const terms = specs.flatMap(({ spec, group }, number): NaiveTerm[] => {
    const { folded, folding } = foldListed(spec.text, group.folding, 'term');
    const term = { spec, number, symbols: folded, folding, isReversed: false };
    const reversed = reverseTerm(folding, folded);
    return reversed === null ? [term] : [term, { ...term, symbols: reversed, isReversed: true }];
  });
  const scan = (text: string): ScreenHit[] => {
    const whole = text.toWellFormed();
    return distinct([...scanAll(terms, whole), ...scanColumns(terms, whole)]).map(({ knownAt, ...hit }) => hit);
  };
  const countLive = (text: string): number => countLiveUnits(terms, text);
  return { scan, countLive, stream: (text, mask) => streamAll(terms, text.toWellFormed(), mask) };
}

function scanAll(terms: readonly NaiveTerm[], text: string): NaiveHit[] {
  const hits: NaiveHit[] = [];
  for (let start = 0; start < text.length; start += 1) {
    for (const term of terms) {
      const add = (end: number, knownAt: number): void => {
        hits.push({ start, end, tag: term.spec.tag, term: term.number, knownAt });
      };
      const attempt = tryTerm(term, text, start);
      if (typeof attempt === 'object') add(attempt.end, attempt.end);
      if (term.isReversed) continue;
      for (const { end, knownAt } of readEvasions(term.folding, term.symbols, term.spec.text, text, start).ends)
        add(end, knownAt);
    }
  }
  return distinct(hits);
}

function scanColumns(terms: readonly NaiveTerm[], text: string): NaiveHit[] {
  const tall = terms.filter((term) => term.folding.vertical === true && !term.isReversed && term.symbols.length >= 2);
  const hits: NaiveHit[] = [];
  for (const column of naiveColumns(text)) {
    for (let from = 0; from < column.text.length; from += 1) {
      for (const term of tall) {
        const attempt = tryTerm(term, column.text, from);
        if (typeof attempt !== 'object') continue;
        const start = column.offsets[from] ?? 0;
        const end = (column.offsets[attempt.end - 1] ?? 0) + 1;
        hits.push({ start, end, tag: term.spec.tag, term: term.number, knownAt: end });
      }
    }
  }
  return hits;
}

/** Sorted; of hits that differ in nothing else, the one that is certain first. */
function distinct(hits: readonly NaiveHit[]): NaiveHit[] {
  const sorted = [...hits].sort(
    (a, b) => a.start - b.start || a.end - b.end || a.term - b.term || a.knownAt - b.knownAt,
  );
  return sorted.filter((hit, index) => {
    const last = sorted[index - 1];
    return last === undefined || last.start !== hit.start || last.end !== hit.end || last.term !== hit.term;
  });
}

/** Reads the text from `start` on, one code point at a time, against one term. */
function tryTerm({ symbols, folding }: NaiveTerm, text: string, start: number): Attempt {
  const table = foldTableOf(folding);
  let matched = 0;
  let separators = 0;
  let invisibles = 0;
  for (let index = start; index < text.length; ) {
    // A styled astral letter is one character of two units.
    const pair = text.slice(index, index + 2);
    const isStyled = table.foldsPairs && foldPairs(pair) !== pair;
    const unit = isStyled ? foldPairs(pair).charCodeAt(0) : text.charCodeAt(index);
    const kind = table.kinds[unit];
    if (kind === SYMBOL) {
      if (table.units[unit] !== symbols[matched]) return 'none';
      matched += 1;
      index += isStyled ? 2 : 1;
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
    const isLive = ({ isReversed, folding, symbols, spec }: NaiveTerm): boolean =>
      !isReversed && readEvasions(folding, symbols, spec.text, text, start).isLive;
    if (terms.some((term) => tryTerm(term, text, start) === 'live' || isLive(term))) return text.length - start;
  }
  return 0;
}

function streamAll(terms: readonly NaiveTerm[], text: string, mask: string): ReturnType<NaiveScreen['stream']> {
  const all = scanAll(terms, text);
  const actions = new Map(terms.map(({ number, spec }) => [number, spec.action]));
  const blocks = all.filter((hit) => actions.get(hit.term) === 'block');
  const cut = blocks.length > 0;
  const end = cut ? Math.min(...blocks.map((hit) => hit.knownAt)) : text.length;
  const known = all.filter((hit) => hit.knownAt <= end);
  const starts = blocks.filter((hit) => hit.knownAt === end).map((hit) => hit.start);
  const live = cut ? end - countLiveUnits(terms, text.slice(0, end)) : end;
  const until = Math.min(live, end, ...starts);
  const masked = known.filter((hit) => actions.get(hit.term) === 'replace');
  let released = '';
  let at = 0;
  for (const character of text.slice(0, until)) {
    released += masked.some((hit) => hit.start <= at && at < hit.end) ? mask : character;
    at += character.length;
  }
  return { released, hits: known.map(({ knownAt, ...hit }) => hit), cut };
}
