import { type JudgeKind, type JudgeRow, judgeSettingsSchema } from '@hegui/contract';

/** One field of a kind's settings, as the editor shows it. */
export interface FieldSpec {
  readonly name: string;
  readonly type: 'text' | 'long' | 'number' | 'switch' | 'choice';
  readonly options?: readonly string[];
  readonly isOptional?: boolean;
  readonly initial?: string | boolean;
}

const text = (name: string, initial = ''): FieldSpec => ({ name, type: 'text', initial });

/** What each kind asks for, in order; the base URL stands before them, the secret after. */
export const FIELDS: Readonly<Record<JudgeKind, readonly FieldSpec[]>> = {
  'guard-chat': [
    text('model', 'Qwen3Guard-Gen-0.6B'),
    { name: 'form', type: 'choice', options: ['qwen3guard', 'words'], initial: 'qwen3guard' },
  ],
  'openai-moderations': [
    text('model', 'omni-moderation-latest'),
    { name: 'unsureScoreMin', type: 'number', isOptional: true },
  ],
  alibaba: [
    {
      name: 'action',
      type: 'choice',
      options: ['TextModerationPlus', 'MultiModalGuard'],
      initial: 'TextModerationPlus',
    },
    text('queryService', 'llm_query_moderation'),
    text('responseService', 'llm_response_moderation'),
    text('accessKeyId'),
  ],
  tencent: [text('region', 'ap-guangzhou'), text('secretId'), { name: 'bizType', type: 'text', isOptional: true }],
  baidu: [text('apiKey'), { name: 'strategyId', type: 'number', isOptional: true }],
  volcengine: [
    text('region', 'cn-beijing'),
    text('accessKeyId'),
    text('scene'),
    { name: 'useStream', type: 'switch', initial: false },
  ],
};
/** Of a guard model that answers in agreed words. */
export const WORD_FIELDS: readonly FieldSpec[] = [
  { name: 'prompt', type: 'long' },
  text('safeWord', 'safe'),
  text('unsafeWord', 'unsafe'),
  { name: 'unsureWord', type: 'text', isOptional: true },
];

const BASE_URLS: Readonly<Record<JudgeKind, string>> = {
  'guard-chat': 'http://127.0.0.1:8000/v1',
  'openai-moderations': 'https://api.openai.com/v1',
  alibaba: 'https://green-cip.cn-shanghai.aliyuncs.com',
  tencent: 'https://tms.tencentcloudapi.com',
  baidu: 'https://aip.baidubce.com',
  volcengine: 'https://cn-beijing.sdk.access.llm-shield.omini-shield.com',
};

export interface JudgeDraft {
  readonly name: string;
  readonly kind: JudgeKind;
  readonly yuanPerCall: number;
  readonly secret: string;
  readonly removesSecret: boolean;
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** The values a kind begins with. */
export const initialValues = (kind: JudgeKind): JudgeDraft['values'] => ({
  baseUrl: BASE_URLS[kind],
  ...Object.fromEntries(
    [...FIELDS[kind], ...(kind === 'guard-chat' ? WORD_FIELDS : [])].map(({ name, initial }) => [name, initial ?? '']),
  ),
});

/** What is edited of a judge; of none, what a new one begins with. */
export function draftOf(judge: JudgeRow | null): JudgeDraft {
  const rest = { secret: '', removesSecret: false };
  if (judge === null) {
    return { ...rest, name: '', kind: 'guard-chat', yuanPerCall: 0, values: initialValues('guard-chat') };
  }
  const { settings, name, yuanPerCall } = judge;
  const flat = settings.kind === 'guard-chat' ? { ...settings, ...settings.answer } : settings;
  const values = { ...initialValues(settings.kind) };
  for (const [field, value] of Object.entries(flat)) {
    if (typeof value === 'string' || typeof value === 'boolean') values[field] = value;
    else if (typeof value === 'number') values[field] = String(value);
  }
  return { ...rest, name, kind: settings.kind, yuanPerCall, values };
}

/** The settings that a draft stands for, checked by the server's own schema. */
export function settingsOf({ kind, values }: JudgeDraft) {
  const isWords = values.form === 'words';
  const read = (specs: readonly FieldSpec[]) =>
    Object.fromEntries(specs.map((spec) => [spec.name, readValue(spec, values[spec.name])]));
  const { form, ...fields } = { form: undefined, ...read(FIELDS[kind]) };
  const answer = form === undefined ? {} : { answer: { form, ...(isWords ? read(WORD_FIELDS) : {}) } };
  return judgeSettingsSchema.safeParse({ kind, baseUrl: String(values.baseUrl ?? '').trim(), ...fields, ...answer });
}

function readValue({ type, isOptional }: FieldSpec, value: string | boolean | undefined): unknown {
  if (type === 'switch') return value === true;
  const typed = String(value ?? '').trim();
  if (typed === '' && isOptional === true) return null;
  return type === 'number' ? Number(typed) : typed;
}

/** What is sent for the secret: nothing keeps the stored one, an empty one removes it. */
export const secretOf = ({ secret, removesSecret }: JudgeDraft): string | null =>
  removesSecret ? '' : secret.trim() === '' ? null : secret.trim();
