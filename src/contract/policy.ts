import { z } from 'zod';

/** What happens to a hit: the whole answer is cut, the hit is masked, or it passes and is recorded. */
export const actionSchema = z.enum(['block', 'replace', 'flag']);
export type Action = z.infer<typeof actionSchema>;

/** What screening treats as the same character. Every fold happens inside the automaton's alphabet. */
export const foldingSchema = z.strictObject({
  width: z.boolean().default(true),
  case: z.boolean().default(true),
  traditional: z.boolean().default(true),
  /** Zero-width and other invisible characters between the characters of a term. */
  invisible: z.boolean().default(true),
  /** Spaces and marks such as `.`, `*`, `-`, `_` between the characters of a term; not sentence punctuation. */
  separators: z.boolean().default(true),
});
export type Folding = z.infer<typeof foldingSchema>;

/** Where readers see that a text was made by AI. @law labelling-measures#4 */
export const explicitLabelSchema = z.enum(['append', 'prepend', 'interface']);

const text = z.string().min(1).max(2_000);

/** Standard answers by risk code, by group, or `default`. */
const answersSchema = z.record(z.string().regex(/^(default|A\.[1-5](\.[a-i])?)$/), text);

/** Whom a request is for. A key may be bound to one; else the request says, and one that says nothing is `general`. */
export const audienceSchema = z.enum(['general', 'minors']);
export type Audience = z.infer<typeof audienceSchema>;

const plainSchema = z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]);
const nestedSchema = z.union([plainSchema, z.array(plainSchema), z.record(z.string(), plainSchema)]);
/** JSON three levels deep: as much as a member of a policy has. */
const engineValueSchema = z.union([nestedSchema, z.array(nestedSchema), z.record(z.string(), nestedSchema)]);

/** What differs from the service's own policy for one audience; what is left out stays as it is. */
export const audiencePolicySchema = z.strictObject({
  /** Word lists besides the service's own. */
  wordListIds: z.array(z.string()).max(200).default([]),
  /** Every hit of a word list leads to at least this: `block` turns marks and masks into a cut; null = as the term says. */
  actionMin: actionSchema.nullable().default(null),
  /** Put over the service's own, code by code. */
  standardAnswers: answersSchema.default({}),
  outputCharsMax: z.int().positive().nullable().default(null),
  /** Members of the policy that set other engines, by name; laid over the service's own, member by member. */
  engines: z.record(z.string().regex(/^[a-z][A-Za-z]*$/), z.record(z.string(), engineValueSchema)).default({}),
});
export type AudiencePolicy = z.infer<typeof audiencePolicySchema>;

/** How one service treats what goes in and what comes out. */
export const policySchema = z.strictObject({
  /** How the service differs for an audience; without an entry it does not. */
  audiences: z.strictObject({ minors: audiencePolicySchema.optional() }).prefault({}),
  /** What people look at: of every thousand closed exchanges so many, drawn at random; flagged hits besides. */
  review: z
    .strictObject({
      samplePerMille: z.int().min(0).max(1_000).default(0),
      flagged: z.boolean().default(true),
    })
    .prefault({}),
  /** Shown instead of an answer that was refused or cut; by risk code or group, else `default`. Never repeats the hit. */
  standardAnswers: answersSchema
    .default({ default: '抱歉，这个问题我无法回答。请换个话题再试。' })
    .refine((answers) => answers.default !== undefined, 'the standard answer "default" is required'),
  /** One character put in place of each character of a hit whose action is `replace`. */
  mask: z.string().length(1).default('■'),
  label: z
    .strictObject({
      explicit: explicitLabelSchema.default('append'),
      /** Must hold an AI element and a generation element. @law gb-45438-2025#5.1 */
      text: text
        .max(100)
        .refine(
          (mark) => /(人工智能|AI)/.test(mark) && /(生成|合成)/.test(mark),
          'must contain 人工智能 or AI, and 生成 or 合成',
        )
        .default('（本内容由AI生成）'),
    })
    .prefault({}),
  /** Characters of one answer, all choices together; null = the server's limit. */
  outputCharsMax: z.int().positive().nullable().default(null),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = policySchema.parse({});
