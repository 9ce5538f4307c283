import {
  type Article,
  type ArticlePart,
  articleText,
  type Bilingual,
  find,
  type LawBook,
  type Obligation,
  partText,
  penaltyText,
  WORDS,
} from '../../../law/index.ts';

export type Language = 'zh' | 'en';

/** An article as a lawyer would look it up: heading, text by paragraph and item, then what each asks. */
export function tellArticle(book: LawBook, article: Article, language: Language): string[] {
  const instrument = find(book.instruments, 'instrument', article.instrument);
  const say = (text: Bilingual): string => text[language];
  const misread = book.misreadings.filter(({ articles }) => articles.includes(article.id));
  const obligations = book.obligations.filter((one) => one.article === article.id);
  return [
    `${instrument[language]} ${say(articleText(article.number))}`,
    `${say(article.heading)}${article.chapter === null ? '' : ` · ${say(article.chapter)}`}`,
    `[${article.id}] ${say(WORDS.confidence[article.confidence])}`,
    say(OWN_WORDS),
    '',
    ...article.parts.map((part) => tellPart(part, language)),
    '',
    ...obligations.flatMap((obligation) => [...tellObligation(book, obligation, language), '']),
    ...(misread.length === 0 ? [] : [say({ zh: '常见误读', en: 'Often misread' })]),
    ...misread.flatMap(({ claim, fact, confidence }) => [
      `  ✗ ${say(claim)}`,
      `  ✓ ${say(fact)} (${say(WORDS.confidence[confidence])})`,
    ]),
  ];
}

const OWN_WORDS = {
  zh: '（合规自己的转述，不是条文原文；引用请查官方文本。）',
  en: "(Told in Hegui's own words, not the text of the law; look up the official text to quote it.)",
};

function tellPart(part: ArticlePart, language: Language): string {
  const mark = partText(part.id, part.kind)[language];
  return `  ${mark === '' ? '' : `${mark}${language === 'zh' ? '：' : ': '}`}${part[language]}`;
}

/** One duty with everything that is known of it. */
export function tellObligation(book: LawBook, obligation: Obligation, language: Language): string[] {
  const say = (text: Bilingual): string => text[language];
  const { deadline, task, note } = obligation;
  const row = (zh: string, en: string, text: string | null): string[] =>
    text === null || text === '' ? [] : [`    ${language === 'zh' ? `${zh}：` : `${en}: `}${text}`];
  const list = (texts: readonly Bilingual[]): string => texts.map(say).join(language === 'zh' ? '；' : '; ');
  const when = obligation.when.map((id) => find(book.conditions, 'condition', id));
  const penalties = obligation.penalties.map((id) => find(book.penalties, 'penalty', id));
  const thresholds = obligation.thresholds.map((id) => find(book.thresholds, 'threshold', id));
  return [
    `  [${obligation.id}] ${say(obligation.title)} · ${say(WORDS.kind[obligation.kind])}${obligation.modal === null ? '' : ` · ${obligation.modal}`} · ${say(WORDS.confidence[obligation.confidence])}`,
    ...row('谁', 'Who', list(obligation.bound.map((one) => WORDS.bound[one]))),
    ...row('适用于', 'Applies where', list(when)),
    ...row('触发', 'Trigger', say(obligation.trigger)),
    ...row('做什么', 'What', say(obligation.duty)),
    ...row(
      '期限',
      'By when',
      deadline === null
        ? null
        : `${say(deadline)}${deadline.confidence === null ? '' : ` (${say(WORDS.confidence[deadline.confidence])})`}`,
    ),
    ...row('证据', 'Proof', list(obligation.evidence)),
    ...row('数字', 'Numbers', list(thresholds.map((one) => thresholdText(one)))),
    ...row('罚则', 'Penalty', list(penalties.map((one) => penaltyText(book, one)))),
    ...row('控制项', 'Controls', obligation.controls.join(', ')),
    ...row('由人来做', 'For people', task === null ? null : `${say(task.who)}: ${say(task.what)}`),
    ...row('说明', 'Note', note === null ? null : say(note)),
    ...row('有效', 'Holds', validity(obligation, language)),
  ];
}

function thresholdText(one: LawBook['thresholds'][number]): Bilingual {
  const sure = WORDS.confidence[one.confidence];
  return {
    zh: `${one.id} ${one.zh}（${one.standard}，${one.modal}，${sure.zh}）`,
    en: `${one.id} ${one.en} (${one.standard}, ${one.modal}, ${sure.en})`,
  };
}

function validity({ from, to }: Obligation, language: Language): string {
  if (from === null) return language === 'zh' ? '起始日不明' : 'from a day that is not known';
  if (to === null) return language === 'zh' ? `自 ${from} 起` : `since ${from}`;
  return language === 'zh' ? `${from} 起，至 ${to} 前` : `from ${from} until before ${to}`;
}
