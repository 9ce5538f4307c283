import type { IncidentDeed, IncidentEntry, IncidentFacts } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Letters } from '../letters/index.ts';

/** What is done about an incident, the first word included. */
export type Deed = { readonly step: 'recorded'; readonly facts: IncidentFacts } | IncidentDeed;

/** Who does it, as colleagues know them. */
export interface Doer {
  readonly actor: Actor;
  readonly name: string;
}

export interface StoredEntry {
  readonly id: string;
  readonly incidentId: string;
  readonly place: number;
  readonly at: Date;
  readonly by: string;
  readonly byName: string;
  readonly deed: IncidentEntry['deed'];
}

export interface StoredIncident {
  readonly id: string;
  readonly number: number;
  readonly recordedAt: Date;
  /** In their order. */
  readonly entries: readonly StoredEntry[];
}

/** Where an incident stands after all its entries. */
export interface IncidentState {
  readonly facts: IncidentFacts;
  readonly handledAt: Date | null;
  readonly isClosed: boolean;
  /** Ids of reports that a person decided not to make. */
  readonly waived: readonly string[];
}

export interface IncidentsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly letters: Letters;
}
