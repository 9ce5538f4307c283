import data from '../../law/incidents.json' with { type: 'json' };
import { HeguiError } from '../kernel/errors.ts';
import { type Confidence, readConfidence } from './confidence.ts';
import type { Bilingual } from './model.ts';
import { thresholdOf } from './thresholds.ts';

/** One of a list that people choose from. */
export interface IncidentTerm extends Bilingual {
  readonly id: string;
}

/** A grade, and from how many leaked persons on an incident has it at least; null where persons do not decide. */
export interface IncidentGrade extends IncidentTerm {
  readonly personsMin: number | null;
}

/** Which report is due to whom, when its conditions hold. @law incident#4 incident#8 pipl#57 ndr#10 */
export interface IncidentReportRule {
  readonly id: string;
  /** `first` at discovery, `final` after handling, `notice` to people outside. */
  readonly purpose: 'first' | 'final' | 'notice';
  /** All must hold: `graded`, `handled`, `leak`, `operator:…`, `kind:…`, or a fact that is answered yes, no or unclear. */
  readonly when: readonly string[];
  readonly recipient: IncidentTerm;
  /** null: at once; the text gives no number. */
  readonly within: { readonly amount: number; readonly unit: 'hours' | 'days' } | null;
  /** Such as `incident:4`. */
  readonly source: string;
  readonly confidence: Confidence;
  /** May a person decide, with a reason, that it is not needed? */
  readonly isWaivable: boolean;
}

/** Kinds decide no time limit, but for defects; `confidence` says how sure each is. */
export const INCIDENT_KINDS: readonly (IncidentTerm & { readonly confidence: Confidence })[] = data.kinds.map(
  (kind) => ({ ...kind, confidence: readConfidence(kind.confidence, `law/incidents.json ${kind.id}`) }),
);

/** The gravest first, then `general`, then `ungraded`, which counts as reportable until somebody graded it. */
export const INCIDENT_GRADES: readonly IncidentGrade[] = data.grades.map(({ leak, ...grade }) => ({
  ...grade,
  personsMin: leak === null ? null : thresholdOf(leak).value,
}));

export const INCIDENT_OPERATORS: readonly IncidentTerm[] = data.operators;
export const INCIDENT_RECIPIENTS: readonly IncidentTerm[] = data.recipients;

export const INCIDENT_REPORTS: readonly IncidentReportRule[] = data.reports.map((row) => ({
  id: row.id,
  purpose: purposeOf(row.purpose),
  when: row.when,
  recipient: termOf(INCIDENT_RECIPIENTS, row.recipient),
  within: row.threshold === null ? null : withinOf(row.threshold),
  source: row.source,
  confidence: readConfidence(row.confidence, `law/incidents.json ${row.id}`),
  isWaivable: row.waivable,
}));

function withinOf(id: string): { readonly amount: number; readonly unit: 'hours' | 'days' } {
  const { value, unit } = thresholdOf(id);
  if (unit !== 'hours' && unit !== 'days') throw wrong(`the unit ${unit} of ${id}`);
  return { amount: value, unit };
}

function termOf(terms: readonly IncidentTerm[], id: string): IncidentTerm {
  const found = terms.find((term) => term.id === id);
  if (found === undefined) throw wrong(`${id}, which is no recipient`);
  return found;
}

function purposeOf(word: string): IncidentReportRule['purpose'] {
  if (word === 'first' || word === 'final' || word === 'notice') return word;
  throw wrong(`the purpose ${word}`);
}

// A law at fault lets nothing start.
function wrong(what: string): HeguiError {
  return new HeguiError('E_INTERNAL', `law/incidents.json has ${what}`);
}
