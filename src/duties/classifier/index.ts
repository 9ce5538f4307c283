export { registerClassifierRoutes } from './routes.ts';
export { type ClassifierParts, ClassifierService, type ModelGiven } from './service.ts';
