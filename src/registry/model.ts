import type { Action, Audience, Policy } from '../contract/index.ts';
import type { KeyEncryption, UnitOfWork } from '../evidence/index.ts';
import type { Clock, FillRandom, IdFactory, Log, Secret } from '../kernel/index.ts';
import type { ClassifierModel, Screen } from '../screening/index.ts';
import type { Database } from '../store/index.ts';

/** One server that speaks the OpenAI protocol. Never changed in place. */
export interface UpstreamTarget {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: Secret | null;
  /** Public model name to the name this server knows; empty = names pass unchanged. */
  readonly models: Readonly<Record<string, string>>;
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
  readonly demonstration: boolean;
}

/** What a hit's tag stands for. */
export interface TermInfo {
  readonly term: string;
  readonly listId: string;
  readonly listName: string;
  readonly risk: string;
  readonly action: Action;
}

/** A compiled set of lists, shared by every service that uses the same set in the same versions. */
export interface ListScreen {
  readonly screen: Screen;
  /** @throws HeguiError E_INTERNAL for a tag that this screen never gave out. */
  readonly termInfo: (tag: number) => TermInfo;
  readonly listVersions: Readonly<Record<string, number>>;
}

/** The model that reads along where a policy wants it. */
export interface ActiveClassifier {
  /** `shipped`, or the id of an uploaded one. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of its file. */
  readonly digest: string;
  readonly model: ClassifierModel;
}

/** A service as the gateway serves it. */
export interface ServiceEntry extends ListScreen {
  readonly id: string;
  readonly name: string;
  readonly policy: Policy;
  readonly policyVersion: number;
  /** What goes into a label as the producer: the 27 characters, or the service's name until the provider is set up. */
  readonly providerCode: string;
  /** In order of preference. */
  readonly upstreams: readonly UpstreamTarget[];
  /** Absent where nobody handed the registry a classifier. */
  readonly classifier?: ActiveClassifier;
  /** The same lists with every hit cutting; compiled at its first use. */
  readonly stricter?: () => ListScreen;
  /** The same service as it is served to minors, with lists, actions and policy of its own; absent = no different. */
  readonly minors?: ServiceEntry;
}

export interface KeyEntry {
  readonly id: string;
  readonly service: ServiceEntry;
  readonly ratePerMinute: number | null;
  readonly openMax: number | null;
  readonly synthetic: boolean;
  readonly expiresAt: Date | null;
  /** Whom every request with this key is for; absent or null = the request says. */
  readonly audience?: Audience | null;
}

/** Everything served, as of one instant. Never changed in place: a reload makes another. */
export interface RegistrySnapshot {
  /** By the SHA-256 of the key, as 32 bytes or as hex; undefined for unknown and revoked keys. May be expired. */
  keyByHash(hash: Buffer | string): KeyEntry | undefined;
  readonly services: ReadonlyMap<string, ServiceEntry>;
  readonly provider: { readonly name: string; readonly creditCode: string } | null;
  /** Of all enabled lists together. */
  readonly terms: number;
  /** Every live upstream in order of creation; the demonstration when there is none. */
  readonly upstreams: readonly UpstreamTarget[];
  /** What all enabled lists together find; compiled at its first use. */
  enabledLists(): ListScreen;
}

/** What the use cases of the registry stand on. */
export interface RegistryParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly fillRandom: FillRandom;
  readonly keyEncryption: KeyEncryption;
}

/** Time-outs of an upstream that has none of its own, in ms. */
export interface UpstreamTimeouts {
  readonly connectMs: number;
  readonly firstByteMs: number;
  readonly idleMs: number;
}
