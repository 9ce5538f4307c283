export { COMPLAINT_KINDS, COMPLAINT_REOPEN_DAYS } from './complaints.ts';
export type { Confidence } from './confidence.ts';
export { type DueDay, dueDay, type WorkingDays } from './deadlines.ts';
export { CASE_DEADLINES } from './illegal-content.ts';
export * from './incidents.ts';
export { INSTRUMENTS, instrumentOf } from './instruments.ts';
export { find, findArticle, type LawBook, readLaw } from './law-book.ts';
export { MEASURE_APPEAL, MEASURE_RUNGS, MEASURE_SOURCE, MEASURE_START } from './measures.ts';
export * from './model.ts';
export { penaltyText } from './penalty-text.ts';
export { PRIVACY_LIMITS } from './privacy.ts';
export { isRiskCode, RISK_SOURCE, RISKS, type Risk } from './risks.ts';
export * from './roles.ts';
export { type LegalSource, SCOPE_SOURCES, scopeSourceOf, scopeThreshold } from './scope-sources.ts';
export { HITS_MAX, type LawHit, SEARCHED, searchLaw } from './search.ts';
export type { LawFile } from './sections.ts';
export {
  applicableOn,
  article,
  changesOn,
  citation,
  instrument,
  obligation,
  obligations,
  READ_ELSEWHERE,
  SHIPPED_FILES,
  shippedLaw,
} from './shipped.ts';
export { THRESHOLDS, thresholdOf } from './thresholds.ts';
export {
  type Applicable,
  applicableOn as applicableIn,
  changesBetween,
  changesOn as changesIn,
  holdsOn,
  type InstrumentStatus,
  type LawChange,
  requireDay,
  statusOn,
} from './time.ts';
export { articleText, fineText, numberText, partText, WORDS } from './words.ts';
