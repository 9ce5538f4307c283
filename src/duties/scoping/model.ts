import type { z } from 'zod';
import type { ObservedFact, ScopeCause, scopeFactsSchema } from '../../contract/index.ts';
import type { FindingName, Findings } from '../../scope/index.ts';

/** A facts object as it was told. */
export type ToldFacts = z.infer<typeof scopeFactsSchema>;

/** What traffic can show of a service. */
export const OBSERVATIONS = ['minors', 'image', 'audio', 'video'] as const;
export type Observation = (typeof OBSERVATIONS)[number];

/** What was seen of a service so far. */
export interface Seen {
  readonly observations: readonly Observation[];
  /** End users with a name of their own, counted at most a day ago; null before the first count. */
  readonly endUsers: number | null;
}

export interface MemoRow {
  readonly id: string;
  readonly serviceId: string;
  readonly number: number;
  readonly facts: ToldFacts;
  readonly day: string;
  readonly findings: Findings;
  readonly lawDigest: Buffer;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly signedAt: Date | null;
  readonly signedBy: string | null;
  readonly signedName: string | null;
}

/** One finding that would now be another. */
export interface FindingChange {
  readonly finding: FindingName;
  readonly before: string | readonly string[];
  readonly after: string | readonly string[];
}

/** What a memo's findings would be now, as far as they are others. */
export interface Drift {
  readonly causes: readonly ScopeCause[];
  readonly observed: readonly ObservedFact[];
  readonly changed: readonly FindingChange[];
}

export interface ChangeRow extends Drift {
  readonly id: string;
  readonly memoId: string;
  readonly foundAt: Date;
}
