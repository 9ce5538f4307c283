import type { Confidence } from './confidence.ts';

/** The same said in Chinese and in English, in Hegui's own words. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}

/** What kind of text an instrument is. Only the first five bind. */
export const WEIGHTS = [
  'law',
  'administrative-regulation',
  'department-rule',
  'normative-document',
  'mandatory-standard',
  'recommended-standard',
  'technical-document',
  'policy',
  'notice',
  'practice',
] as const;
export type Weight = (typeof WEIGHTS)[number];
const BINDING: readonly Weight[] = WEIGHTS.slice(0, 5);
/** Does a text of this weight bind by itself? Standards that a filing rests on bind in effect, not by themselves. */
export const isBindingWeight = (weight: Weight): boolean => BINDING.includes(weight);

export const ENDINGS = ['repealed', 'amended', 'superseded', 'not-adopted'] as const;

/** A law, rule, standard, notice or draft. */
export interface Instrument extends Bilingual {
  /** Such as `measures`; the part before the colon of the ids of its articles. */
  readonly id: string;
  /** What people call it for short. */
  readonly short: Bilingual;
  /** Such as `Order 15`; null where it has none that was seen. */
  readonly number: string | null;
  /** Ids of agencies; empty where the issuer was not seen. */
  readonly issuers: readonly string[];
  readonly weight: Weight;
  readonly stage: 'final' | 'draft';
  readonly adopted: string | null;
  readonly issued: string | null;
  /** First day on which it binds, such as `2023-08-15`; null where it is no single dated text, or a draft. */
  readonly inForce: string | null;
  /** First day on which it no longer holds. */
  readonly repealed: string | null;
  readonly ending: (typeof ENDINGS)[number] | null;
  /** The instrument that took its place. */
  readonly replacedBy: string | null;
  /** Last day for comments on a draft. */
  readonly commentsUntil: string | null;
  readonly confidence: Confidence;
  /** How it was seen. */
  readonly source: Bilingual;
  readonly note: Bilingual | null;
}

export const PART_KINDS = ['whole', 'chapeau', 'paragraph', 'item', 'part'] as const;

/** A paragraph or item of an article, in Hegui's own words. */
export interface ArticlePart extends Bilingual {
  /** Such as `measures:14.2`. */
  readonly id: string;
  readonly kind: (typeof PART_KINDS)[number];
}

export interface Article {
  /** Such as `measures:14`. */
  readonly id: string;
  readonly instrument: string;
  /** As people cite it: `14`, `5.1`, `annex A`; `–` where it has none. */
  readonly number: string;
  readonly chapter: Bilingual | null;
  readonly heading: Bilingual;
  readonly parts: readonly ArticlePart[];
  readonly confidence: Confidence;
}

/** Only `duty` and `ban` ask something of somebody. */
export const OBLIGATION_KINDS = [
  'duty',
  'ban',
  'right',
  'power',
  'penalty',
  'scope',
  'definition',
  'purpose',
  'policy',
  'commencement',
] as const;

export const BOUND = [
  'provider',
  'user',
  'state',
  'authorities',
  'assessor',
  'industry',
  'supporter',
  'platform',
  'app-store',
] as const;
export type Bound = (typeof BOUND)[number];

export const TIME_UNITS = ['minute', 'hour', 'day', 'working-day', 'week', 'month', 'year'] as const;

/** By when a duty is done. */
export interface Deadline extends Bilingual {
  /** null together with `amount`: the text gives no number. */
  readonly unit: (typeof TIME_UNITS)[number] | null;
  readonly amount: number | null;
  /** What the time is counted from. */
  readonly from: Bilingual | null;
  /** How surely the number was seen, where that differs from the duty itself. */
  readonly confidence: Confidence | null;
}

/** Who does what where software cannot. */
export interface Task {
  readonly who: Bilingual;
  readonly what: Bilingual;
}

