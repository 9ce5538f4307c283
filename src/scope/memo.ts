import { scopeSourceOf } from '../law/index.ts';
import { FACT_TEXTS } from './fact-texts.ts';
import { factValueText } from './fact-value-texts.ts';
import { FACT_NAMES, type FactName, type Facts, type FactValue } from './facts.ts';
import { FINDING_TEXTS, valueText } from './finding-texts.ts';
import { type Bilingual, type Findings, LIST_FINDINGS, type Reason, SINGLE_FINDINGS } from './findings.ts';

export type MemoLanguage = keyof Bilingual;

const WORDS = {
  title: { zh: '适用范围备忘', en: 'Scope memo' },
  day: { zh: '适用日期', en: 'Holds on' },
  advice: {
    zh: '本备忘不是法律意见；“待定”之处请按所示咨询。',
    en: 'This memo is no legal advice; where it says uncertain, ask as shown.',
  },
  facts: { zh: '事实', en: 'Facts' },
  findings: { zh: '结论', en: 'Findings' },
  questions: { zh: '还需说明', en: 'Still to be told' },
  because: { zh: '依据', en: 'Sources' },
  later: { zh: '自', en: 'From' },
  nothing: { zh: '无', en: 'none' },
} as const satisfies Readonly<Record<string, Bilingual>>;

const CONFIDENCES: Readonly<Record<string, Bilingual>> = {
  'official-text': { zh: '见原文', en: 'official text seen' },
  'second-hand': { zh: '转述', en: 'second-hand' },
  unverified: { zh: '未核实 UNVERIFIED', en: 'UNVERIFIED' },
};

/** How surely a source was seen, for people. */
export const confidenceText = (confidence: string): Bilingual =>
  CONFIDENCES[confidence] ?? { zh: confidence, en: confidence };

/** The value of a fact in one language. */
export function tellValue(fact: FactName, value: FactValue, language: MemoLanguage): string {
  const one = (item: string | number | boolean): string => factValueText(fact, item)[language];
  if (typeof value !== 'object') return one(value);
  return value.length === 0 ? WORDS.nothing[language] : value.map(one).join(language === 'zh' ? '、' : ', ');
}

/** A memo in plain lines for people: facts, each finding with its reasons, and what is still to be told. */
export function writeMemo(facts: Facts, findings: Findings, date: string, language: MemoLanguage): string[] {
  const word = (name: keyof typeof WORDS): string => WORDS[name][language];
  return [
    `${word('title')} · ${word('day')} ${date}`,
    word('advice'),
    '',
    `${word('facts')}`,
    ...factLines(facts, language),
    ...findings.reasons.filter(({ finding }) => finding === 'facts').map((reason) => `  ! ${reason[language]}`),
    '',
    `${word('findings')}`,
    ...[...SINGLE_FINDINGS, ...LIST_FINDINGS].flatMap((finding) => {
      const reasons = findings.reasons.filter((reason) => reason.finding === finding);
      return reasons.flatMap((reason) => reasonLines(reason, language));
    }),
    '',
    `${word('questions')}`,
    ...(findings.questions.length === 0 ? [`  ${word('nothing')}`] : []),
    ...findings.questions.map((question, index) => {
      const changed = question.changes
        .map((finding) => FINDING_TEXTS[finding][language])
        .join(language === 'zh' ? '、' : ', ');
      return `  ${index + 1}. ${question[language]} (${question.fact})${changed === '' ? '' : ` → ${changed}`}`;
    }),
  ];
}

function factLines({ known }: Facts, language: MemoLanguage): string[] {
  const told = FACT_NAMES.flatMap((fact) => {
    const value = known.get(fact);
    return value === undefined ? [] : [`  ${FACT_TEXTS[fact][language]}: ${tellValue(fact, value, language)}`];
  });
  return told.length === 0 ? [`  ${WORDS.nothing[language]}`] : told;
}

function reasonLines(reason: Reason, language: MemoLanguage): string[] {
  if (reason.finding === 'facts') return [];
  const tell = (value: Reason['value']): string =>
    (typeof value === 'string' ? [value] : value)
      .map((item) => valueText(item)[language])
      .join(language === 'zh' ? '、' : ', ');
  return [
    `  ${FINDING_TEXTS[reason.finding][language]}: ${tell(reason.value)}`,
    `      ${reason[language]}`,
    ...reason.readings.map((one) => `      - ${valueText(one.value)[language]}: ${one[language]}`),
    ...(reason.ask === null ? [] : [`      → ${reason.ask[language]}`]),
    ...(reason.sources.length === 0
      ? []
      : [
          `      ${WORDS.because[language]}: ${reason.sources.map((source) => tellSource(source, language)).join('; ')}`,
        ]),
    ...reason.later.map(({ from, value }) => `      ${WORDS.later[language]} ${from}: ${tell(value)}`),
  ];
}

/** Such as `Interim Measures … Art. 17 [official text seen]`. */
export function tellSource(source: Reason['sources'][number], language: MemoLanguage): string {
  const { instrument } = scopeSourceOf(source.id);
  const article = articleText(source.article, language);
  return `${instrument[language]}${article} [${confidenceText(source.confidence)[language]}]`;
}

function articleText(article: string, language: MemoLanguage): string {
  if (article === '–') return '';
  if (!/^\d+$/.test(article)) return ` ${article}`;
  return language === 'zh' ? `第 ${article} 条` : `, Art. ${article}`;
}
