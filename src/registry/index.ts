export {
  createRegistry,
  type FirstService,
  type FirstServiceName,
  type Registry,
  type RegistryOptions,
} from './create-registry.ts';
export type {
  KeyEntry,
  ListScreen,
  RegistrySnapshot,
  ServiceEntry,
  TermInfo,
  UpstreamTarget,
  UpstreamTimeouts,
} from './model.ts';
export { registerRegistryRoutes } from './routes.ts';
export { compileOneList } from './snapshot/lists.ts';
export type { LiveRegistry, RegistryHealth } from './snapshot/live-registry.ts';
