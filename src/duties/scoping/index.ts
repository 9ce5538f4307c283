export { scopingControls } from './controls.ts';
export type { Observation } from './model.ts';
export { registerScopingRoutes } from './routes.ts';
export { type ScopingParts, ScopingService } from './service.ts';
export { ScopeWatch, type ScopeWatchParts } from './watch.ts';
