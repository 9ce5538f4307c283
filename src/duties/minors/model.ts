import type {
  AgeBand,
  AgeSource,
  GuardianSettings,
  MinorPolicyState,
  MinorSettings,
  TrainingPolicy,
} from '../../contract/index.ts';
import type { ContentVault, Evidence, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory, Log } from '../../kernel/index.ts';
import type { EventRequest, NoticeRequest, PreparedNotice } from '../../notices/index.ts';
import type { Receipts } from '../../portal/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import type { CheckedAges } from './mode.ts';

/** A service as far as minor mode looks at one. */
export interface ServedService {
  readonly id: string;
  readonly name: string;
  readonly policy: { readonly training: TrainingPolicy };
}

/** What the duty stands on. Everything about other parts of the house is handed over as a function. */
export interface MinorsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'seal' | 'open' | 'eraseSubject'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly receipts: Receipts;
  readonly notices: {
    prepare(request: NoticeRequest): Promise<PreparedNotice>;
    queue(tx: Sql, evidence: Evidence, notice: PreparedNotice): Promise<void>;
    prepareEvent(request: EventRequest): Promise<PreparedNotice[]>;
  };
  readonly checkedAges: CheckedAges;
  /** A keyed hash of a text for one purpose, in hex. */
  readonly keyedHash: (purpose: string, text: string) => string;
  readonly fillRandom: (buffer: Uint8Array) => void;
  /** Every service in use. */
  readonly services: () => Promise<ReadonlyMap<string, ServedService>>;
  /** The name under which an end user of a service is known to the records. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  /** What scoping found of a service: `minors` as it was told, `companion` as it was decided; null where nobody told. */
  readonly scopeOf: (
    serviceId: string,
  ) => Promise<{ readonly minors: string | null; readonly companion: string | null }>;
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly address: string;
  /** A page of the portal that knows an end user for an hour, in each language. */
  readonly pageFor: (user: MinorUser) => { readonly zh: string; readonly en: string };
  /** In whose name contacts are told; null before the provider is registered. */
  readonly providerName: () => string | null;
  /** How surely the text of an obligation is known. */
  readonly confidenceOf: (obligation: string) => MinorPolicyState['rules'][number]['confidence'];
}

/** An end user of a service, by pseudonym. */
export interface MinorUser {
  readonly serviceId: string;
  readonly endUser: string;
}

export interface AgeStatement {
  readonly source: AgeSource;
  readonly band: AgeBand;
  readonly at: Date;
}

export type Assurance = 'code' | 'vouched';

/** A guardian who is linked to a child. */
export interface GuardianLink extends MinorUser {
  readonly id: string;
  readonly assurance: Assurance;
  readonly receipt: string;
  readonly settings: GuardianSettings;
  readonly revision: number;
  readonly linkedAt: Date;
  readonly consentedAt: Date | null;
  readonly endedAt: Date | null;
}

/** What the door needs to know of an end user. */
export interface Profile {
  readonly band: AgeBand | null;
  readonly source: AgeSource | null;
  readonly guardian: Pick<GuardianLink, 'assurance' | 'settings'> | null;
  readonly hasConsent: boolean;
}
export const NO_PROFILE: Profile = { band: null, source: null, guardian: null, hasConsent: false };

export interface StoredPolicy {
  readonly settings: MinorSettings;
  readonly revision: number;
}

export interface StoredAppeal extends MinorUser {
  readonly id: string;
  readonly receipt: string;
  readonly band: AgeBand | null;
  readonly claimed: AgeBand;
  readonly language: 'zh-CN' | 'en';
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly state: 'open' | 'decided';
  readonly outcome: 'upheld' | 'overturned' | null;
  readonly contentKey: string;
  readonly content: Buffer;
  readonly answerKey: string | null;
  readonly answer: Buffer | null;
}

/** Purposes of receipts. */
export const GUARDIAN = 'guardian';
export const APPEAL = 'age-appeal';
/** One data key an appeal, and one a contact: destroying it erases what people wrote. */
export const appealSubject = (id: string): string => `age-appeal:${id}`;
export const contactSubject = ({ endUser }: MinorUser): string => `contact:${endUser}`;
