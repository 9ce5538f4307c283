import type { Actor, Evidence } from '../evidence/index.ts';
import type { compileScreen } from '../screening/index.ts';
import type { Sql } from '../store/index.ts';
import { KeysService } from './keys/service.ts';
import type { ActiveClassifier, RegistryParts, UpstreamTarget, UpstreamTimeouts } from './model.ts';
import { ProviderService } from './provider/service.ts';
import { ServicesService } from './services/service.ts';
import { LiveRegistry } from './snapshot/live-registry.ts';
import { type UpstreamsOptions, UpstreamsService } from './upstreams/service.ts';

export interface RegistryOptions extends RegistryParts {
  readonly compile: typeof compileScreen;
  /** The model of the classifier that is active as of the transaction; without it no policy can want one. */
  readonly readClassifier?: (tx: Sql) => Promise<ActiveClassifier>;
  readonly timeouts: UpstreamTimeouts;
  readonly demonstration: UpstreamTarget;
  readonly upstreamHealth: UpstreamsOptions['health'];
  readonly probe: UpstreamsOptions['probe'];
  /** Where clients reach the gateway, such as `http://127.0.0.1:8815/v1`; shown after set-up. */
  readonly gatewayUrl: string;
}

export interface FirstService {
  readonly serviceId: string;
  /** Shown once. */
  readonly apiKey: string;
}

export interface FirstServiceName {
  readonly name: string;
  /** `0001` when left out. */
  readonly modelCode?: string;
}

/** The registry: its use cases, and what the gateway reads on every request. */
export interface Registry {
  readonly provider: ProviderService;
  readonly services: ServicesService;
  readonly keys: KeysService;
  readonly upstreams: UpstreamsService;
  /** Start it in a server; commands that only change things need not. */
  readonly live: LiveRegistry;
  /** A service with the default policy and every list and upstream, and a key for it. */
  createFirstService(given: FirstServiceName, by: Actor): Promise<FirstService>;
  /**
   * What set-up makes beside the first administrator, inside its unit of work: the provider and, when wanted, the first
   * service. Field names in refusals begin with `provider.` or `service.`, as in the set-up request.
   */
  alsoInSetup(
    tx: Sql,
    evidence: Evidence,
    given: {
      readonly provider: { readonly name: string; readonly creditCode: string };
      readonly service: { readonly name: string; readonly modelCode: string } | null;
      readonly actor: Actor;
    },
  ): Promise<(FirstService & { readonly baseUrl: string }) | null>;
}

const FIRST_MODEL_CODE = '0001';
const FIRST_KEY_NAME = 'default';

/** Makes the registry. Nothing is read or started yet. */
export function createRegistry(options: RegistryOptions): Registry {
  const { timeouts, demonstration, upstreamHealth, probe, compile, readClassifier, gatewayUrl, ...parts } = options;
  const provider = new ProviderService(parts);
  const services = new ServicesService(parts);
  const keys = new KeysService(parts);
  const makeFirst = async (tx: Sql, evidence: Evidence, given: FirstServiceName, by: Actor): Promise<FirstService> => {
    const { name, modelCode = FIRST_MODEL_CODE } = given;
    const serviceId = await services.createIn(tx, evidence, { name, modelCode, upstreamIds: [], wordListIds: [] }, by);
    const limits = { ratePerMinute: null, openMax: null };
    const { key } = await keys.createIn(tx, evidence, serviceId, { name: FIRST_KEY_NAME, ...limits }, by);
    return { serviceId, apiKey: key };
  };
  return {
    provider,
    services,
    keys,
    upstreams: new UpstreamsService(parts, { timeouts, demonstration, health: upstreamHealth, probe }),
    live: new LiveRegistry(parts, {
      compile,
      demonstration,
      timeouts,
      ...(readClassifier === undefined ? {} : { readClassifier }),
    }),
    createFirstService: (given, by) => parts.unitOfWork.run((tx, evidence) => makeFirst(tx, evidence, given, by)),
    alsoInSetup: async (tx, evidence, given) => {
      await provider.putIn(tx, evidence, given.provider, given.actor, 'provider.');
      if (given.service === null) return null;
      return { ...(await makeFirst(tx, evidence, given.service, given.actor)), baseUrl: gatewayUrl };
    },
  };
}
