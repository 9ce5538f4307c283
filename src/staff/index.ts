export {
  type AdminRoutes,
  type AuthenticationParts,
  type CallingService,
  installAuthentication,
} from './authentication.ts';
export type { AlsoInSetup, NewSession, SetupCreated, SetupRequest, StaffRecord, StaffSession } from './model.ts';
export type { PasswordCost } from './passwords.ts';
export { type StaffRoutesParts, staffRoutes } from './routes.ts';
export {
  mayDo,
  PERMISSIONS,
  type Permission,
  ROLE_PERMISSIONS,
  type RoutePermission,
  requirePermission,
} from './rules.ts';
export { createStaffService, type StaffParts, type StaffService } from './service.ts';
