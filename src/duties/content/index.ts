export * from './cases/index.ts';
export type { ContentParts, Screens } from './model.ts';
export * from './review/index.ts';
export { registerContentRoutes } from './routes.ts';
export { ContentService } from './service.ts';
