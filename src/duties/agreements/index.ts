export type { AgreedUser } from './acceptances.ts';
export { agreementControls } from './controls.ts';
export { agreementsDoor } from './door.ts';
export type { AgreedService, AgreementParts, LinkedAgreement } from './model.ts';
export { agreementPages } from './pages/index.ts';
export { personalAcceptances } from './personal/records.ts';
export { registerPublicAgreementRoutes } from './public-routes.ts';
export { registerAgreementRoutes } from './routes.ts';
export { AgreementsService } from './service.ts';
