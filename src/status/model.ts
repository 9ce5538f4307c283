import type { BilingualText, ChecklistView, Override, Status, StatusLink, StatusNumbers } from '../contract/index.ts';
import type { EvidenceReader, UnitOfWork } from '../evidence/index.ts';
import type { Clock, FillRandom, IdFactory, Log } from '../kernel/index.ts';
import type { Findings } from '../scope/index.ts';
import type { Database } from '../store/index.ts';

/** What a control found. Sentences name figures, never content or persons. */
export interface Measurement {
  readonly status: Status;
  /** Why, in one word that never changes, such as `unlabelled`; goes into the log. */
  readonly code: string;
  readonly measured: BilingualText;
  /** What to do next; null when there is nothing to do. */
  readonly next: BilingualText | null;
  readonly figures: Readonly<Record<string, number>>;
  readonly evidence: readonly StatusLink[];
}

/**
 * A question about the running system that data answer: a query over evidence and state, or a probe that really asks. Whoever knows
 * the answer offers it; the board knows this port alone.
 */
export interface Control {
  /** `<duty>.<what>`; never renamed. */
  readonly id: `${string}.${string}`;
  /** A probe costs a request, so it runs less often. */
  readonly kind: 'query' | 'probe';
  readonly title: BilingualText;
  /** What is asked and how it is measured. */
  readonly about: BilingualText;
  /** Who can mend it. */
  readonly owner: 'administrator' | 'compliance-officer' | 'reviewer';
  /**
   * Asks now. What it throws is recorded as `unknown`.
   *
   * A query reads roll-ups and small tables: its cost must not grow with the number of exchanges.
   */
  measure(now: Date): Promise<Measurement>;
}

/** A day that some register of the product knows, for calendars. Names no person and no content. */
export interface BoardDate {
  /** Never another thing: calendars keep events apart by it. */
  readonly id: string;
  /** Such as `2026-12-31`, in China. */
  readonly day: string;
  /** The very instant, where hours count. */
  readonly at: Date | null;
  readonly title: BilingualText;
  readonly about: BilingualText;
  readonly isOverdue: boolean;
}

/** What an instrument asks of the provider, and who can tell whether it is done. */
export interface Obligation {
  readonly id: string;
  /** Such as `measures`. */
  readonly instrument: string;
  readonly instrumentName: BilingualText;
  /** Such as `14`. */
  readonly article: string;
  readonly title: BilingualText;
  readonly duty: string;
  /** Ids of controls; those that no part of the product offers yet are left out of the board. */
  readonly controls: readonly string[];
  /** What a person has to do where software cannot; null where controls tell all. */
  readonly task: BilingualText | null;
  readonly views: readonly ChecklistView[];
  /** Does it apply, given what was decided about a service? Doubt is `yes`. */
  readonly appliesTo: (findings: Findings) => Applies;
}

/** A version of what an instrument asks, with the day from which it holds. */
export interface DatedObligation
  extends Pick<Obligation, 'id' | 'instrument' | 'instrumentName' | 'article' | 'title' | 'appliesTo'> {
  /** What it asks. */
  readonly duty: BilingualText;
  /** First day on which it holds, such as `2027-01-01`. */
  readonly from: string;
  /** Another version under the same id holds until then. */
  readonly isNewVersion: boolean;
}

export type Applies = { readonly applies: true } | { readonly applies: false; readonly why: BilingualText };

/** How often metrics happened since an instant, over all services. */
export type Sums = Readonly<Record<string, number>>;
export type ReadSums = (from: Date) => Promise<Sums>;

/** How one kind of output of one service was labelled lately. */
export interface Streak {
  readonly serviceId: string;
  readonly output: string;
  /** Since the last that was not. */
  readonly labelledInRow: number;
  readonly labelledAt: Date | null;
  readonly unlabelledAt: Date | null;
  readonly unlabelledExchange: string | null;
  /** Public name of the model that was asked for last. */
  readonly model: string;
}

/** What the log was counted into. */
export interface Counted {
  readonly sums: ReadSums;
  readonly streaks: () => Promise<Streak[]>;
  /** Exchanges that began before an instant and have no end: how many since another, and some of them. */
  readonly unclosed: (from: Date, before: Date) => Promise<Unclosed>;
  /** How far counting follows the log. */
  readonly lag: () => Promise<CountLag>;
}

export interface Unclosed {
  readonly count: number;
  readonly earlier: number;
  readonly some: readonly { readonly exchangeId: string; readonly openedAt: Date }[];
}

export interface CountLag {
  /** The last leaf that was counted, and the last of the log; -1 for none. */
  readonly leaf: number;
  readonly of: number;
  /** When the last counted entry was written; null before the first. */
  readonly entryAt: Date | null;
}

/** What was decided about a service, for what applies to it. */
export interface ServiceScope {
  readonly serviceId: string;
  readonly name: string;
  /** Of its latest memo; null while it has none. */
  readonly memo: { readonly findings: Findings; readonly madeAt: Date; readonly isSigned: boolean } | null;
  /** Findings of the memo would now be others. */
  readonly hasChanged: boolean;
}

export interface StatusParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly fillRandom: FillRandom;
  readonly reader: Pick<EvidenceReader, 'head'>;
  readonly controls: readonly Control[];
  /** Those that hold now, in the order of the law. */
  readonly obligations: (now: Date) => readonly Obligation[];
  /** Every version of what the law asks of providers that has a first day, past and to come, in the order of the law. */
  readonly versions: () => readonly DatedObligation[];
  /** Of every service in use. */
  readonly scope: () => Promise<readonly ServiceScope[]>;
  /** What registers of the product know to be due. */
  readonly dates: () => Promise<readonly BoardDate[]>;
  readonly pace: StatusPace;
}

/** All in ms. */
export interface StatusPace {
  /** Between two measurements of a query. */
  readonly queryMs: number;
  /** Between two runs of a probe. */
  readonly probeMs: number;
  /** Between two looks at the log. */
  readonly countMs: number;
}

/** A control as it was measured last. */
export interface ControlRow {
  readonly controlId: string;
  readonly status: Status;
  readonly measurement: Omit<Measurement, 'status'>;
  readonly measuredAt: Date;
  readonly changedAt: Date;
}

export interface OverrideRow extends Omit<Override, 'at' | 'expiresAt'> {
  readonly at: Date;
  readonly expiresAt: Date;
}

export interface ChangeRow {
  readonly id: string;
  readonly controlId: string;
  readonly at: Date;
  readonly was: Status;
  readonly status: Status;
  readonly cause: 'measured' | 'overridden' | 'override-ended';
  readonly measurement: Omit<Measurement, 'status'>;
}

export interface NumbersRow {
  readonly numbers: StatusNumbers;
  readonly at: Date;
  readonly by: string;
}

export interface TaskRow {
  readonly obligation: string;
  readonly owner: string | null;
  readonly dueOn: string | null;
  readonly doneOn: string | null;
  readonly validUntil: string | null;
  readonly note: string;
  readonly changedAt: Date;
  readonly changedBy: string;
}

/** Who prepares for a version of an obligation, and whether that is done. */
export interface ComingRow {
  readonly obligation: string;
  readonly from: string;
  readonly owner: string | null;
  readonly doneOn: string | null;
  readonly note: string;
  readonly noticedAt: Date;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}
