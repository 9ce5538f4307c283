export { disclosureControls } from './controls.ts';
export { documentOf } from './document.ts';
export type { ChoosingUser, DisclosedService, DisclosureParts } from './model.ts';
export { disclosurePages } from './pages/index.ts';
export { personalChoices } from './personal/records.ts';
export { registerPublicDisclosureRoutes } from './public-routes.ts';
export { registerDisclosureRoutes } from './routes.ts';
export { DisclosureService } from './service.ts';
