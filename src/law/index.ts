export { COMPLAINT_KINDS, COMPLAINT_REOPEN_DAYS } from './complaints.ts';
export type { Confidence } from './confidence.ts';
export { CASE_DEADLINES } from './illegal-content.ts';
export { INSTRUMENTS, type Instrument, instrumentOf } from './instruments.ts';
export { isRiskCode, RISK_SOURCE, RISKS, type Risk } from './risks.ts';
export { type LegalSource, SCOPE_SOURCES, scopeSourceOf, scopeThreshold } from './scope-sources.ts';
export { THRESHOLDS, type Threshold, thresholdOf } from './thresholds.ts';
