/** The pages of `docs/law`: the law as data, in both languages, for people who read no JSON. */
import {
  type Article,
  articleText,
  type Bilingual,
  type Deadline,
  find,
  type LawBook,
  numberText,
  type Obligation,
  partText,
  penaltyText,
  shippedLaw,
  WORDS,
} from '../src/law/index.ts';

type Language = 'zh' | 'en';
const SOURCE = 'law/*.json';

/** The generated pages by file name below `docs/`. */
export function lawPages(): Record<string, string> {
  const book = shippedLaw();
  return {
    'law/measures.zh-CN.md': measuresPage(book, 'zh'),
    'law/measures.en.md': measuresPage(book, 'en'),
    'law/reference.zh-CN.md': referencePage(book, 'zh'),
    'law/reference.en.md': referencePage(book, 'en'),
  };
}

function measuresPage(book: LawBook, language: Language): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const measures = find(book.instruments, 'instrument', 'measures');
  const articles = book.articles.filter(({ instrument }) => instrument === 'measures');
  return page(
    measures[language],
    say(
      '合规自己的转述，不是条文原文，也不是法律意见。每项都标明核实程度；“未核实”的内容在影响决定之前请查官方文本。相邻法规见 [reference.zh-CN.md](reference.zh-CN.md)。',
      "Told in Hegui's own words; neither the text of the law nor legal advice. Everything says how surely it was seen; look up what is UNVERIFIED before it decides a matter. The rules around it: [reference.en.md](reference.en.md).",
    ),
    ...articles.map((article) => articleSection(book, article, language)),
    `## ${say('征求意见稿与终稿', 'Draft and final text')}`,
    say(
      '2023 年 4 月的征求意见稿从未施行；其条文编号未经核对。',
      'The draft of April 2023 never came into force; its article numbers were not checked.',
    ),
    table(
      [
        say('事项', 'topic'),
        say('征求意见稿', 'draft'),
        say('终稿', 'final text'),
        say('变化', 'change'),
        say('核实程度', 'seen'),
      ],
      book.comparisons.map((row) => [
        row.topic[language],
        side(row.draftArticles, row.before, language),
        side(row.finalArticles, row.after, language),
        WORDS.change[row.change][language],
        WORDS.confidence[row.confidence][language],
      ]),
    ),
  );
}

function articleSection(book: LawBook, article: Article, language: Language): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const misreadings = book.misreadings.filter(({ articles }) => articles.includes(article.id));
  const obligations = book.obligations.filter((one) => one.article === article.id);
  return [
    `## ${articleText(article.number)[language]} ${article.heading[language]}`,
    article.parts
      .map((part) => {
        const mark = partText(part.id, part.kind)[language];
        return mark === '' ? part[language] : `- **${mark}** ${part[language]}`;
      })
      .join('\n'),
    ...obligations.map((one) => obligationSection(book, one, language)),
    ...(misreadings.length === 0
      ? []
      : [
          `**${say('常见误读', 'Often misread')}**`,
          misreadings.map(({ claim, fact }) => `- ✗ ${claim[language]} → ✓ ${fact[language]}`).join('\n'),
        ]),
  ].join('\n\n');
}

function obligationSection(book: LawBook, one: Obligation, language: Language): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const list = (texts: readonly Bilingual[]): string => texts.map((text) => text[language]).join(say('；', '; '));
  const thresholds = one.thresholds.map((id) => find(book.thresholds, 'threshold', id));
  const penalties = one.penalties.map((id) => penaltyText(book, find(book.penalties, 'penalty', id)));
  const rows: readonly (readonly [string, string])[] = [
    [say('谁', 'who'), list(one.bound.map((word) => WORDS.bound[word]))],
    [say('适用于', 'applies where'), list(one.when.map((id) => find(book.conditions, 'condition', id)))],
    [say('做什么', 'what'), one.duty[language]],
    [say('期限', 'by when'), one.deadline === null ? '' : deadlineText(one.deadline, language)],
    [say('证据', 'proof'), list(one.evidence)],
    [
      say('数字', 'numbers'),
      thresholds
        .map(
          (row) =>
            `${row.id}: ${row[language]} (${row.standard}, ${row.modal}, ${WORDS.confidence[row.confidence][language]})`,
        )
        .join('; '),
    ],
    [say('罚则', 'penalty'), list(penalties)],
    [say('控制项', 'controls'), one.controls.map((id) => `\`${id}\``).join(' ')],
    [say('由人来做', 'for people'), one.task === null ? '' : `${one.task.who[language]}: ${one.task.what[language]}`],
    [say('说明', 'note'), one.note?.[language] ?? ''],
  ];
  const kind = [WORDS.kind[one.kind][language], one.modal, WORDS.confidence[one.confidence][language]];
  return [
    `### \`${one.id}\` ${one.title[language]} (${kind.filter((word) => word !== null).join(' · ')})`,
    rows
      .filter(([, text]) => text !== '')
      .map(([name, text]) => `- ${name}: ${text}`)
      .join('\n'),
  ].join('\n\n');
}

