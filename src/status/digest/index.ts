export { Digests } from './digests.ts';
export type { DigestPace, DigestParts } from './model.ts';
export { registerDigestRoutes } from './routes.ts';
