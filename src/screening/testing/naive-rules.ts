import {
  type Folding,
  type FoldTable,
  foldTableOf,
  foldTerm,
  INVISIBLE,
  INVISIBLES_MAX,
  SEPARATOR,
  SEPARATORS_MAX,
  SYMBOL,
} from '../fold.ts';
import type { ScreenHit, TermGroup, TermRules, TermSpec } from '../index.ts';

/** What rules must lead to, worked out by trying everything at each place of each beginning of a text. For tests only. */
export interface NaiveRuleScreen {
  scan(text: string): ScreenHit[];
  scanLongest(text: string): ScreenHit[];
  /** What a stream releases and reports in all, however the text is cut into pieces. */
  stream(text: string, mask: string): { released: string; hits: ScreenHit[]; cut: boolean };
  /** Where that starts which must be held once a well-formed text has come so far. */
  heldFrom(text: string): number;
}

interface NaiveTerm {
  readonly spec: TermSpec;
  readonly number: number;
  readonly folding: Folding;
  readonly table: FoldTable;
  readonly rules: TermRules;
  readonly allow: readonly string[];
}

/** One way in which a term, or a part of its combination, stands in a text. */
interface Occurrence {
  readonly term: NaiveTerm;
  /** 0 for the term itself, then the others of its combination. */
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

interface Certain {
  readonly occurrence: Occurrence;
  readonly at: number;
}

type Attempt = { readonly end: number } | 'live' | 'none';
/** null: the text may still go on either way. */
type Status = boolean | null;

const LOOKBACK = 1_024;

export function makeNaiveRuleScreen(groups: readonly TermGroup[]): NaiveRuleScreen {
  let number = 0;
  const terms = groups.flatMap((group) =>
    group.terms.map((spec): NaiveTerm => {
      const rules = spec.rules ?? {};
      const own = Object.fromEntries(Object.entries(rules.fold ?? {}).filter(([, on]) => on !== undefined));
      const folding: Folding = { ...group.folding, ...own };
      const allow = [...(group.allow ?? []), ...(rules.allow ?? [])];
      return { spec, number: number++, folding, table: foldTableOf(folding), rules, allow };
    }),
  );
  const hitsOf = (text: string): { hit: ScreenHit; at: number }[] => certainHits(terms, text);
  const scan = (text: string): ScreenHit[] => unique(hitsOf(text.toWellFormed()).map(({ hit }) => hit));
  return {
    scan,
    scanLongest: (text) => pickNaively(scan(text)),
    stream: (text, mask) => streamAll(terms, text.toWellFormed(), mask),
    heldFrom: (text) => openFrom(terms, text, text.length, null),
  };
}

function streamAll(terms: readonly NaiveTerm[], text: string, mask: string): ReturnType<NaiveRuleScreen['stream']> {
  const all = certainHits(terms, text);
  const actionOf = ({ term }: ScreenHit): string => terms[term]?.spec.action ?? '';
  const blocks = all.filter(({ hit }) => actionOf(hit) === 'block');
  const cutAt = Math.min(...blocks.map(({ at }) => at));
  const known = all.filter(({ at }) => at <= cutAt).map(({ hit }) => hit);
  const starts = known.filter((hit) => actionOf(hit) === 'block').map(({ start }) => start);
  const open = cutAt <= text.length ? openFrom(terms, text, cutAt, cutAt) : text.length;
  const until = Math.min(open, ...starts);
  const masked = known.filter((hit) => actionOf(hit) === 'replace');
  let released = '';
  let at = 0;
  for (const character of text.slice(0, until)) {
    released += masked.some((hit) => hit.start <= at && at < hit.end) ? mask : character;
    at += character.length;
  }
  return { released, hits: unique(known), cut: cutAt < Number.POSITIVE_INFINITY };
}

/** Where the first thing starts that is open once the text has come to `to`. */
function openFrom(terms: readonly NaiveTerm[], whole: string, to: number, cutAt: number | null): number {
  const text = whole.slice(0, to);
  for (let start = 0; start < text.length; start += 1) {
    for (const term of terms) {
      if (partsOf(term).some((part) => followGaps(term, part, text, start).isLive)) return start;
    }
    const isOpen = occurrencesIn(terms, text).some(
      (occurrence) => occurrence.start === start && statusOf(occurrence, text) === null,
    );
    if (isOpen) return start;
  }
  return cutAt ?? text.length;
}

/** Every hit with the length at which a beginning of the text makes it certain; one more than all of it at its end. */
function certainHits(terms: readonly NaiveTerm[], text: string): { hit: ScreenHit; at: number }[] {
  const accepted: Certain[] = occurrencesIn(terms, text).flatMap((occurrence) => {
    for (let at = occurrence.end; at <= text.length; at += 1) {
      if (isMidPair(text, at)) continue;
      const status = statusOf(occurrence, text.slice(0, at));
      if (status !== null) return status ? [{ occurrence, at }] : [];
    }
    return statusAtEnd(occurrence, text) ? [{ occurrence, at: text.length + 1 }] : [];
  });
  return accepted
    .filter((each) => isComplete(each, accepted, text))
    .map(({ occurrence: { term, start, end }, at }) => ({
      hit: { start, end, tag: term.spec.tag, term: term.number },
      at,
    }));
}

function isComplete({ occurrence, at }: Certain, accepted: readonly Certain[], text: string): boolean {
  const { term } = occurrence;
  return partsOf(term).every((_, part) =>
    accepted.some(
      (other) =>
        other.occurrence.term === term &&
        other.occurrence.part === part &&
        other.at <= at &&
        sentenceOf(text, other.occurrence.end) === sentenceOf(text, occurrence.end),
    ),
  );
}

const sentenceOf = (text: string, end: number): number =>
  text.slice(0, end - 1).match(/[。｡．！!？?\n\r\u2028\u2029\u0085]|(?<=\.)\s/g)?.length ?? 0;

const isMidPair = (text: string, at: number): boolean => /[\udc00-\udfff]/.test(text[at] ?? '');

/** The texts that make up a term: itself, then the others of its combination; each split at its gaps. */
function partsOf({ spec, rules, folding }: NaiveTerm): string[][] {
  const own = rules.gap === undefined ? [spec.text] : splitNaively(spec.text, folding);
  return [own, ...(rules.combine?.with ?? []).map((other) => [other])];
}

function splitNaively(text: string, folding: Folding): string[] {
  const marked = text
    .replace(/\\\*/g, '\u{f0000}')
    .replace(/^\*+|\*+$/g, (stars) => '\u{f0000}'.repeat(stars.length))
    .split('*')
    .map((part) => part.replaceAll('\u{f0000}', '*'));
  const { kinds } = foldTableOf(folding);
  const full = marked.filter((part) => [...part].some((mark) => kinds[mark.charCodeAt(0)] === SYMBOL));
  return full.length === 0 ? [text] : full;
}

function occurrencesIn(terms: readonly NaiveTerm[], text: string): Occurrence[] {
  const found: Occurrence[] = [];
  for (let start = 0; start < text.length; start += 1) {
    for (const term of terms) {
      for (const [part, pieces] of partsOf(term).entries()) {
        for (const end of followGaps(term, pieces, text, start).ends) found.push({ term, part, start, end });
      }
    }
  }
  return found;
}

/** All ends of the pieces that start at `start`, and whether more may come. */
function followGaps(term: NaiveTerm, pieces: readonly string[], text: string, start: number) {
  const [first = '', ...rest] = pieces;
  const ends = new Set<number>();
  const attempt = tryText(term, first, text, start);
  let isLive = attempt === 'live';
  if (typeof attempt === 'object') {
    if (rest.length === 0) ends.add(attempt.end);
    else {
      for (let next = attempt.end; next <= text.length; next += 1) {
        if (isMidPair(text, next) || distance(term, text, attempt.end, next) > (term.rules.gap ?? 0)) continue;
        if (next === text.length) isLive = true;
        const deeper = followGaps(term, rest, text, next);
        for (const end of deeper.ends) ends.add(end);
        if (deeper.isLive) isLive = true;
      }
    }
  }
  return { ends, isLive };
}

function distance({ table }: NaiveTerm, text: string, from: number, to: number): number {
  let visible = 0;
  let invisible = 0;
  for (const character of text.slice(from, to)) {
    const kind = table.kinds[character.charCodeAt(0)];
    if (kind === SYMBOL || kind === SEPARATOR) visible += 1;
    else invisible += 1;
  }
  return visible + Math.max(0, invisible - INVISIBLES_MAX);
}

/** Reads the text from `start` on against one phrase under a term's folding. */
function tryText({ table, folding }: NaiveTerm, phrase: string, text: string, start: number): Attempt {
  const symbols = foldTerm(phrase, folding, 'phrase');
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

function statusOf(occurrence: Occurrence, text: string): Status {
  const statuses = conditionsOf(occurrence, text);
  if (statuses.includes(false)) return false;
  return statuses.includes(null) ? null : true;
}

function statusAtEnd(occurrence: Occurrence, text: string): boolean {
  const [word, allowed, context] = conditionsOf(occurrence, text);
  const isContextMet = context ?? occurrence.term.rules.context?.kind === 'excludes';
  return word !== false && allowed !== false && isContextMet;
}

function conditionsOf(occurrence: Occurrence, text: string): [Status, Status, Status] {
  if (occurrence.part > 0) return [wordStatus(occurrence, text), true, true];
  return [wordStatus(occurrence, text), allowedStatus(occurrence, text), contextStatus(occurrence, text)];
}

function wordStatus({ term, part, start, end }: Occurrence, text: string): Status {
  const { wholeWord, combine } = term.rules;
  const other = combine?.with[part - 1] ?? '';
  const isShort = part > 0 && wholeWord !== false && /^[\p{Script=Latin}\p{Nd}]{1,3}$/u.test(other);
  if (wholeWord !== true && !isShort) return true;
  const kindOf = (character: string | undefined): string => {
    const shown = String.fromCharCode(term.table.units[character?.charCodeAt(0) ?? 0] ?? 0);
    if (character === undefined) return 'none';
    if (/[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(shown)) return 'letter';
    return /\p{Nd}/u.test(shown) ? 'digit' : 'none';
  };
  const goesOn = (one: string | undefined, other: string | undefined): boolean =>
    kindOf(one) !== 'none' && kindOf(one) === kindOf(other);
  if (goesOn([...text.slice(0, start)].at(-1), text[start])) return false;
  if (kindOf(text[end - 1]) === 'none') return true;
  return end === text.length ? null : !goesOn(text[end - 1], text[end]);
}

function allowedStatus({ term, start, end }: Occurrence, text: string): Status {
  let status: Status = true;
  for (let from = Math.max(0, start - LOOKBACK); from <= start; from += 1) {
    for (const phrase of term.allow) {
      const attempt = tryText(term, phrase, text, from);
      if (typeof attempt === 'object' && attempt.end >= end) return false;
      if (attempt === 'live') status = null;
    }
  }
  return status;
}

function contextStatus({ term, start, end }: Occurrence, text: string): Status {
  const { context } = term.rules;
  if (context === undefined) return true;
  const onFound = context.kind === 'requires';
  let isOpen = distance(term, text, end, text.length) <= context.within;
  for (let from = Math.max(0, start - LOOKBACK); from < text.length; from += 1) {
    if (from > end && distance(term, text, end, from) > context.within) break;
    for (const phrase of context.terms) {
      const attempt = tryText(term, phrase, text, from);
      if (attempt === 'live') isOpen = true;
      if (typeof attempt === 'string') continue;
      if (attempt.end >= start || distance(term, text, attempt.end, start) <= context.within) return onFound;
    }
  }
  return isOpen ? null : !onFound;
}

function unique(hits: readonly ScreenHit[]): ScreenHit[] {
  const sorted = [...hits].sort((a, b) => a.start - b.start || a.end - b.end || a.term - b.term);
  const keys = sorted.map(({ start, end, term }) => `${start} ${end} ${term}`);
  return sorted.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function pickNaively(hits: readonly ScreenHit[]): ScreenHit[] {
  const picked: ScreenHit[] = [];
  let from = 0;
  for (;;) {
    const left = hits.filter(({ start }) => start >= from);
    const first = Math.min(...left.map(({ start }) => start));
    const [longest] = left.filter(({ start }) => start === first).sort((a, b) => b.end - a.end || a.term - b.term);
    if (longest === undefined) return picked;
    picked.push(longest);
    from = longest.end;
  }
}
