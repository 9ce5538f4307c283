import data from '../../law/illegal-content.json' with { type: 'json' };

/** When each step of dealing with illegal content is due. @law measures#14 */
export const CASE_DEADLINES = {
  basis: data.basis,
  /** Hegui's own defaults: the Measures give no number. */
  confidence: data.confidence,
  note: data.note,
  /** Hours from finding; null for the finding itself. */
  dueHours: Object.fromEntries(data.steps.map(({ step, dueHours }) => [step, dueHours])),
} as const;
