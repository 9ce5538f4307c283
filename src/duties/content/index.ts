export type { ContentParts, Screens } from './model.ts';
export { registerContentRoutes } from './routes.ts';
export { ContentService } from './service.ts';
