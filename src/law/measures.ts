import data from '../../law/measures.json' with { type: 'json' };

/** What may be done to an end user, the mildest first, and how long a machine may do it. @law measures#14 */
export const MEASURE_RUNGS: readonly {
  readonly rung: string;
  readonly zh: string;
  readonly en: string;
  /** Longest time of one that nobody confirmed; 0 = never by a machine. */
  readonly automaticDaysMax: number;
  /** What it means for the person; `{functions}` stands for what is closed. */
  readonly meansZh: string;
  readonly meansEn: string;
}[] = data.rungs;

/** Time for an appeal in calendar days, and for its answer in working days. The law sets neither. */
export const MEASURE_APPEAL: { readonly withinDays: number; readonly answerWorkingDays: number } = data.appeal;

/** Where the numbers come from, and how sure they are. */
export const MEASURE_SOURCE: {
  /** As `measures#14`. */
  readonly basis: readonly string[];
  readonly confidence: string;
  readonly note: { readonly zh: string; readonly en: string };
} = data;

/** A policy to begin with; its shape is checked where it is used. */
export const MEASURE_START: unknown = data.start;
