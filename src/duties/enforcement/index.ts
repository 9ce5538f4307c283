export { type DoorAnswer, type DoorQuestion, measuresDoor } from './door.ts';
export { MeasureFollower } from './follower.ts';
export { LiveMeasures } from './live-measures.ts';
export type { EnforcementParts } from './model.ts';
export { measurePages } from './pages/index.ts';
export { type PublicEnforcementRoutesParts, registerPublicEnforcementRoutes } from './public-routes.ts';
export { type EnforcementRoutesParts, registerEnforcementRoutes } from './routes.ts';
export type { EnforcementControl } from './service/controls.ts';
export { EnforcementService } from './service.ts';
