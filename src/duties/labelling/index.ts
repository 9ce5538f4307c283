export { type LabellingControlParts, labellingControls } from './controls.ts';
export { LabelCounter, type LabelCounterParts } from './coverage/counter.ts';
export { type CoverageParts, CoverageService } from './coverage/service.ts';
export { type PreviewMark, registerCoverageRoutes } from './coverage-routes.ts';
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
export type {
  CommitWith,
  KeptFile,
  LabelledFile,
  LabelledFilm,
  MadeContent,
  RequestedContent,
  RequestedFilm,
  StoredFile,
  WithheldContent,
} from './model.ts';
export { type PersonalLabelParts, personalFiles, personalLifts } from './personal/records.ts';
export { registerLabellingRoutes } from './routes.ts';
export { type GivenFile, type LabellingParts, LabellingService } from './service.ts';
export { ProducedFiles, type ProducedFilesParts } from './stored/produced-files.ts';
export { FileSweeper, type SweeperParts } from './stored/sweeper.ts';
