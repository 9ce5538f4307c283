import type { AgreementPolicy, AgreementTexts, Marks } from '../../contract/index.ts';
import type { UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory, Language } from '../../kernel/index.ts';
import type { Confidence } from '../../law/index.ts';
import type { Database } from '../../store/index.ts';

/** What deciding about agreements needs to know of a service. */
export interface AgreedService {
  readonly id: string;
  readonly name: string;
  readonly policy: { readonly agreements: AgreementPolicy };
}

export interface AgreementParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  /** Every service in use. */
  readonly services: () => Promise<ReadonlyMap<string, AgreedService>>;
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly portalAddress: string;
  /** How sure the text of an obligation is known. */
  readonly confidenceOf: (obligation: string) => Confidence;
  /** Labelling agreements that users of a service may accept besides, with their texts. */
  readonly labelAgreements: (serviceId: string) => Promise<readonly LinkedAgreement[]>;
}

/** A labelling agreement as the service agreement leads to it; it is kept by the labelling duty. */
export interface LinkedAgreement {
  readonly version: string;
  readonly zh: string;
  readonly en: string;
}

export type AcceptanceChannel = 'app' | 'portal';

/** A version that was published, without its texts. */
export interface PublishedRow {
  readonly id: string;
  readonly serviceId: string;
  readonly number: number;
  readonly title: Readonly<Record<Language, string>>;
  readonly effectiveAt: Date;
  readonly isMaterial: boolean;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  readonly publishedAs: string;
  readonly gaps: readonly string[];
  readonly gapReason: string | null;
  readonly digest: Readonly<Record<Language, string>>;
}

/** What the door needs to know of a version. */
export type VersionInTime = Pick<PublishedRow, 'number' | 'effectiveAt' | 'isMaterial'>;

export interface DraftRow extends AgreementTexts {
  readonly id: string;
  readonly serviceId: string;
  readonly marks: Marks;
  readonly revision: number;
  readonly changedAt: Date;
  readonly changedBy: string;
}

export interface AcceptanceRow {
  readonly id: string;
  readonly serviceId: string;
  readonly endUser: string;
  readonly agreementId: string;
  readonly number: number;
  readonly language: Language;
  /** Hex. */
  readonly digest: string;
  readonly channel: AcceptanceChannel;
  readonly acceptedAt: Date;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: AcceptanceChannel | null;
}
