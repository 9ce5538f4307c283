export { minorControls } from './controls.ts';
export { minorsDoor } from './door.ts';
export type { MinorsParts } from './model.ts';
export { minorPages } from './pages/index.ts';
export { personalMinors } from './personal/records.ts';
export { registerPublicMinorRoutes } from './public-routes.ts';
export { registerMinorRoutes } from './routes.ts';
export { MinorsService } from './service.ts';
