export { type LabellingControlParts, labellingControls } from './controls.ts';
export {
  type ExportedFile,
  type ExportedService,
  type ExportsParts,
  ExportsService,
  registerExportRoutes,
} from './exports/index.ts';
export {
  type AgreementRegister,
  type GrantedLift,
  LabelAgreements,
  type LiftRoutesParts,
  LiftsService,
  registerLiftRoutes,
} from './lifts/index.ts';
export {
  ANSWER_PICTURE,
  CHECKER_PICTURE,
  type MarkedSample,
  type MaterialsPack,
  type MaterialsParts,
  type MaterialsPicture,
  type MaterialsPorts,
  MaterialsService,
  type MaterialsSubject,
  registerMaterialsRoutes,
  type SampleAnswer,
  type TakenPictures,
} from './materials/index.ts';
export type { LabelledFile, MadeContent, RequestedContent, WithheldContent } from './model.ts';
export { type KeptFile, ProducedFiles, type ProducedFilesParts } from './produced-files.ts';
export { registerLabellingRoutes } from './routes.ts';
export { type GivenFile, type LabellingParts, LabellingService } from './service.ts';
