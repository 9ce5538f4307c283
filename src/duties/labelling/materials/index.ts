export { ANSWER_PICTURE, CHECKER_PICTURE } from './compose-materials.ts';
export type {
  MarkedSample,
  MarkedSamples,
  MaterialsPack,
  MaterialsPicture,
  MaterialsPorts,
  MaterialsSubject,
  SampleAnswer,
  TakenPictures,
} from './model.ts';
export { registerMaterialsRoutes } from './routes.ts';
export { type MaterialsParts, MaterialsService } from './service.ts';
