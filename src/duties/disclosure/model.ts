import type { DisclosureContent, DisclosureFacts, TrainingPolicy, TrainingUse } from '../../contract/index.ts';
import type { UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory } from '../../kernel/index.ts';
import type { Confidence } from '../../law/index.ts';
import type { Database } from '../../store/index.ts';

/** What disclosing and choosing need to know of a service. */
export interface DisclosedService {
  readonly id: string;
  readonly name: string;
  readonly policy: { readonly training: TrainingPolicy };
}

export interface DisclosureParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  /** Every service in use. */
  readonly services: () => Promise<ReadonlyMap<string, DisclosedService>>;
  /** What the product knows of a service by itself, as things stand now. */
  readonly factsOf: (service: DisclosedService) => Promise<DisclosureFacts>;
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly portalAddress: string;
  /** How sure the text of an obligation is known. */
  readonly confidenceOf: (obligation: string) => Confidence;
}

export interface DisclosureDraftRow {
  readonly id: string;
  readonly serviceId: string;
  readonly content: DisclosureContent;
  readonly revision: number;
  readonly changedAt: Date;
  readonly changedBy: string;
}

export interface DisclosureRow {
  readonly id: string;
  readonly serviceId: string;
  readonly number: number;
  readonly content: DisclosureContent;
  readonly facts: DisclosureFacts;
  readonly publishedAt: Date;
  readonly publishedBy: string;
  readonly publishedAs: string;
  readonly gaps: readonly string[];
  readonly gapReason: string | null;
  /** Hex, of service, number, content and facts. */
  readonly digest: string;
}

export type ChoiceChannel = 'app' | 'portal';

/** An end user of a service, by pseudonym. */
export interface ChoosingUser {
  readonly serviceId: string;
  readonly endUser: string;
}

export interface Choice {
  readonly choice: TrainingUse;
  readonly chosenAt: Date;
}