function referencePage(book: LawBook, language: Language): string {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const sure = (row: { readonly confidence: keyof typeof WORDS.confidence }): string =>
    WORDS.confidence[row.confidence][language];
  const neighbours = book.instruments.filter(({ id }) => id !== 'measures');
  return page(
    say('相邻法规、数字、罚则、主管部门与行业', 'Neighbouring rules, numbers, penalties, authorities, sectors'),
    say('转述，不是原文，也不是法律意见。', 'In own words; neither text nor legal advice.'),
    `## ${say('文件与日期', 'Instruments and days')}`,
    table(
      [
        'id',
        say('名称', 'name'),
        say('文号', 'number'),
        say('施行', 'in force'),
        say('失效', 'ended'),
        say('核实程度', 'seen'),
      ],
      book.instruments.map((one) => [
        `\`${one.id}\``,
        one[language],
        one.number === null ? '–' : numberText(one.number)[language],
        one.inForce ?? (one.stage === 'draft' ? WORDS.status.draft[language] : '–'),
        one.repealed ?? '–',
        sure(one),
      ]),
    ),
    `## ${say('相邻法规的义务', 'Duties of neighbouring rules')}`,
    ...neighbours.flatMap((instrument) => {
      const rows = book.obligations.filter((one) => one.instrument === instrument.id);
      if (rows.length === 0) return [];
      return [
        `### ${instrument.short[language]}`,
        table(
          [
            'id',
            say('做什么', 'what'),
            say('期限', 'by when'),
            say('控制项或由谁做', 'control, or who does it'),
            say('核实程度', 'seen'),
          ],
          rows.map((one) => [
            `\`${one.id}\``,
            `${one.title[language]}: ${one.duty[language]}`,
            one.deadline === null ? '–' : deadlineText(one.deadline, language),
            [
              ...one.controls.map((id) => `\`${id}\``),
              ...(one.task === null ? [] : [`${one.task.who[language]}: ${one.task.what[language]}`]),
            ].join('<br>'),
            sure(one),
          ]),
        ),
      ];
    }),
    `## ${say('数字', 'Numbers')}`,
    table(
      ['id', say('要求', 'demand'), say('依据', 'source'), '应/宜', say('核实程度', 'seen')],
      book.thresholds.map((row) => [
        `\`${row.id}\``,
        row[language],
        row.clause === null ? row.standard : `${row.standard} ${row.clause}`,
        row.modal,
        sure(row),
      ]),
    ),
    `## ${say('罚则', 'Penalties')}`,
    table(
      ['id', say('处罚', 'penalty'), say('核实程度', 'seen')],
      book.penalties.map((row) => [`\`${row.id}\``, penaltyText(book, row)[language], sure(row)]),
    ),
    `## ${say('主管部门与渠道', 'Authorities and channels')}`,
    table(
      [say('名称', 'name'), say('职责', 'role'), say('渠道', 'channels')],
      book.agencies.map((row) => [
        row[language],
        row.role[language],
        row.channels
          .map((one) => `${one[language]} ${one.address ?? ''} (${one.purpose[language]}; ${sure(one)})`)
          .join('<br>'),
      ]),
    ),
    `## ${say('许可', 'Licences')}`,
    table(
      [say('名称', 'name'), say('触发', 'trigger'), say('外资', 'foreign capital'), say('核实程度', 'seen')],
      book.licences.map((row) => [row[language], row.trigger[language], row.foreign?.[language] ?? '–', sure(row)]),
    ),
    `## ${say('行业附加要求', 'What sectors add')}`,
    ...book.sectors.map(
      (sector) =>
        `**${sector[language]}**\n\n${sector.rules.map((rule) => `- ${rule[language]} (${sure(rule)})${rule.task === null ? '' : ` → ${rule.task.what[language]}`}`).join('\n')}`,
    ),
  );
}

function deadlineText(deadline: Deadline, language: Language): string {
  const sure = deadline.confidence === null ? '' : ` (${WORDS.confidence[deadline.confidence][language]})`;
  return `${deadline[language]}${sure}`;
}

function side(numbers: readonly string[], text: Bilingual | null, language: Language): string {
  const place = numbers.length === 0 ? '' : `${numbers.join(', ')}: `;
  return text === null ? '–' : `${place}${text[language]}`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`)
    .join('\n');

const page = (title: string, ...parts: readonly string[]): string =>
  `# ${title}\n\n<!-- Generated from ${SOURCE} by \`npm run docs\`; change that instead. -->\n\n${parts.join('\n\n')}\n`;
