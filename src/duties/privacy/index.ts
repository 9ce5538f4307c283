export { PRIVACY_PATHS, type PrivacyControlParts, privacyControls } from './controls.ts';
export type { PrivacyParts } from './model.ts';
export { privacyPages } from './pages/index.ts';
export { registerPublicPrivacyRoutes } from './public-routes.ts';
export { registerPrivacyRoutes } from './routes.ts';
export { PrivacyService } from './service.ts';
