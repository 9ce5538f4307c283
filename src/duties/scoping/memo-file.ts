import { type Block, type DocumentFile, writeDocx, writePdf } from '../../documents/index.ts';
import { chinaTime } from '../../kernel/index.ts';
import {
  type Bilingual,
  FACT_NAMES,
  FACT_TEXTS,
  FINDING_TEXTS,
  type FindingName,
  type MemoLanguage,
  type Reason,
  readFacts,
  tellSource,
  tellValue,
  valueText,
} from '../../scope/index.ts';
import type { MemoRow } from './model.ts';

export type MemoFormat = 'docx' | 'pdf';

export const MEMO_TYPES: Readonly<Record<MemoFormat, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};

/** A memo with what stands around it on paper. */
export interface PrintedMemo {
  readonly memo: MemoRow;
  readonly digest: string;
  readonly provider: string;
  readonly service: string;
}

/** The memo as a file to print and sign. */
export async function writeMemoFile(
  printed: PrintedMemo,
  format: MemoFormat,
  language: MemoLanguage,
): Promise<Uint8Array> {
  const document = memoDocument(printed, language);
  return format === 'pdf' ? await writePdf(document) : await writeDocx(document);
}

const WORDS = {
  title: { zh: '适用范围备忘', en: 'Scope memo' },
  subject: { zh: '哪些义务、路径与许可适用于本服务，依据为何', en: 'Which duties, routes and licences apply, and why' },
  provider: { zh: '提供者', en: 'Provider' },
  service: { zh: '服务', en: 'Service' },
  number: { zh: '备忘编号', en: 'Memo number' },
  day: { zh: '结论适用日期', en: 'Findings hold on' },
  made: { zh: '作成时间', en: 'Made at' },
  digest: { zh: '事实与结论的摘要（SHA-256）', en: 'Digest of facts and findings (SHA-256)' },
  advice: {
    zh: '本备忘不是法律意见。“待定”表示条文与公告没有定论，或事实还不清楚；请按所示咨询。依据后的方括号说明 Hegui 对该依据的把握程度。',
    en: 'This memo is no legal advice. “Uncertain” means that neither text nor notice decides, or that facts are missing; ask as shown. The brackets behind a source say how far Hegui has seen it.',
  },
  facts: { zh: '一、事实', en: '1. Facts' },
  remarks: { zh: '补充说明', en: 'Remarks' },
  findings: { zh: '二、结论一览', en: '2. Findings at a glance' },
  finding: { zh: '事项', en: 'Matter' },
  value: { zh: '结论', en: 'Finding' },
  reasons: { zh: '三、理由与依据', en: '3. Reasons and sources' },
  sources: { zh: '依据', en: 'Sources' },
  ask: { zh: '咨询', en: 'Ask' },
  later: { zh: '自', en: 'From' },
  questions: { zh: '四、还需说明', en: '4. Still to be told' },
  nothing: { zh: '无', en: 'none' },
  signature: { zh: '五、签字', en: '5. Signature' },
  signed: { zh: '电子签署', en: 'Signed electronically' },
  name: { zh: '姓名', en: 'Name' },
  position: { zh: '职务', en: 'Position' },
  signDay: { zh: '日期', en: 'Date' },
} as const satisfies Readonly<Record<string, Bilingual>>;

const isFinding = (name: string): name is FindingName => name in FINDING_TEXTS;

function memoDocument({ memo, digest, provider, service }: PrintedMemo, language: MemoLanguage): DocumentFile {
  const word = (name: keyof typeof WORDS): string => WORDS[name][language];
  const facts = readFacts(memo.facts);
  const { reasons, questions } = memo.findings;
  return {
    title: word('title'),
    subject: word('subject'),
    language: language === 'zh' ? 'zh-CN' : 'en',
    producer: provider,
    footer: `${provider} · ${word('title')} ${memo.number} · ${digest.slice(0, 16)}`,
    madeAt: memo.madeAt,
    blocks: [
      {
        kind: 'facts',
        rows: [
          [word('provider'), provider],
          [word('service'), service],
          [word('number'), `${memo.number} (${memo.id})`],
          [word('day'), memo.day],
          [word('made'), chinaTime(memo.madeAt)],
          [word('digest'), digest],
        ],
      },
      { kind: 'paragraph', style: 'note', text: word('advice') },
      { kind: 'heading', level: 1, text: word('facts') },
      {
        kind: 'facts',
        rows: [
          ...FACT_NAMES.flatMap((fact): [string, string][] => {
            const value = facts.known.get(fact);
            return value === undefined ? [] : [[FACT_TEXTS[fact][language], tellValue(fact, value, language)]];
          }),
          ...(facts.audienceDetail === '' ? [] : [[word('remarks'), facts.audienceDetail] as const]),
        ],
      },
      ...reasons
        .filter(({ finding }) => finding === 'facts')
        .map((reason): Block => ({ kind: 'paragraph', style: 'strong', text: reason[language] })),
      { kind: 'heading', level: 1, text: word('findings') },
      {
        kind: 'table',
        columns: [{ title: word('finding') }, { title: word('value'), weight: 2 }],
        rows: Object.keys(FINDING_TEXTS)
          .filter(isFinding)
          .map((finding) => {
            const values = reasons.filter((reason) => reason.finding === finding).map(({ value }) => value);
            return [FINDING_TEXTS[finding][language], values.length === 0 ? word('nothing') : tell(values, language)];
          }),
      },
      { kind: 'heading', level: 1, text: word('reasons') },
      ...reasons.flatMap((reason) => reasonBlocks(reason, language)),
      { kind: 'heading', level: 1, text: word('questions') },
      questions.length === 0
        ? { kind: 'paragraph', text: word('nothing') }
        : { kind: 'list', isOrdered: true, items: questions.map((question) => question[language]) },
      { kind: 'heading', level: 1, text: word('signature') },
      ...(memo.signedAt === null
        ? []
        : [
            {
              kind: 'facts',
              rows: [[word('signed'), `${memo.signedName} · ${chinaTime(memo.signedAt)} · ${memo.signedBy}`]],
            } satisfies Block,
          ]),
      { kind: 'signature', lines: [word('name'), word('position'), word('signDay')] },
    ],
  };
}

function reasonBlocks(reason: Reason, language: MemoLanguage): Block[] {
  const { finding } = reason;
  if (finding === 'facts') return [];
  const word = (name: keyof typeof WORDS): string => WORDS[name][language];
  const items = [
    ...reason.readings.map((one) => `${valueText(one.value)[language]}: ${one[language]}`),
    ...(reason.ask === null ? [] : [`${word('ask')}: ${reason.ask[language]}`]),
    ...reason.later.map(({ from, value }) => `${word('later')} ${from}: ${tell([value], language)}`),
    ...reason.sources.map((source) => `${word('sources')}: ${tellSource(source, language)}`),
  ];
  return [
    { kind: 'heading', level: 3, text: `${FINDING_TEXTS[finding][language]}: ${tell([reason.value], language)}` },
    { kind: 'paragraph', text: reason[language] },
    ...(items.length === 0 ? [] : [{ kind: 'list', items } satisfies Block]),
  ];
}

const tell = (values: readonly (string | readonly string[])[], language: MemoLanguage): string =>
  values
    .flat()
    .map((value) => valueText(value)[language])
    .join(language === 'zh' ? '、' : ', ');
