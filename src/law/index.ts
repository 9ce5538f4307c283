export { isRiskCode, RISK_SOURCE, RISKS, type Risk } from './risks.ts';
