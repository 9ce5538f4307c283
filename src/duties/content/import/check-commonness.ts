import { setImmediate } from 'node:timers/promises';
import type { ListScreen } from '../../../registry/index.ts';
import { foldTerm } from '../../../screening/index.ts';
import type { GivenTerm, NotedRow, TrialList } from '../model.ts';
import type { ReadTerms } from './term-reader.ts';

/** A term that this share of ordinary texts holds is refused. */
const REFUSED_SHARE = 0.5;
const DOUBTED_SHARE = 0.05;
/** Fewer texts than this measure nothing. */
const TEXTS_MIN = 20;
/** So many terms are compiled and measured without being sorted out first. */
const MEASURED_MAX = 5_000;

export interface Sample {
  /** As a sentence names it. */
  readonly name: string;
  readonly texts: readonly string[];
}

/**
 * Measures how many of the sample's texts each term would hit, by the very screen that would use it, and refuses a term
 * that hits half of them. A list of many thousand terms is sorted out first: a term whose first character hardly any text
 * holds cannot hit many.
 */
export async function refuseCommon(
  { terms, refused, warned }: ReadTerms,
  list: Omit<TrialList, 'terms'>,
  compile: (list: TrialList) => ListScreen,
  samples: readonly Sample[],
): Promise<ReadTerms> {
  const shares = new Map<GivenTerm, { share: number; sample: Sample }>();
  for (const sample of samples.filter(({ texts }) => texts.length >= TEXTS_MIN)) {
    const candidates = terms.length <= MEASURED_MAX ? terms : terms.filter(mayBeCommon(list, sample.texts));
    if (candidates.length === 0) continue;
    await setImmediate();
    const { screen, termInfo } = compile({ ...list, terms: candidates.map(toTrialTerm) });
    const hit = new Map<string, number>();
    for (const text of sample.texts) {
      for (const term of new Set(screen.scan(text).map(({ tag }) => termInfo(tag).term)))
        hit.set(term, (hit.get(term) ?? 0) + 1);
    }
    for (const term of candidates) {
      const share = (hit.get(term.text) ?? 0) / sample.texts.length;
      if (share >= DOUBTED_SHARE && share > (shares.get(term)?.share ?? 0)) shares.set(term, { share, sample });
    }
  }
  const isRefused = (term: GivenTerm): boolean => (shares.get(term)?.share ?? 0) >= REFUSED_SHARE;
  const noted = [...shares].map(([term, measured]) => ({ term, row: noteOf(term, measured) }));
  return {
    terms: terms.filter((term) => !isRefused(term)),
    refused: [...refused, ...noted.filter(({ term }) => isRefused(term)).map(({ row }) => row)].sort(byPlace),
    warned: [...warned, ...noted.filter(({ term }) => !isRefused(term)).map(({ row }) => row)].sort(byPlace),
  };
}

const toTrialTerm = ({ text, risk, action, rules }: GivenTerm) => ({ text, risk, action, rules });

function noteOf(term: GivenTerm, { share, sample }: { share: number; sample: Sample }): NotedRow {
  const { line, sheet, text } = term;
  const measured = `is in ${Math.round(share * 100)} % of ${sample.texts.length} ${sample.name}`;
  const reason =
    share >= REFUSED_SHARE
      ? `${measured}; a term that hits half of all text tells nothing, so use a longer one`
      : `${measured}; check that it is meant`;
  return { line, ...(sheet === undefined ? {} : { sheet }), text: text.slice(0, 100), reason };
}

const byPlace = (a: NotedRow, b: NotedRow): number => a.line - b.line;

function mayBeCommon({ folding }: Pick<TrialList, 'folding'>, texts: readonly string[]): (term: GivenTerm) => boolean {
  const seen = new Map<number, number>();
  for (const text of texts) {
    const whole = text.slice(0, 1_000).replace(/[\uD800-\uDFFF]/g, '');
    if (whole.trim() === '') continue;
    for (const unit of new Set(foldTerm(whole, folding, 'text'))) seen.set(unit, (seen.get(unit) ?? 0) + 1);
  }
  return ({ text }) => {
    const [first] = foldTerm(text, folding, 'text');
    return first !== undefined && (seen.get(first) ?? 0) >= DOUBTED_SHARE * texts.length;
  };
}
