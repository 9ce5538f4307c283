export { licenceControls } from './controls.ts';
export type { LicenceNeeds } from './model.ts';
export { registerLicenceRoutes } from './routes.ts';
export { LicencesService } from './service.ts';
