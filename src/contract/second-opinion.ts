import { z } from 'zod';
import { idSchema } from './common.ts';

/** Longest window in UTF-16 units; every supported judge takes it whole or in a few parts. */
export const WINDOW_CHARS_MAX = 5_000;

const share = z.number().min(0).max(1);

/** Who is asked about a text, when, and what their answer leads to. The same for what goes in and what comes out. */
const askingFields = {
  /** In the order in which a cascade asks them. */
  judges: z.array(idSchema).min(1).max(8),
  /** `cascade`: the next one is asked only if the one before was unsure or failed. `vote`: all are asked at once. */
  mode: z.enum(['cascade', 'vote']).default('cascade'),
  /** Voices that make a text unsafe; counts in a vote only. */
  votesMin: z.int().min(1).max(8).default(1),
  /** `flagged`: only texts in which a list or another engine found something, and a sample of the rest. */
  when: z.enum(['always', 'flagged']).default('always'),
  /** Share of the exchanges that are asked about although nothing was found; counts with `flagged` only. */
  sampleRate: share.default(0),
  /** For each call. */
  timeoutMs: z.int().min(50).max(60_000).default(3_000),
  /** When no judge could tell: time-out, error, or the budget is used up. Passing leaves a gap record. */
  onFailure: z.enum(['refuse', 'pass']).default('refuse'),
  onUnsafe: z.enum(['block', 'flag']).default('block'),
  onUnsure: z.enum(['block', 'flag', 'release']).default('flag'),
  /** Show the standard answer that a vendor offers instead of the policy's own. */
  vendorAdvice: z.boolean().default(false),
  windowChars: z.int().min(20).max(WINDOW_CHARS_MAX).default(2_000),
  /** Characters that a window repeats of the one before, so that nothing is cut in two unseen. */
  overlapChars: z.int().min(0).max(1_000).default(100),
};

type Windows = { readonly windowChars: number; readonly overlapChars: number };
const overlapFits = ({ windowChars, overlapChars }: Windows): boolean => overlapChars * 2 <= windowChars;
const OVERLAP_RULE = { path: ['overlapChars'], message: 'must be at most half of windowChars' };
const votesFit = ({ mode, votesMin, judges }: { mode: string; votesMin: number; judges: readonly string[] }) =>
  mode !== 'vote' || votesMin <= judges.length;
const VOTES_RULE = { path: ['votesMin'], message: 'must not be more than there are judges' };
const namesOnce = ({ judges }: { readonly judges: readonly string[] }): boolean =>
  new Set(judges).size === judges.length;
const ONCE_RULE = { path: ['judges'], message: 'must name each judge once' };

export const inputOpinionSchema = z
  .strictObject({
    ...askingFields,
    /** `all`: system, history and tool results too; `last`: only what came after the last answer. */
    turns: z.enum(['all', 'last']).default('all'),
  })
  .refine(overlapFits, OVERLAP_RULE)
  .refine(votesFit, VOTES_RULE)
  .refine(namesOnce, ONCE_RULE);
export type InputOpinion = z.infer<typeof inputOpinionSchema>;

export const outputOpinionSchema = z
  .strictObject({
    ...askingFields,
    windowChars: askingFields.windowChars.default(300),
    overlapChars: askingFields.overlapChars.default(60),
    /** `hold`: nothing is shown before it was judged. `watch`: shown at once, cut when a judge says unsafe. */
    style: z.enum(['hold', 'watch']).default('hold'),
    /** With `watch`: so many characters of a channel may be shown unjudged, then it waits. At least a window. */
    leakCharsMax: z.int().min(20).max(20_000).default(900),
  })
  .refine(overlapFits, OVERLAP_RULE)
  .refine(votesFit, VOTES_RULE)
  .refine(namesOnce, ONCE_RULE)
  .refine(({ style, leakCharsMax, windowChars }) => style !== 'watch' || leakCharsMax >= windowChars, {
    path: ['leakCharsMax'],
    message: 'must be at least windowChars',
  });
export type OutputOpinion = z.infer<typeof outputOpinionSchema>;

/** Second opinions of one service; null in a direction asks nobody. */
export const secondOpinionSchema = z.strictObject({
  input: inputOpinionSchema.nullable().default(null),
  output: outputOpinionSchema.nullable().default(null),
  budget: z
    .strictObject({
      /** Per day in China, all judges together; null = no limit. */
      callsPerDay: z.int().positive().nullable().default(null),
      /** The same in yuan, by each judge's own price a call. */
      yuanPerDay: z.number().positive().nullable().default(null),
    })
    .prefault({}),
});
export type SecondOpinion = z.infer<typeof secondOpinionSchema>;
