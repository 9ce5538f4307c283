import type {
  AssertionMethod,
  AssuranceLevel,
  CompanionRole,
  ConfirmedLevel,
  IdentityPolicy,
  IdentityProviderSettings,
  KnownAge,
} from '../../contract/index.ts';
import type { KeyEncryption, KeyedHash, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, FillRandom, IdFactory, Language } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { SignTencent } from './providers/tencent.ts';

/** What deciding about identity needs to know of a service. */
export interface IdentityServiceEntry {
  readonly id: string;
  readonly name: string;
  readonly policy: { readonly identity: IdentityPolicy };
}

/** An end user of a service, by pseudonym. */
export interface IdentityUser {
  readonly serviceId: string;
  readonly endUser: string;
}

export type CodeChannel = 'sms' | 'email';

/** Words that are handed over at once and kept nowhere. */
export interface CodeWords {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface IdentityParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly fillRandom: FillRandom;
  readonly keyedHash: KeyedHash;
  readonly keyEncryption: KeyEncryption;
  /** Every service in use. */
  readonly services: () => Promise<ReadonlyMap<string, IdentityServiceEntry>>;
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  /** Which gateways for codes are set up. */
  readonly channels: { readonly sms: boolean; readonly email: boolean };
  /** Sends a code; null when it was taken, else a code of what went wrong. */
  readonly sendWords: (channel: CodeChannel, words: CodeWords) => Promise<string | null>;
  readonly signTencent: SignTencent;
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly portalAddress: string;
  /** How sure the text of an obligation is known. */
  readonly confidenceOf: (obligation: string) => string;
}

/** What a keyed hash is kept of. */
export type SubjectKind = 'phone' | 'email' | 'id' | 'entity' | 'account';

/** What a provider, or Hegui itself, found to be so. The value of a subject is hashed and forgotten. */
export interface Confirmed {
  readonly level: ConfirmedLevel;
  readonly subject:
    | { readonly kind: SubjectKind; readonly value: string }
    | { readonly kind: SubjectKind; readonly hash: string }
    | null;
  /** The other side's own number of the check. */
  readonly reference: string | null;
  readonly ageBand: KnownAge | null;
}

export interface AssertionRow {
  readonly id: string;
  readonly serviceId: string;
  readonly endUser: string;
  readonly level: ConfirmedLevel;
  readonly method: AssertionMethod;
  readonly providerId: string | null;
  readonly reference: string | null;
  readonly subjectKind: SubjectKind | null;
  /** Hex. */
  readonly subjectHash: string | null;
  readonly ageBand: KnownAge | null;
  readonly assertedAt: Date;
  readonly untilAt: Date;
}

/** What is kept in memory of somebody who was confirmed. */
export type Standing = Pick<AssertionRow, 'level' | 'method' | 'ageBand' | 'assertedAt' | 'untilAt'>;

/** What other duties may know of an end user. */
export interface Assurance {
  readonly level: AssuranceLevel;
  /** When the highest level ends. */
  readonly until: Date | null;
  /** As it was confirmed, the surest and newest first; null while nobody said. */
  readonly age: { readonly band: KnownAge; readonly confirmedAt: Date; readonly level: ConfirmedLevel } | null;
}

export interface ProviderRow {
  readonly id: string;
  readonly name: string;
  readonly settings: IdentityProviderSettings;
  readonly secret: Buffer | null;
  readonly createdAt: Date;
}

export interface ProviderHealth {
  readonly answered: number;
  readonly failed: number;
  readonly lastAnswerAt: Date | null;
  readonly lastFaultAt: Date | null;
  readonly lastFault: string | null;
}

export type AttemptKind = 'code-sms' | 'code-email' | 'vendor' | 'national' | 'oidc';

/** Something begun that waits to be confirmed. */
export interface AttemptRow extends IdentityUser {
  readonly id: string;
  readonly kind: AttemptKind;
  readonly providerId: string | null;
  /** Hex. */
  readonly addressHash: string | null;
  /** Hex. */
  readonly codeHash: string | null;
  readonly sealed: Buffer | null;
  readonly tries: number;
  readonly begunAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

/** What a door needs to say. */
export interface DoorQuestion {
  readonly key: { readonly service: IdentityServiceEntry; readonly synthetic: boolean };
  readonly endUser: string | null;
  readonly endpoint: string;
  /** What the caller says it is for besides; null when it says nothing. */
  readonly declared: string | null;
  /** Whom the model is to play for the end user; null = nobody. */
  readonly companion: CompanionRole | null;
  readonly language: Language;
}
