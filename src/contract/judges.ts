import { z } from 'zod';
import { idSchema, instantSchema, nameSchema, pageOf } from './common.ts';

export const decisionSchema = z.enum(['safe', 'unsure', 'unsafe']);
export type Decision = z.infer<typeof decisionSchema>;
export const directionSchema = z.enum(['input', 'output']);
export type Direction = z.infer<typeof directionSchema>;

const url = z.url({ protocol: /^https?$/ });
const word = z.string().trim().min(1).max(100);
const token = z.string().trim().min(1).max(200);

const qwen3GuardForm = z.strictObject({ form: z.literal('qwen3guard') });
const wordsForm = z.strictObject({
  form: z.literal('words'),
  /** What the model is told; `{{text}}` stands for the text, `{{direction}}` for input or output. */
  prompt: z
    .string()
    .min(1)
    .max(8_000)
    .refine((text) => text.includes('{{text}}'), 'must contain {{text}}'),
  /** The first line of the answer begins with one of these; further lines name labels, with commas. */
  safeWord: word.default('safe'),
  unsafeWord: word.default('unsafe'),
  unsureWord: word.nullable().default(null),
});

/** How each kind of judge is reached; the secret is apart and never read back. */
export const judgeSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('guard-chat'),
    /** Up to `/v1`. */
    baseUrl: url,
    model: token,
    answer: z.discriminatedUnion('form', [qwen3GuardForm, wordsForm]),
  }),
  z.strictObject({
    kind: z.literal('openai-moderations'),
    baseUrl: url,
    model: token.default('omni-moderation-latest'),
    /** A category score from here on is unsure although the answer is not flagged; null = never. */
    unsureScoreMin: z.number().min(0).max(1).nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('alibaba'),
    baseUrl: url.default('https://green-cip.cn-shanghai.aliyuncs.com'),
    action: z.enum(['TextModerationPlus', 'MultiModalGuard']).default('TextModerationPlus'),
    queryService: token.default('llm_query_moderation'),
    responseService: token.default('llm_response_moderation'),
    accessKeyId: token,
  }),
  z.strictObject({
    kind: z.literal('tencent'),
    baseUrl: url.default('https://tms.tencentcloudapi.com'),
    region: token.default('ap-guangzhou'),
    secretId: token,
    bizType: token.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('baidu'),
    baseUrl: url.default('https://aip.baidubce.com'),
    /** API Key of the application; the Secret Key is the secret. */
    apiKey: token,
    strategyId: z.int().positive().nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('volcengine'),
    baseUrl: url.default('https://cn-beijing.sdk.access.llm-shield.omini-shield.com'),
    region: token.default('cn-beijing'),
    accessKeyId: token,
    /** AppID of the asset. */
    scene: token,
    /** Pieces of one stream are sent as one message that grows (UseStream). */
    useStream: z.boolean().default(false),
  }),
]);
export type JudgeSettings = z.infer<typeof judgeSettingsSchema>;
export type JudgeKind = JudgeSettings['kind'];

/** GET /api/judges */
export const judgeSchema = z.object({
  id: idSchema,
  name: z.string(),
  settings: judgeSettingsSchema,
  hasSecret: z.boolean(),
  yuanPerCall: z.number(),
  /** Names of the services whose policy asks it. */
  services: z.array(z.string()),
  createdAt: instantSchema,
});
export type JudgeRow = z.infer<typeof judgeSchema>;
const judgeFields = {
  name: nameSchema,
  settings: judgeSettingsSchema,
  /** Left out or null = none (create) or unchanged (change); "" = remove. */
  secret: z.string().max(4_000).nullable().optional(),
};
/** POST /api/judges */
export const judgeCreateSchema = z.strictObject({
  ...judgeFields,
  yuanPerCall: z.number().min(0).max(1_000).default(0),
});
/** PATCH /api/judges/:id; the kind stays. DELETE retires. */
export const judgeChangeSchema = z
  .strictObject({ ...judgeFields, yuanPerCall: z.number().min(0).max(1_000) })
  .partial();

export const verdictSchema = z.object({
  decision: decisionSchema,
  /** Codes of the 31 risks that the vendor's labels stand for; labels without one are in `labels` only. */
  risks: z.array(z.string()),
  labels: z.array(z.string()),
  score: z.number().nullable(),
  advice: z.string().nullable(),
  latencyMs: z.number(),
  yuan: z.number(),
});
/** POST /api/judges/:id/test asks once; it is billed like any other call. */
export const judgeTestSchema = z.strictObject({
  text: z.string().min(1).max(5_000),
  direction: directionSchema.default('input'),
});
export const judgeTestedSchema = z.object({
  ok: z.boolean(),
  verdict: verdictSchema.nullable(),
  /** Why there is none, such as `timed-out`; null when there is one. */
  failure: z.string().nullable(),
  message: z.string(),
});
export type JudgeTested = z.infer<typeof judgeTestedSchema>;

/** GET /api/judges/scorecard?month=2026-11 (a month in China) */
export const scorecardQuerySchema = z.object({
  month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11'),
});
export const scoreSchema = z.object({
  judgeId: idSchema,
  name: z.string(),
  kind: z.string(),
  calls: z.int(),
  safe: z.int(),
  unsure: z.int(),
  unsafe: z.int(),
  errors: z.int(),
  timeouts: z.int(),
  chars: z.number(),
  yuan: z.number(),
  /** From a histogram whose steps are a fifth apart; null without an answered call. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  /** Exchanges it gave an opinion on that a person decided; the rest of the row counts among these. */
  decided: z.int(),
  agreed: z.int(),
  falsePositives: z.int(),
  falseNegatives: z.int(),
});
export type Score = z.infer<typeof scoreSchema>;
export const scorecardSchema = z.object({ month: z.string(), rows: z.array(scoreSchema) });

/** GET /api/judges/gaps?state=waiting */
export const gapsQuerySchema = z.object({
  state: z.enum(['waiting', 'judged', 'all']).default('all'),
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const gapSchema = z.object({
  id: idSchema,
  exchangeId: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  direction: directionSchema,
  judgeId: z.string(),
  judgeName: z.string(),
  reason: z.string(),
  chars: z.int(),
  openedAt: instantSchema,
  judgedAt: instantSchema.nullable(),
  /** safe, unsure, unsafe, or `gone` when the content was erased or never recorded. */
  result: z.string().nullable(),
  attempts: z.int(),
});
export type Gap = z.infer<typeof gapSchema>;
export const gapsPageSchema = pageOf(gapSchema);
