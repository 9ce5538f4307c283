export { isRiskCode, RISK_SOURCE, RISKS, type Risk } from './risks.ts';
export { THRESHOLDS, type Threshold, thresholdOf } from './thresholds.ts';
