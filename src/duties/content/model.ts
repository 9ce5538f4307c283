import type { Action, Audience, Folding, Hit, Severity, TermRules } from '../../contract/index.ts';
import type { UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory, Log } from '../../kernel/index.ts';
import type { ListScreen } from '../../registry/index.ts';
import type { Database } from '../../store/index.ts';

/** A text to try, and on what. */
export interface TextTry {
  readonly text: string;
  /** Left out: every enabled list, under the policy that a service begins with. */
  readonly serviceId?: string | undefined;
  readonly audience: Audience;
  /** On its way to the model, or to the reader. */
  readonly direction: 'input' | 'output';
}

/** What was found in a text, and what would be passed on in its place. */
export interface TextTried {
  readonly hits: readonly Hit[];
  readonly action: Action | null;
  readonly shown: string;
}

/** Tries a text by the gateway's own steps, on what is stored at the time; undefined for a service that is not there. */
export type TryText = (given: TextTry) => Promise<TextTried | undefined>;

/** A list that is compiled by itself: a draft, or an earlier version. */
export interface TrialList {
  readonly id: string;
  readonly name: string;
  readonly risk: string;
  readonly action: Action;
  readonly folding: Folding;
  readonly allow: readonly string[];
  readonly version: number;
  readonly terms: readonly TrialTerm[];
}

export interface TrialTerm {
  readonly text: string;
  readonly risk: string | null;
  readonly action: Action | null;
  readonly rules: TermRules | null;
}

/** The texts of one exchange, input and output, as they were before any cut or mask. */
export interface ExchangeTexts {
  readonly exchangeId: string;
  /** null = the content was erased. */
  readonly texts: readonly string[] | null;
}

/** Stored exchanges as a program reads them: their texts without anyone being shown them. */
export interface StoredTexts {
  /** How many there are to read. */
  count(filter: TextsFilter): Promise<number>;
  /** The next of them, newest first, from where a page ended; `next` is null at the end. */
  next(
    filter: TextsFilter,
    after: string | null,
    limit: number,
  ): Promise<{ readonly items: readonly ExchangeTexts[]; readonly next: string | null }>;
}

export interface TextsFilter {
  readonly since: Date | null;
  /** null = of every service. */
  readonly serviceIds: readonly string[] | null;
  readonly exchangesMax: number;
}

/** What the use cases of word lists stand on. */
export interface ContentParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly tryText: TryText;
  /** Compiles one list alone, as the registry compiles those it serves. */
  readonly compileList: (list: TrialList) => ListScreen;
  readonly storedTexts: StoredTexts;
  /** Ordinary texts of about a paragraph: a term that most of them hold is no term. */
  readonly neutralTexts: () => readonly string[];
}

/** What can change of a list, beside its terms. */
export interface ListState {
  readonly name: string;
  readonly risk: string;
  readonly action: Action;
  readonly folding: Folding;
  /** Phrases in which no term of the list counts. */
  readonly allow: readonly string[];
  readonly enabled: boolean;
  readonly approvalRequired: boolean;
}

/** What a term says of itself; null = left to the list, or nothing said. */
export interface TermSettings {
  readonly risk: string | null;
  readonly action: Action | null;
  readonly note: string | null;
  readonly severity: Severity | null;
  readonly source: string | null;
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly rules: TermRules | null;
}

/** One term as it came in; null stands for what was left out. */
export interface GivenTerm extends TermSettings {
  readonly line: number;
  readonly sheet?: string;
  readonly text: string;
}

/** A row that was not taken, or was taken with a doubt, and why. */
export interface NotedRow {
  readonly line: number;
  readonly sheet?: string;
  /** At most 100 characters of it. */
  readonly text: string;
  readonly reason: string;
}
