import data from '../../law/privacy.json' with { type: 'json' };

/**
 * Time limits of requests about personal information, in working days where they say so, and how sure they are. The laws say
 * promptly; see the note. @law measures#11 pipl#50
 */
export const PRIVACY_LIMITS: {
  readonly basis: readonly string[];
  readonly confidence: string;
  readonly note: { readonly zh: string; readonly en: string };
  readonly acknowledgeWorkingDays: number;
  readonly answerWorkingDays: number;
  readonly extensionWorkingDaysMax: number;
  readonly reopenWorkingDays: number;
  /** How long after the answer a copy may be fetched, and how often. */
  readonly copyDays: number;
  readonly copyDownloadsMax: number;
} = data;
