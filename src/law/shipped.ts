import agencies from '../../law/agencies.json' with { type: 'json' };
import measuresArticles from '../../law/articles/measures.json' with { type: 'json' };
import conditions from '../../law/conditions.json' with { type: 'json' };
import instruments from '../../law/instruments.json' with { type: 'json' };
import measuresObligations from '../../law/obligations/measures.json' with { type: 'json' };
import penalties from '../../law/penalties.json' with { type: 'json' };
import thresholds from '../../law/thresholds.json' with { type: 'json' };
import { find, findArticle, type LawBook, readLaw } from './law-book.ts';
import type { Article, Instrument, Obligation } from './model.ts';
import type { LawFile } from './sections.ts';
import { type Applicable, applicableOn as applicable, changesOn as changes, type LawChange } from './time.ts';

/** The files that Hegui ships, by their path; a test compares this with the folder. */
export const SHIPPED_FILES: readonly LawFile[] = [
  { name: 'law/agencies.json', value: agencies },
  { name: 'law/articles/measures.json', value: measuresArticles },
  { name: 'law/conditions.json', value: conditions },
  { name: 'law/instruments.json', value: instruments },
  { name: 'law/obligations/measures.json', value: measuresObligations },
  { name: 'law/penalties.json', value: penalties },
  { name: 'law/thresholds.json', value: thresholds },
];

let shipped: LawBook | null = null;

/** The law as shipped, without what an operator added; a running server uses the book that `app` read from disk. */
export function shippedLaw(): LawBook {
  shipped ??= readLaw(SHIPPED_FILES);
  return shipped;
}

export const obligations = (): readonly Obligation[] => shippedLaw().obligations;
/** @throws HeguiError E_NOT_FOUND */
export const obligation = (id: string): Obligation => find(shippedLaw().obligations, 'obligation', id);
/** By its own id or that of a part or obligation in it. @throws HeguiError E_NOT_FOUND */
export const article = (id: string): Article => findArticle(shippedLaw(), id);
/** @throws HeguiError E_NOT_FOUND */
export const instrument = (id: string): Instrument => find(shippedLaw().instruments, 'instrument', id);
/** @throws HeguiError E_REQUEST_INVALID for a day that is none or lies before 2023. */
export const applicableOn = (date: string): Applicable => applicable(shippedLaw(), date);
/** null where nothing changes on that day. @throws HeguiError E_REQUEST_INVALID */
export const changesOn = (date: string): LawChange | null => changes(shippedLaw(), date);
