import {
  type Action,
  foldingSchema,
  RULE_ENTRIES_MAX,
  type Severity,
  type TermAt,
  type TermRules,
} from '@hegui/contract';
import { type Folding, findTermFault, withListDefaults } from '@hegui/screening';

export type FoldKind = keyof Folding;
export const FOLD_KINDS: readonly FoldKind[] = foldingSchema.keyof().options;

/** A term as its form holds it: lists are texts with one entry a line, and nothing is null. */
export interface TermDraft {
  readonly text: string;
  readonly risk?: string | undefined;
  readonly action?: Action | undefined;
  readonly note: string;
  readonly severity?: Severity | undefined;
  readonly source: string;
  readonly validFrom: string;
  readonly validTo: string;
  readonly wholeWord: 'auto' | 'yes' | 'no';
  /** null = as many as are usual. */
  readonly gap: number | null;
  readonly contextKind: 'none' | 'requires' | 'excludes';
  readonly contextTerms: string;
  readonly contextWithin: number | null;
  readonly combine: string;
  readonly allow: string;
  readonly foldOn: readonly FoldKind[];
  readonly foldOff: readonly FoldKind[];
}

export const CONTEXT_CHARS_USUAL = 16;

export const EMPTY_DRAFT: TermDraft = {
  text: '',
  note: '',
  source: '',
  validFrom: '',
  validTo: '',
  wholeWord: 'auto',
  gap: null,
  contextKind: 'none',
  contextTerms: '',
  contextWithin: CONTEXT_CHARS_USUAL,
  combine: '',
  allow: '',
  foldOn: [],
  foldOff: [],
};

/** The form's values for a term that is there. */
export function draftOfTerm(term: TermAt): TermDraft {
  const { rules } = term;
  const { context, combine, allow = [], gap, wholeWord, fold = {} } = rules ?? {};
  const kindsThatAre = (isOn: boolean): FoldKind[] => FOLD_KINDS.filter((kind) => fold[kind] === isOn);
  return {
    text: term.text,
    risk: term.risk ?? undefined,
    action: term.action ?? undefined,
    note: term.note ?? '',
    severity: term.severity ?? undefined,
    source: term.source ?? '',
    validFrom: term.validFrom ?? '',
    validTo: term.validTo ?? '',
    wholeWord: wholeWord === undefined ? 'auto' : wholeWord ? 'yes' : 'no',
    gap: gap ?? null,
    contextKind: context?.kind ?? 'none',
    contextTerms: (context?.terms ?? []).join('\n'),
    contextWithin: context?.within ?? CONTEXT_CHARS_USUAL,
    combine: (combine?.with ?? []).join('\n'),
    allow: allow.join('\n'),
    foldOn: kindsThatAre(true),
    foldOff: kindsThatAre(false),
  };
}

