export { type AdminAppParts, createAdminApp } from './create-admin-app.ts';
export type { EvidenceRoutesParts } from './evidence-routes.ts';
export type { MetricsParts } from './metrics.ts';
export type { HealthParts, PartHealth, Readiness } from './readiness.ts';
