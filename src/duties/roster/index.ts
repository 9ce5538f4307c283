export { rosterControls } from './controls.ts';
export type { RosterNeeds } from './model.ts';
export { registerRosterRoutes } from './routes.ts';
export { RosterService } from './service.ts';
