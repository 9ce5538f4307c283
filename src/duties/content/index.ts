export type { ContentParts, Screens } from './model.ts';
export { readTermFile } from './read-term-file.ts';
export { registerContentRoutes } from './routes.ts';
export { ContentService } from './service.ts';
