import {
  type Applicable,
  type Bilingual,
  type Comparison,
  find,
  type Instrument,
  isBindingWeight,
  type LawBook,
  type LawChange,
  type LawHit,
  numberText,
  type Obligation,
  statusOn,
  WORDS,
} from '../../../law/index.ts';
import type { Language } from './tell-article.ts';

/** A line an instrument: id, status on the day, days, name. */
export function tellInstruments(book: LawBook, date: string, language: Language): string[] {
  const width = Math.max(...book.instruments.map(({ id }) => id.length));
  return book.instruments.map((one) => {
    const status = WORDS.status[statusOn(one, date)][language];
    return `${one.id.padEnd(width)}  ${one.inForce ?? '          '}  ${status} · ${nameOf(one, language)} · ${WORDS.confidence[one.confidence][language]}`;
  });
}

const nameOf = (one: Instrument, language: Language): string =>
  `${one[language]}${one.number === null ? '' : ` (${numberText(one.number)[language]})`}`;

/** Everything about one instrument, with its articles. */
export function tellInstrument(book: LawBook, one: Instrument, date: string, language: Language): string[] {
  const say = (text: Bilingual): string => text[language];
  const row = (zh: string, en: string, text: string | null): string[] =>
    text === null || text === '' ? [] : [`  ${language === 'zh' ? `${zh}：` : `${en}: `}${text}`];
  const issuers = one.issuers.map((id) => find(book.agencies, 'agency', id).short[language]).join(', ');
  const articles = book.articles.filter(({ instrument }) => instrument === one.id);
  const weight = say(WORDS.weight[one.weight]);
  const binds = isBindingWeight(one.weight) ? '' : say({ zh: '（本身没有约束力）', en: ' (does not bind by itself)' });
  return [
    one.zh,
    one.en,
    `[${one.id}] ${say(WORDS.status[statusOn(one, date)])} · ${say(WORDS.confidence[one.confidence])}: ${say(one.source)}`,
    ...row('文号', 'Number', one.number === null ? null : say(numberText(one.number))),
    ...row('性质', 'Kind', `${weight}${binds}`),
    ...row('制定机关', 'Issued by', issuers),
    ...row('通过', 'Adopted', one.adopted),
    ...row('公布', 'Published', one.issued),
    ...row('施行', 'In force', one.inForce),
    ...row('征求意见至', 'Comments until', one.commentsUntil),
    ...row(
      '失效',
      'Ended',
      one.repealed === null
        ? null
        : `${one.repealed} ${one.ending === null ? '' : say(WORDS.ending[one.ending])}`.trim(),
    ),
    ...row('由此取代', 'Replaced by', one.replacedBy),
    ...row('说明', 'Note', one.note === null ? null : say(one.note)),
    '',
    ...articles.map((article) => `  ${article.id}  ${say(article.heading)}`),
  ];
}

/** What holds on the day, then what is to come. */
export function tellApplicable(found: Applicable, language: Language): string[] {
  const say = (zh: string, en: string): string => (language === 'zh' ? zh : en);
  const asked = found.obligations.filter(isAsked);
  return [
    say(
      `${found.date}：${found.instruments.length} 部文件，${asked.length} 项义务与禁止`,
      `${found.date}: ${found.instruments.length} instruments, ${asked.length} duties and bans`,
    ),
    ...found.instruments.map(
      ({ instrument, status }) =>
        `  ${instrument.id}  ${instrument.inForce ?? WORDS.status[status][language]}  ${nameOf(instrument, language)}`,
    ),
    '',
    ...asked.map((one) => obligationLine(one, language)),
    ...part(
      say('起始日不明（实务、公告、规则合称）', 'From a day that is not known (practice, notices, groups of rules)'),
      found.undated.filter(isAsked).map((one) => obligationLine(one, language)),
    ),
    ...part(
      say('已公布，未施行', 'Issued, not yet in force'),
      found.pending.map((one) => `  ${one.inForce}  ${one.id}  ${nameOf(one, language)}`),
    ),
    ...part(
      say('草案', 'Drafts'),
      found.drafts.map((one) => `  ${one.issued}  ${one.id}  ${nameOf(one, language)}`),
    ),
  ];
}

const part = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', title, ...lines]);
const isAsked = ({ kind }: Obligation): boolean => kind === 'duty' || kind === 'ban';
const obligationLine = (one: Obligation, language: Language): string =>
  `  ${one.id}  ${one.title[language]}${one.modal === '宜' ? ' (宜)' : ''}${one.confidence === 'official-text' ? '' : ` [${WORDS.confidence[one.confidence][language]}]`}`;

/** What changes, by day; `+` begins, `-` ends. */
export function tellChanges(changes: readonly LawChange[], language: Language): string[] {
  if (changes.length === 0) return [language === 'zh' ? '没有变化' : 'Nothing changes'];
  return changes.flatMap((change) => [
    change.date,
    ...change.end.map((one) => `  - ${one.id}  ${nameOf(one, language)}`),
    ...change.begin.map((one) => `  + ${one.id}  ${nameOf(one, language)}`),
    ...change.obligationsEnd.map((one) => `    - ${one.id}  ${one.title[language]}`),
    ...change.obligationsBegin.map((one) => `    + ${one.id}  ${one.title[language]}`),
  ]);
}

/** Draft and final text, point by point. */
export function tellComparisons(rows: readonly Comparison[], language: Language): string[] {
  const none = language === 'zh' ? '（无）' : '(nothing)';
  const numbers = (list: readonly string[]): string => (list.length === 0 ? '–' : list.join(', '));
  return rows.flatMap((row) => [
    `${row.topic[language]}  ${numbers(row.draftArticles)} → ${numbers(row.finalArticles)}  ${WORDS.change[row.change][language]} · ${WORDS.confidence[row.confidence][language]}`,
    `  - ${row.before?.[language] ?? none}`,
    `  + ${row.after?.[language] ?? none}`,
  ]);
}

export function tellHits(hits: readonly LawHit[], language: Language): string[] {
  if (hits.length === 0) return [language === 'zh' ? '没有找到' : 'Nothing was found'];
  return hits.flatMap((hit) => [`${hit.id}  ${hit.title[language]}`, `  ${hit.text[language]}`]);
}
