export { type LabellingControlParts, labellingControls } from './controls.ts';
export type { LabelledFile, MadeContent, RequestedContent, WithheldContent } from './model.ts';
export { type KeptFile, ProducedFiles, type ProducedFilesParts } from './produced-files.ts';
export { registerLabellingRoutes } from './routes.ts';
export { type GivenFile, type LabellingParts, LabellingService } from './service.ts';
