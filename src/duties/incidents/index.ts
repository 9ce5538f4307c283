export { incidentControls } from './controls.ts';
export { registerIncidentRoutes } from './routes.ts';
export { IncidentsService } from './service.ts';