/** The entries of a text with one a line, without blank ones and repetitions. */
export const entriesOf = (lines: string): string[] => [
  ...new Set(
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
];

export const hasGap = (text: string): boolean => text.includes('*');

/** The rules that a form says, as the server takes them; null when it says none. */
export function rulesOfDraft(draft: TermDraft): TermRules | null {
  const [allow, context, combine] = [draft.allow, draft.contextTerms, draft.combine].map(entriesOf);
  const rules: TermRules = {
    ...(allow === undefined || allow.length === 0 ? {} : { allow }),
    ...(draft.wholeWord === 'auto' ? {} : { wholeWord: draft.wholeWord === 'yes' }),
    ...(draft.gap === null || !hasGap(draft.text) ? {} : { gap: draft.gap }),
    ...(draft.contextKind === 'none' || context === undefined
      ? {}
      : { context: { kind: draft.contextKind, terms: context, within: draft.contextWithin ?? CONTEXT_CHARS_USUAL } }),
    ...(combine === undefined || combine.length === 0 ? {} : { combine: { with: combine } }),
    ...foldOf(draft),
  };
  return Object.keys(rules).length === 0 ? null : rules;
}

function foldOf({ foldOn, foldOff }: TermDraft): Pick<TermRules, 'fold'> {
  const fold = Object.fromEntries([...foldOn.map((kind) => [kind, true]), ...foldOff.map((kind) => [kind, false])]);
  return Object.keys(fold).length === 0 ? {} : { fold };
}

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** The term that a form says, as the server takes it. */
export const termOfDraft = (draft: TermDraft): TermAt => ({
  text: draft.text.trim(),
  risk: draft.risk ?? null,
  action: draft.action ?? null,
  note: textOrNull(draft.note),
  severity: draft.severity ?? null,
  source: textOrNull(draft.source),
  validFrom: textOrNull(draft.validFrom),
  validTo: textOrNull(draft.validTo),
  rules: rulesOfDraft(draft),
});

const TERM_CHARS_MAX = 200;
const { allow, context, combine } = RULE_ENTRIES_MAX;
const ENTRIES_MAX = { allow, contextTerms: context, combine } as const;

export interface DraftFault {
  readonly field: keyof TermDraft;
  /** `unfit`: nothing is left of `entry` once what is skipped is taken away. */
  readonly kind: 'missing' | 'tooLong' | 'tooMany' | 'unfit' | 'order';
  readonly entry?: string;
  readonly max?: number;
}

/** What the engine or the server would not take of a form, each at its field. */
export function findDraftFaults(draft: TermDraft, folding: Folding): DraftFault[] {
  const text = draft.text.trim();
  const faults: DraftFault[] = [];
  const add = (field: DraftFault['field'], kind: DraftFault['kind'], told: Partial<DraftFault> = {}) =>
    faults.push({ field, kind, ...told });
  const { gap, fold } = rulesOfDraft(draft) ?? {};
  const isFit = (one: string, rules: TermRules): boolean =>
    findTermFault(one, withListDefaults(one, rules), folding) === null;
  if (text === '') add('text', 'missing');
  else if (text.length > TERM_CHARS_MAX) add('text', 'tooLong', { max: TERM_CHARS_MAX });
  else if (!isFit(text, { gap, fold })) add('text', 'unfit', { entry: text });
  if (draft.contextKind !== 'none' && entriesOf(draft.contextTerms).length === 0) add('contextTerms', 'missing');
  for (const field of ['contextTerms', 'combine', 'allow'] as const) {
    if (field === 'contextTerms' && draft.contextKind === 'none') continue;
    const entries = entriesOf(draft[field]);
    const most = ENTRIES_MAX[field];
    if (entries.length > most) add(field, 'tooMany', { max: most });
    const long = entries.find((entry) => entry.length > TERM_CHARS_MAX);
    if (long !== undefined) add(field, 'tooLong', { entry: long, max: TERM_CHARS_MAX });
    const unfit = entries.find((entry) => entry.length <= TERM_CHARS_MAX && !isFit(entry, { fold }));
    if (unfit !== undefined) add(field, 'unfit', { entry: unfit });
  }
  if (draft.validFrom !== '' && draft.validTo !== '' && draft.validFrom > draft.validTo) add('validTo', 'order');
  return faults;
}

/** The field of the form that a path of the server's answer means; null when it has none. */
export function fieldOfPath(path: string): keyof TermDraft | null {
  const [first = '', second = '', third = ''] = path.split('.');
  if (first !== 'rules') return PLAIN_FIELDS.find((field) => field === first) ?? null;
  if (second === 'context') return third === 'within' ? 'contextWithin' : 'contextTerms';
  if (second === 'fold') return 'foldOn';
  return RULE_FIELDS.find((field) => field === second) ?? null;
}

const PLAIN_FIELDS = ['text', 'risk', 'action', 'note', 'severity', 'source', 'validFrom', 'validTo'] as const;
const RULE_FIELDS = ['allow', 'wholeWord', 'gap', 'combine'] as const;
