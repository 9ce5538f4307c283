import { type Term, type TermValue, termValueSchema } from '../../contract/index.ts';
import type { TermSettings } from './model.ts';

/** The columns of a term beside id, list and text; a term's value as history and drafts keep it has these names. */
export const VALUE_COLUMNS = [
  'risk',
  'action',
  'note',
  'severity',
  'source',
  'valid_from',
  'valid_to',
  'rules',
] as const;

/** A term's settings as history and drafts keep them: nothing where nothing is said. */
export function toValue(term: TermSettings): TermValue {
  const { risk, action, note, severity, source, validFrom, validTo, rules } = term;
  return {
    ...(risk === null ? {} : { risk }),
    ...(action === null ? {} : { action }),
    ...(note === null ? {} : { note }),
    ...(severity === null ? {} : { severity }),
    ...(source === null ? {} : { source }),
    ...(validFrom === null ? {} : { valid_from: validFrom }),
    ...(validTo === null ? {} : { valid_to: validTo }),
    ...(rules === null ? {} : { rules }),
  };
}

/** The settings that a stored value stands for. @throws ZodError when the stored value is not one. */
export function fromValue(stored: unknown): TermSettings {
  const value = termValueSchema.parse(stored);
  return {
    risk: value.risk ?? null,
    action: value.action ?? null,
    note: value.note ?? null,
    severity: value.severity ?? null,
    source: value.source ?? null,
    validFrom: value.valid_from ?? null,
    validTo: value.valid_to ?? null,
    rules: value.rules ?? null,
  };
}

/** A term with what a change says of it; what the change leaves out stays. */
export function changeSettings(
  term: Term,
  change: { readonly [K in keyof TermSettings]?: TermSettings[K] | undefined },
): TermSettings {
  return {
    risk: change.risk === undefined ? term.risk : change.risk,
    action: change.action === undefined ? term.action : change.action,
    note: change.note === undefined ? term.note : change.note,
    severity: change.severity === undefined ? term.severity : change.severity,
    source: change.source === undefined ? term.source : change.source,
    validFrom: change.validFrom === undefined ? term.validFrom : change.validFrom,
    validTo: change.validTo === undefined ? term.validTo : change.validTo,
    rules: change.rules === undefined ? term.rules : change.rules,
  };
}
