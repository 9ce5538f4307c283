import data from '../../law/complaints.json' with { type: 'json' };

/**
 * What the public may complain about, and Hegui's time limits for it in working days. `answerDaysMax` is a cap that comes from
 * elsewhere; `confidence` says how sure it is. @law measures#15
 */
export const COMPLAINT_KINDS: readonly {
  readonly kind: string;
  readonly zh: string;
  readonly en: string;
  readonly contact: string;
  readonly acknowledgeDays: number;
  readonly answerDays: number;
  readonly answerDaysMax: number | null;
  /** Articles that it rests on, as `measures#15`. */
  readonly basis: readonly string[];
  /** `own-default`: Hegui's number; else how surely the source was seen. */
  readonly confidence: string;
  readonly note: { readonly zh: string; readonly en: string } | null;
}[] = data.kinds;

/** How long after an answer a complaint may be opened again, in working days; Hegui's default. */
export const COMPLAINT_REOPEN_DAYS: number = data.reopenWorkingDays;
