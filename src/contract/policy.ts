import { z } from 'zod';
import { agreementPolicySchema, trainingPolicySchema } from './agreement-policy.ts';
import { classifierPolicySchema } from './classifier.ts';
import { identityPolicySchema } from './identity-policy.ts';
import { labelLiftPolicySchema } from './label-lift-policy.ts';
import { secondOpinionSchema } from './second-opinion.ts';

/** What happens to a hit: the whole answer is cut, the hit is masked, or it passes and is recorded. */
export const actionSchema = z.enum(['block', 'replace', 'flag']);
export type Action = z.infer<typeof actionSchema>;

/**
 * What screening treats as the same spelling of a term; each kind is a switch. A stored folding without a later kind gets
 * its default.
 *
 * The first seven happen inside the automaton's alphabet: no time, no memory. `reversed` adds a second form of each term to
 * the same automaton. The others read the text once more, in a lane of their own, only when they are on, at a tenth of the alphabet's
 * speed or less, and keep some 600 bytes a term. False hits measured: homophone about 190 in a million characters, every
 * other kind none beyond the alphabet's 3, reversed one more. Figures: `npm run bench -- evasion`.
 */
export const foldingSchema = z.strictObject({
  /** Full and half width, radicals and compatibility ideographs. Free; false hits: none known. */
  width: z.boolean().default(true),
  /** Letters, digits and characters in circles, brackets, squares and mathematical styles: ⓐ 🅰 𝐚 ㊀. Free. */
  styled: z.boolean().default(true),
  /** Digits of all scripts and Chinese numerals: ① ٣ Ⅳ 三 叁. Free; not for terms of under four numerals and nothing else. */
  numbers: z.boolean().default(true),
  /** Capital and small letters. Free. */
  case: z.boolean().default(true),
  /** Traditional and simplified characters, one to one. Free. */
  traditional: z.boolean().default(true),
  /** Zero-width and other invisible characters between the characters of a term. Free. */
  invisible: z.boolean().default(true),
  /** Spaces and marks such as `.`, `*`, `-`, `_` between the characters of a term; not sentence punctuation. Free. */
  separators: z.boolean().default(true),
  /** Characters written several times: 禁禁词词甲. One more reading of the text, shared with `lookalike` and `split`. */
  doubled: z.boolean().default(false),
  /** Another character with the same sound, tones aside. Terms of two or more Chinese characters; of two, one must stay. */
  homophone: z.boolean().default(false),
  /** Characters spelt in pinyin: jin词甲, jincijia; not initials alone. Terms of two or more Chinese characters. */
  pinyin: z.boolean().default(false),
  /** Cyrillic and Greek letters, and digits and marks, for Latin letters: саsino, c4$ino. Terms of three or more letters. */
  lookalike: z.boolean().default(false),
  /** Characters written as their parts: 林示词甲. Terms of two or more Chinese characters. */
  split: z.boolean().default(false),
  /** The term backwards: 甲词禁. Terms of two or more characters; backwards some of two are other words. Doubles the automaton. */
  reversed: z.boolean().default(false),
  /**
   * The term from top to bottom over lines that follow each other, 2 or more lines of at most 64 characters. Terms of two
   * or more characters. Whole texts only, not streams: a column may go on in every line to come, so that nothing could ever
   * be released.
   */
  vertical: z.boolean().default(false),
});
export type Folding = z.infer<typeof foldingSchema>;

/** What is recognised as personal information; the engine is `hegui/screening`. */
export const personalInformationKindSchema = z.enum([
  'resident-id',
  'mobile',
  'landline',
  'bank-card',
  'passport',
  'hk-macao-permit',
  'taiwan-permit',
  'foreigner-residence-id',
  'vehicle-plate',
  'credit-code',
  'address',
  'email',
  'ip-address',
  'wechat',
  'qq',
  'name',
]);
export type PersonalInformationKind = z.infer<typeof personalInformationKindSchema>;

/** What happens to a value that is personal information. */
export const personalInformationActionSchema = z.enum(['off', 'flag', 'mask', 'block']);
export const personalInformationInputActionSchema = z.enum(['off', 'flag', 'mask', 'reversible', 'block']);
export type PersonalInformationAction = z.infer<typeof personalInformationInputActionSchema>;

/** What happens to personal information, by direction and kind; a kind that is not named is off, and so
 * is every kind by default: what is flagged comes before reviewers, which is the provider's choice to make. @law measures#4 */
export const personalInformationSchema = z.strictObject({
  /** `reversible`: the model sees a placeholder, the reader of the answer the value again. */
  input: z.partialRecord(personalInformationKindSchema, personalInformationInputActionSchema).default({}),
  output: z.partialRecord(personalInformationKindSchema, personalInformationActionSchema).default({}),
});
export type PersonalInformationPolicy = z.infer<typeof personalInformationSchema>;

/** Where readers see that a text was made by AI. @law labelling-measures#4 */
export const explicitLabelSchema = z.enum(['append', 'prepend', 'interface']);

/** `withhold`: it stays inside. `interface`: it leaves with its implicit label, and the interface has to show the mark. */
export const filmWithoutMarkSchema = z.enum(['withhold', 'interface']);

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
      /** When the mark may be left out, and for whom. */
      lift: labelLiftPolicySchema.prefault({}),
      /** What becomes of a film that no mark can be put on, as where FFmpeg is missing. */
      filmWithoutMark: filmWithoutMarkSchema.default('withhold'),
    })
    .prefault({}),
  /** How long produced files can be fetched here; then they are deleted, and the log says so. */
  files: z
    .strictObject({
      /** Minutes that a file waits at its address; null = the server's setting. */
      addressMinutes: z.int().min(1).max(10_080).nullable().default(null),
      /** Hours that a film is kept, from its completion. */
      filmHours: z.int().min(1).max(8_760).default(24),
    })
    .prefault({}),
  /** Characters of one answer, all choices together; null = the server's limit. */
  outputCharsMax: z.int().positive().nullable().default(null),
  personalInformation: personalInformationSchema.prefault({}),
  /** What end users accept before they are served. */
  agreements: agreementPolicySchema.prefault({}),
  /** Who must be known how surely before what. */
  identity: identityPolicySchema.prefault({}),
  /** Whether what end users enter may be used for training. */
  training: trainingPolicySchema.prefault({}),
  /** The statistical classifier that reads along. */
  classifier: classifierPolicySchema.prefault({}),
  /** Judges that are asked besides the lists; null = none. */
  secondOpinion: secondOpinionSchema.nullable().default(null),
});
export type Policy = z.infer<typeof policySchema>;

export const defaultPolicy: Policy = policySchema.parse({});