/** One thing that a text asks of somebody, or that one must know to read the others. */
export interface Obligation {
  /** Such as `measures:14.2` or, where a part holds several duties, `measures:10.minors`. Never reused. */
  readonly id: string;
  readonly instrument: string;
  /** Id of the article. */
  readonly article: string;
  /** Id of the paragraph or item; null where the article is not told by parts. */
  readonly part: string | null;
  readonly kind: (typeof OBLIGATION_KINDS)[number];
  readonly bound: readonly Bound[];
  /** Ids of conditions that must all hold; empty: every provider. */
  readonly when: readonly string[];
  /** 应 binds, 宜 recommends; null where nothing is asked. */
  readonly modal: '应' | '宜' | null;
  readonly title: Bilingual;
  readonly trigger: Bilingual;
  readonly duty: Bilingual;
  readonly deadline: Deadline | null;
  /** What would prove it. */
  readonly evidence: readonly Bilingual[];
  /** Ids of penalties. */
  readonly penalties: readonly string[];
  /** Ids of thresholds. */
  readonly thresholds: readonly string[];
  /** Ids of controls of the board, `<duty>.<what>`. */
  readonly controls: readonly string[];
  /** What people do; together with controls where software does only a part of it, alone where it does nothing. */
  readonly task: Task | null;
  readonly confidence: Confidence;
  readonly note: Bilingual | null;
  /** First day on which it holds; null while its instrument has no such day. */
  readonly from: string | null;
  /** First day on which it no longer holds. */
  readonly to: string | null;
}

/** A number that a rule or standard asks for. */
export interface Threshold extends Bilingual {
  /** Such as `K1`. */
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  /** Id of the instrument. */
  readonly instrument: string;
  /** As people cite it, such as `GB/T 45654-2025`. */
  readonly standard: string;
  /** null while no clause number has been seen. */
  readonly clause: string | null;
  /** 应 binds, 宜 recommends. */
  readonly modal: '应' | '宜';
  readonly confidence: Confidence;
  readonly note: Bilingual | null;
}

/** What it costs, from mild to grave. */
export interface PenaltyTier {
  readonly when: Bilingual;
  readonly measure: Bilingual;
  /** Fine of the organisation in yuan; null where there is none or none was seen. */
  readonly entity: Fine | null;
  /** Fine of the persons answering for it. */
  readonly persons: Fine | null;
  readonly confidence: Confidence;
  /** How surely the fine of persons was seen, where that differs. */
  readonly personsConfidence: Confidence | null;
}

export interface Fine {
  /** null: no lower bound. */
  readonly min: number | null;
  readonly max: number;
  /** Share of last year's turnover that may be taken instead, such as 0.05. */
  readonly turnover: number | null;
}

export interface Penalty {
  readonly id: string;
  readonly instrument: string;
  readonly article: string;
  readonly title: Bilingual;
  readonly tiers: readonly PenaltyTier[];
  readonly confidence: Confidence;
  readonly note: Bilingual | null;
}

/** An authority, and how it is reached. */
export interface Agency extends Bilingual {
  readonly id: string;
  readonly short: Bilingual;
  readonly role: Bilingual;
  /** One of the seven that issued the Measures. */
  readonly isIssuer: boolean;
  readonly channels: readonly ReportingChannel[];
  readonly confidence: Confidence;
}

export interface ReportingChannel extends Bilingual {
  /** What it is for. */
  readonly purpose: Bilingual;
  /** Telephone number or address of a site; null where none was seen. */
  readonly address: string | null;
  readonly confidence: Confidence;
}

export interface Licence extends Bilingual {
  readonly id: string;
  readonly trigger: Bilingual;
  readonly agency: string;
  /** What foreign capital may do. */
  readonly foreign: Bilingual | null;
  /** What the scope engine calls it where it finds that a service needs it; null where it never does. */
  readonly finding: string | null;
  readonly confidence: Confidence;
}

/** What a sector adds. */
export interface Sector extends Bilingual {
  readonly id: string;
  /** Ids of licences that are usual. */
  readonly licences: readonly string[];
  readonly rules: readonly SectorRule[];
}

export interface SectorRule extends Bilingual {
  readonly confidence: Confidence;
  /** Id of the instrument or obligation it stands in; null where it is none of this data. */
  readonly source: string | null;
  readonly task: Task | null;
}

/** What is often said of a text and is wrong. */
export interface Misreading {
  readonly id: string;
  /** Ids of articles it is about. */
  readonly articles: readonly string[];
  readonly claim: Bilingual;
  readonly fact: Bilingual;
  readonly confidence: Confidence;
}

export const CHANGES = ['new', 'dropped', 'softened', 'sharpened', 'reworded', 'same'] as const;

/** One point on which a draft and the final text are compared. */
export interface Comparison {
  readonly id: string;
  readonly topic: Bilingual;
  readonly draft: string;
  readonly final: string;
  /** Numbers of articles; empty where there is none. */
  readonly draftArticles: readonly string[];
  readonly finalArticles: readonly string[];
  readonly before: Bilingual | null;
  readonly after: Bilingual | null;
  readonly change: (typeof CHANGES)[number];
  readonly confidence: Confidence;
}

/** A condition that decides whether a duty reaches a provider. */
export interface Condition extends Bilingual {
  readonly id: string;
}
