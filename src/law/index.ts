export { CASE_DEADLINES } from './illegal-content.ts';
export { isRiskCode, RISK_SOURCE, RISKS, type Risk } from './risks.ts';
