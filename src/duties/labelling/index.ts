export type { LabelledFile, MadeContent, WithheldContent } from './model.ts';
export { registerLabellingRoutes } from './routes.ts';
export { type GivenFile, type LabellingParts, LabellingService } from './service.ts';
