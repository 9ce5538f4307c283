export { type IdentityControlParts, identityControls } from './controls.ts';
export { identityDoor } from './door.ts';
export type { Assurance, IdentityParts, IdentityServiceEntry, IdentityUser } from './model.ts';
export { identityPages } from './pages/index.ts';
export { personalIdentity, retainedIdentity } from './personal/records.ts';
export { registerPublicIdentityRoutes } from './public-routes.ts';
export { registerIdentityRoutes } from './routes.ts';
export { IdentityService } from './service.ts';
