import type { FactName, FactValue } from './facts.ts';

export type MeasuresApply = 'yes' | 'no' | 'uncertain' | 'other_rules_prevail';
export type Role = 'provider' | 'provider_and_technical_supporter' | 'user' | 'none' | 'uncertain';
export type GenaiRoute = 'filing' | 'registration' | 'none' | 'blocked' | 'already_done' | 'uncertain';
export type SecurityAssessment = 'required' | 'not_required' | 'uncertain';
export type AlgorithmFiling =
  | 'required'
  | 'not_required'
  | 'uncertain'
  | 'change_within_10_working_days'
  | 'cancel_within_20_working_days';
export type CompanionMeasures = 'yes' | 'no' | 'prohibited_feature' | 'uncertain';
export type ExplicitLabel = 'required' | 'conditional' | 'required_by_declaration' | 'not_required' | 'uncertain';
export type ImplicitLabel = 'required_in_files' | 'conditional' | 'keep_existing' | 'not_required' | 'uncertain';
export type RealIdentity = 'required' | 'required_in_practice' | 'not_required' | 'uncertain';

export const SINGLE_FINDINGS = [
  'measures_apply',
  'role',
  'genai_route',
  'security_assessment_2018',
  'algorithm_filing',
  'companion_measures',
  'labels.explicit',
  'labels.implicit',
  'real_identity',
] as const;
export const LIST_FINDINGS = ['core_articles', 'licences', 'other_duties', 'deadlines'] as const;
export type SingleFinding = (typeof SINGLE_FINDINGS)[number];
export type ListFinding = (typeof LIST_FINDINGS)[number];
export type FindingName = SingleFinding | ListFinding;

/** A text in both languages of the product. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** Where a reason stands in the law, and how far that was seen. */
export interface ReasonSource {
  /** Such as `measures:17`; the key in the law data. */
  readonly id: string;
  /** Its Chinese name; the law data have the English one under the part of the id before the colon. */
  readonly instrument: string;
  readonly article: string;
  readonly confidence: 'official-text' | 'second-hand' | 'unverified';
}

/** One way to read what is open, and what would follow. */
export interface Reading extends Bilingual {
  readonly value: string;
}

export interface Reason extends Bilingual {
  /** `facts` when it speaks about the facts themselves. */
  readonly finding: FindingName | 'facts';
  /** What was found; the items of a list. */
  readonly value: string | readonly string[];
  /** Known facts that decided. */
  readonly facts: Readonly<Record<string, FactValue>>;
  /** Unknown facts on which it depends. */
  readonly unknown: readonly FactName[];
  readonly sources: readonly ReasonSource[];
  /** Where it is open: each reading with what would follow. */
  readonly readings: readonly Reading[];
  /** Whom to ask where neither text nor official notice decides; null elsewhere. */
  readonly ask: Bilingual | null;
  /** What changes on a later day by instruments that do not bind yet. */
  readonly later: readonly { readonly from: string; readonly value: string | readonly string[] }[];
}

export interface Question extends Bilingual {
  readonly fact: FactName;
  /** `unknown`: not told; `contradiction`: told in a way that another fact denies. */
  readonly kind: 'unknown' | 'contradiction';
  /** What may be answered; empty for a number. */
  readonly values: readonly (string | boolean)[];
  /** Findings that the answer would change. */
  readonly changes: readonly FindingName[];
}

/** Everything found about a service; the published form, whose names and words never change. */
export interface Findings {
  readonly measures_apply: MeasuresApply;
  readonly role: Role;
  readonly core_articles: readonly string[];
  readonly genai_route: GenaiRoute;
  readonly security_assessment_2018: SecurityAssessment;
  readonly algorithm_filing: AlgorithmFiling;
  readonly companion_measures: CompanionMeasures;
  readonly labels: { readonly explicit: ExplicitLabel; readonly implicit: ImplicitLabel };
  readonly real_identity: RealIdentity;
  readonly licences: readonly string[];
  readonly other_duties: readonly string[];
  readonly deadlines: Readonly<Record<string, string>>;
  readonly reasons: readonly Reason[];
  readonly questions: readonly Question[];
}
