export * from './cases/index.ts';
export { type CaseFigures, type ContentControlParts, contentControls, type ServicePolicies } from './controls.ts';
export { CSV_HEADING, csvFields, type ExportFormat, quote } from './export/export-terms.ts';
export { readTermBytes } from './import/read-terms.ts';
export type {
  ContentParts,
  ExchangeTexts,
  StoredTexts,
  TextsFilter,
  TextTried,
  TextTry,
  TrialList,
  TryText,
} from './model.ts';
export {
  heldByCases,
  type PersonalContentParts,
  personalCases,
  personalReviews,
  retainedReviews,
} from './personal/records.ts';
export * from './review/index.ts';
export { registerContentRoutes } from './routes.ts';
export { ContentService } from './service.ts';
export { type EndedExchange, ShadowRunner } from './trials/shadow-runner.ts';
