export type { AskAgain, CaseParts, Confirm } from './model.ts';
export { type CaseRoutesParts, registerCaseRoutes } from './routes.ts';
export { CasesService } from './service.ts';
