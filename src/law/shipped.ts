import agencies from '../../law/agencies.json' with { type: 'json' };
import algorithmArticles from '../../law/articles/algorithm.json' with { type: 'json' };
import assessment2018Articles from '../../law/articles/assessment-2018.json' with { type: 'json' };
import companionsArticles from '../../law/articles/companions.json' with { type: 'json' };
import dataArticles from '../../law/articles/data.json' with { type: 'json' };
import deepSynthesisArticles from '../../law/articles/deep-synthesis.json' with { type: 'json' };
import draft2023Articles from '../../law/articles/draft-2023.json' with { type: 'json' };
import filingArticles from '../../law/articles/filing.json' with { type: 'json' };
import labellingArticles from '../../law/articles/labelling.json' with { type: 'json' };
import measuresArticles from '../../law/articles/measures.json' with { type: 'json' };
import minorsArticles from '../../law/articles/minors.json' with { type: 'json' };
import networkSecurityArticles from '../../law/articles/network-security.json' with { type: 'json' };
import personalInformationArticles from '../../law/articles/personal-information.json' with { type: 'json' };
import policiesArticles from '../../law/articles/policies.json' with { type: 'json' };
import standardsArticles from '../../law/articles/standards.json' with { type: 'json' };
import comparisons from '../../law/comparisons.json' with { type: 'json' };
import conditions from '../../law/conditions.json' with { type: 'json' };
import instruments from '../../law/instruments.json' with { type: 'json' };
import licences from '../../law/licences.json' with { type: 'json' };
import misreadings from '../../law/misreadings.json' with { type: 'json' };
import algorithmObligations from '../../law/obligations/algorithm.json' with { type: 'json' };
import assessment2018Obligations from '../../law/obligations/assessment-2018.json' with { type: 'json' };
import companionsObligations from '../../law/obligations/companions.json' with { type: 'json' };
import dataObligations from '../../law/obligations/data.json' with { type: 'json' };
import deepSynthesisObligations from '../../law/obligations/deep-synthesis.json' with { type: 'json' };
import filingObligations from '../../law/obligations/filing.json' with { type: 'json' };
import labellingObligations from '../../law/obligations/labelling.json' with { type: 'json' };
import measuresObligations from '../../law/obligations/measures.json' with { type: 'json' };
import minorsObligations from '../../law/obligations/minors.json' with { type: 'json' };
import networkSecurityObligations from '../../law/obligations/network-security.json' with { type: 'json' };
import personalInformationObligations from '../../law/obligations/personal-information.json' with { type: 'json' };
import policiesObligations from '../../law/obligations/policies.json' with { type: 'json' };
import standardsObligations from '../../law/obligations/standards.json' with { type: 'json' };
import penalties from '../../law/penalties.json' with { type: 'json' };
import sectors from '../../law/sectors.json' with { type: 'json' };
import thresholds from '../../law/thresholds.json' with { type: 'json' };
import { find, findArticle, type LawBook, readLaw } from './law-book.ts';
import type { Article, Bilingual, Instrument, Obligation } from './model.ts';
import type { LawFile } from './sections.ts';
import { type Applicable, applicableOn as applicable, changesOn as changes, type LawChange } from './time.ts';

/** Files of the folder `law/` that modules of their own read; their shape is not that of the book. */
export const READ_ELSEWHERE: readonly string[] = [
  'complaints.json',
  'privacy.json',
  'illegal-content.json',
  'incidents.json',
  'measures.json',
  'risks.json',
  'roles.json',
  'scope-sources.json',
];

/** The files that Hegui ships, by their path; a test compares this with the folder. */
export const SHIPPED_FILES: readonly LawFile[] = [
  { name: 'law/agencies.json', value: agencies },
  { name: 'law/articles/algorithm.json', value: algorithmArticles },
  { name: 'law/articles/assessment-2018.json', value: assessment2018Articles },
  { name: 'law/articles/companions.json', value: companionsArticles },
  { name: 'law/articles/data.json', value: dataArticles },
  { name: 'law/articles/deep-synthesis.json', value: deepSynthesisArticles },
  { name: 'law/articles/draft-2023.json', value: draft2023Articles },
  { name: 'law/articles/filing.json', value: filingArticles },
  { name: 'law/articles/labelling.json', value: labellingArticles },
  { name: 'law/articles/measures.json', value: measuresArticles },
  { name: 'law/articles/minors.json', value: minorsArticles },
  { name: 'law/articles/network-security.json', value: networkSecurityArticles },
  { name: 'law/articles/personal-information.json', value: personalInformationArticles },
  { name: 'law/articles/policies.json', value: policiesArticles },
  { name: 'law/articles/standards.json', value: standardsArticles },
  { name: 'law/comparisons.json', value: comparisons },
  { name: 'law/conditions.json', value: conditions },
  { name: 'law/instruments.json', value: instruments },
  { name: 'law/licences.json', value: licences },
  { name: 'law/misreadings.json', value: misreadings },
  { name: 'law/obligations/algorithm.json', value: algorithmObligations },
  { name: 'law/obligations/assessment-2018.json', value: assessment2018Obligations },
  { name: 'law/obligations/companions.json', value: companionsObligations },
  { name: 'law/obligations/data.json', value: dataObligations },
  { name: 'law/obligations/deep-synthesis.json', value: deepSynthesisObligations },
  { name: 'law/obligations/filing.json', value: filingObligations },
  { name: 'law/obligations/labelling.json', value: labellingObligations },
  { name: 'law/obligations/measures.json', value: measuresObligations },
  { name: 'law/obligations/minors.json', value: minorsObligations },
  { name: 'law/obligations/network-security.json', value: networkSecurityObligations },
  { name: 'law/obligations/personal-information.json', value: personalInformationObligations },
  { name: 'law/obligations/policies.json', value: policiesObligations },
  { name: 'law/obligations/standards.json', value: standardsObligations },
  { name: 'law/penalties.json', value: penalties },
  { name: 'law/sectors.json', value: sectors },
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
/** An article as people cite it: `网络安全法第 23 条` for `csl#23`. @throws HeguiError E_NOT_FOUND for an instrument that is none. */
export function citation(reference: string): Bilingual {
  const [id = '', number = ''] = reference.split('#');
  const { short } = instrument(id);
  return { zh: `${short.zh}第 ${number} 条`, en: `${short.en} Art. ${number}` };
}
/** @throws HeguiError E_REQUEST_INVALID for a day that is none or lies before 2023. */
export const applicableOn = (date: string): Applicable => applicable(shippedLaw(), date);
/** null where nothing changes on that day. @throws HeguiError E_REQUEST_INVALID */
export const changesOn = (date: string): LawChange | null => changes(shippedLaw(), date);
