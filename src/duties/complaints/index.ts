export type { ComplaintParts, FoundExchange, Handler } from './model.ts';
export { complaintPages } from './pages/index.ts';
export { type PersonalComplaintsParts, personalComplaints, retainedComplaints } from './personal/records.ts';
export { registerPublicComplaintRoutes } from './public-routes.ts';
export { registerComplaintRoutes } from './routes.ts';
export type { ComplaintControl } from './service/controls.ts';
export { ComplaintsService } from './service.ts';
