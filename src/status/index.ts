export { onlyWhenCounted, statusControls } from './controls.ts';
export { type DigestPace, type DigestParts, Digests, registerDigestRoutes } from './digest/index.ts';
export type {
  Applies,
  BoardDate,
  Control,
  Counted,
  CountLag,
  DatedObligation,
  Measurement,
  Obligation,
  ServiceScope,
  StatusPace,
  StatusParts,
  Streak,
  Sums,
  Unclosed,
} from './model.ts';
export { registerStatusRoutes } from './routes.ts';
export { createCounted, type Person, StatusService } from './service.ts';
