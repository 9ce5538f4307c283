export { CSV_HEADING, csvFields, type ExportFormat, quote } from './export/export-terms.ts';
export type { ContentParts, ExchangeTexts, Screens, StoredTexts, TextsFilter, TrialList } from './model.ts';
export { readTermFile } from './read-term-file.ts';
export { registerContentRoutes } from './routes.ts';
export { ContentService } from './service.ts';
export { type EndedExchange, ShadowRunner } from './trials/shadow-runner.ts';
