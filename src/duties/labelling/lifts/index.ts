export { LabelAgreements } from './agreements.ts';
export type { AgreementRegister, GrantedLift, LiftableService, LiftedContent } from './model.ts';
export { noteLift } from './note-lift.ts';
export { type LiftRoutesParts, registerLiftRoutes } from './routes.ts';
export { LiftsService } from './service.ts';
