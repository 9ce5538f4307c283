import type { Action, Folding, Policy } from '../../contract/index.ts';
import type { UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory } from '../../kernel/index.ts';
import type { ListScreen } from '../../registry/index.ts';
import type { Database } from '../../store/index.ts';

/** Compiled lists as the registry serves them, no older than the call. */
export interface Screens {
  /** What screens a service, with its policy; undefined for a service that is not there. */
  ofService(serviceId: string): Promise<(ListScreen & { readonly policy: Policy }) | undefined>;
  ofEnabledLists(): Promise<ListScreen>;
}

/** What the use cases of word lists stand on. */
export interface ContentParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly screens: Screens;
}

/** What can change of a list, beside its terms. */
export interface ListState {
  readonly name: string;
  readonly risk: string;
  readonly action: Action;
  readonly folding: Folding;
  readonly enabled: boolean;
}

/** One term as it came in; null stands for what was left out. */
export interface GivenTerm {
  readonly line: number;
  readonly text: string;
  readonly risk: string | null;
  readonly action: Action | null;
  readonly note: string | null;
}

/** A line that was not taken, and why. */
export interface RefusedLine {
  readonly line: number;
  /** At most 100 characters of it. */
  readonly text: string;
  readonly reason: string;
}
