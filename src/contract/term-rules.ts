import { z } from 'zod';
import { foldingSchema } from './policy.ts';

/** Most characters that a `*` in a term may stand for, and how many it stands for unless the term says otherwise. */
export const GAP_CHARS_MAX = 32;
export const GAP_CHARS_DEFAULT = 8;
/** Farthest that a context term may stand from a hit, in characters. */
export const CONTEXT_CHARS_MAX = 64;

/** How much of each a term may name: allow phrases, context terms, partners in a sentence. */
export const RULE_ENTRIES_MAX = { allow: 100, context: 50, combine: 8 } as const;

const ruleText = z.string().trim().min(1).max(200);

/**
 * What must hold besides before a term counts as found. Everything left out has no effect, but `wholeWord`: left out it
 * is on for a term of at most three Latin letters or digits.
 *
 * In the text of a term, a `*` between two characters stands for up to `gap` characters of any kind (`甲*乙`); `\*` is a
 * literal asterisk. Distances are counted in code points; invisible characters do not count where the term skips them.
 */
export const termRulesSchema = z.strictObject({
  /** A hit that lies inside one of these phrases is no hit: 大麻 in 大麻烦. */
  allow: z.array(ruleText).max(RULE_ENTRIES_MAX.allow).optional(),
  /** A hit that begins or ends with a letter or digit must not go on with one of the same kind: SM in Smoking. */
  wholeWord: z.boolean().optional(),
  /** How many characters a `*` in the term stands for, at most. */
  gap: z.int().min(0).max(GAP_CHARS_MAX).optional(),
  /** The term counts only where one of these stands near, before or after (`requires`), or where none does (`excludes`). */
  context: z
    .strictObject({
      kind: z.enum(['requires', 'excludes']).default('requires'),
      terms: z.array(ruleText).min(1).max(RULE_ENTRIES_MAX.context),
      within: z.int().min(0).max(CONTEXT_CHARS_MAX).default(16),
    })
    .optional(),
  /** The term counts only together with all of these in one sentence, in any order; the hit is the part that comes last. */
  combine: z.strictObject({ with: z.array(ruleText).min(1).max(RULE_ENTRIES_MAX.combine) }).optional(),
  /** Settings of the list's folding that this term overrides. */
  fold: z.partialRecord(foldingSchema.keyof(), z.boolean()).optional(),
});
export type TermRules = z.infer<typeof termRulesSchema>;

/** Every version keeps the phrases of its list whole, hence the bound. */
export const LIST_ALLOW_MAX = 2_000;
/** Phrases that redeem hits of every term of a list. */
export const listAllowSchema = z.array(ruleText).max(LIST_ALLOW_MAX);
