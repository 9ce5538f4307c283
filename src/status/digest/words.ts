import { chinaDay, countText, HOUR_MS } from '../../kernel/index.ts';
import type { DigestContent, Item, OpenTask } from './model.ts';
import { placeOf } from './rules.ts';

/** Whom words are for, and where they lead. */
export interface DigestFrame {
  readonly language: 'zh-CN' | 'en';
  readonly providerName: string | null;
  readonly boardUrl: string;
}

export interface MailWords {
  readonly subject: string;
  readonly text: string;
}

/** As many lines of a part as anybody reads in a mail; the board has the rest. */
const LINES_MAX = 30;

/** A control may serve a dozen articles; the first are those that weigh most. */
const PLACES_MAX = 2;

const ZH = {
  subject: (red: number, fresh: number, dates: number, day: string) =>
    `合规摘要 ${day}：不符 ${red} 项${fresh > 0 ? `（新增 ${fresh}）` : ''}，14 日内到期 ${dates} 项`,
  title: (provider: string | null) => `${provider === null ? '' : `${provider} `}合规状态摘要`,
  alertSubject: (first: string, more: number) => `合规警报：${first}${more > 0 ? `等 ${more + 1} 项` : ''}不符`,
  alertTitle: '合规警报：下列事项不符，且已持续一段时间',
  span: '期间（北京时间）',
  articles: '条款',
  statuses: { breached: '不符', due: '待办', unknown: '未知', met: '符合', 'not-applicable': '不适用' },
  red: '不符',
  turnedRed: '新增不符',
  stillRed: '仍然不符',
  mended: '不再不符',
  days: '14 日内到期与已过期',
  tasks: '任务，按负责人',
  nobody: '尚无负责人',
  overrides: '即将结束的人工认定',
  coming: '将要施行的法规',
  isOver: '已过期',
  next: '接下来：',
  since: (at: string) => `自 ${at}`,
  now: (status: string) => `现为${status}`,
  holds: (day: string, name: string) => `${day} 起施行：${name}`,
  due: (day: string) => `期限 ${day}`,
  ends: (name: string, day: string) => `${name}，至 ${day}`,
  elsewhere: (count: number) => `另有 ${count} 条`,
  more: (count: number) => `另有 ${count} 项，见合规状态页`,
  board: '合规状态页：',
  log: (size: string, root: string) => `证据日志 ${size} 条，树根 ${root}`,
  and: '，',
  colon: '：',
  put: (text: string) => `（${text}）`,
};

const EN: typeof ZH = {
  subject: (red, fresh, dates, day) =>
    `Compliance digest ${day}: ${red} breached${fresh > 0 ? ` (${fresh} new)` : ''}, ${dates} due in 14 days`,
  title: (provider) => `Where ${provider ?? 'the provider'} stands`,
  alertSubject: (first, more) => `Compliance alert: ${first}${more > 0 ? ` and ${more} more` : ''}: breached`,
  alertTitle: 'Compliance alert: breached, and so for a while',
  span: 'From – to (China time)',
  articles: 'Articles',
  statuses: { breached: 'breached', due: 'due', unknown: 'unknown', met: 'met', 'not-applicable': 'not applicable' },
  red: 'Breached',
  turnedRed: 'Newly breached',
  stillRed: 'Still breached',
  mended: 'No longer breached',
  days: 'Due in 14 days, or over',
  tasks: 'Tasks by owner',
  nobody: 'Nobody yet',
  overrides: 'Overrides that end soon',
  coming: 'Law that is to come',
  isOver: 'over',
  next: 'Next: ',
  since: (at) => `since ${at}`,
  now: (status) => `now ${status}`,
  holds: (day, name) => `takes force on ${day}: ${name}`,
  due: (day) => `due ${day}`,
  ends: (name, day) => `${name}, until ${day}`,
  elsewhere: (count) => `${count} more articles`,
  more: (count) => `and ${count} more on the board`,
  board: 'The board: ',
  log: (size, root) => `Evidence log: ${size} entries, root ${root}`,
  and: ', ',
  colon: ': ',
  put: (text) => ` (${text})`,
};

type Key = 'zh' | 'en';
const keyOf = (language: DigestFrame['language']): Key => (language === 'en' ? 'en' : 'zh');
const wordsOf = (key: Key): typeof ZH => (key === 'en' ? EN : ZH);

/** A digest as a mail. The same content gives the same words. */
export function digestMail(content: DigestContent, frame: DigestFrame): MailWords {
  const key = keyOf(frame.language);
  const words = wordsOf(key);
  const { totals, turnedRed, stillRed, mended, days, overrides, coming, log } = content;
  const standing = (['breached', 'due', 'unknown', 'met', 'not-applicable'] as const)
    .map((status) => `${words.statuses[status]} ${totals[status] ?? 0}`)
    .join(words.and);
  const sinceOf = ({ since }: Item): string => (since === null ? '' : words.since(minuteOf(since)));
  const lines = [
    words.title(frame.providerName),
    `${words.span}${words.colon}${minuteOf(content.from)} – ${minuteOf(content.to)}`,
    `${words.articles}${words.colon}${standing}`,
    ...section(
      words,
      words.turnedRed,
      turnedRed.map((item) => itemText(item, key, sinceOf(item))),
    ),
    ...section(
      words,
      words.stillRed,
      stillRed.map((item) => itemText(item, key, sinceOf(item))),
    ),
    ...section(
      words,
      words.mended,
      mended.map((item) => itemText(item, key, words.now(words.statuses[item.status]))),
    ),
    ...section(
      words,
      words.days,
      days.map(({ day, summary, isOver }) => `${day} ${summary[key]}${isOver ? words.put(words.isOver) : ''}`),
    ),
    ...section(words, words.tasks, tasksByOwner(content.tasks, key)),
    ...section(
      words,
      words.overrides,
      overrides.map(({ title, byName, day }) => `${title[key]}${words.put(words.ends(byName, day))}`),
    ),
    ...section(
      words,
      words.coming,
      coming.map(({ from, title, services, ...place }) => {
        const reached = services.length === 0 ? '' : words.put(services.join(words.and));
        return `${words.holds(from, `${placeOf(place)[key]} ${title[key]}`)}${reached}`;
      }),
    ),
    ...footer(words, frame, log),
  ];
  const upcoming = days.filter(({ isOver }) => !isOver).length;
  const red = turnedRed.length + stillRed.length;
  return {
    subject: words.subject(red, turnedRed.length, upcoming, chinaDay(content.to)),
    text: `${lines.join('\n')}\n`,
  };
}

/** What turned red, as a mail that goes out at once. */
export function alertMail(red: readonly Item[], log: DigestContent['log'], frame: DigestFrame): MailWords {
  const key = keyOf(frame.language);
  const words = wordsOf(key);
  const items = red.map((item) => itemText(item, key, item.since === null ? '' : words.since(minuteOf(item.since))));
  const lines = [words.alertTitle, ...section(words, words.red, items), ...footer(words, frame, log)];
  return {
    subject: words.alertSubject(red[0]?.title[key] ?? '', red.length - 1),
    text: `${lines.join('\n')}\n`,
  };
}

/** Minutes are enough for people; the log has the rest. */
const minuteOf = (at: Date): string =>
  `${chinaDay(at)} ${new Date(at.getTime() + 8 * HOUR_MS).toISOString().slice(11, 16)}`;

function itemText({ title, places, measured, next }: Item, key: Key, aside: string): string {
  const words = wordsOf(key);
  const shown = places.slice(0, PLACES_MAX).map((place) => place[key]);
  const rest = places.length - shown.length;
  const about = [shown.join(words.and), ...(rest > 0 ? [words.elsewhere(rest)] : []), ...(aside === '' ? [] : [aside])];
  const details = about.filter((text) => text !== '').join(words.and);
  const first = `${title[key]}${details === '' ? '' : words.put(details)}`;
  return [
    measured === null ? first : `${first}${words.colon}${measured[key]}`,
    ...(next === null ? [] : [`  ${words.next}${next[key]}`]),
  ].join('\n');
}

/** Owners by name; what nobody took on comes last. */
function tasksByOwner(tasks: readonly OpenTask[], key: Key): string[] {
  const words = wordsOf(key);
  const line = ({ owner, place, title, dueOn, isOverdue }: OpenTask): string => {
    const about = [place[key], ...(dueOn === null ? [] : [words.due(dueOn)]), ...(isOverdue ? [words.isOver] : [])];
    return `${owner ?? words.nobody}${words.colon}${title[key]}${words.put(about.join(words.and))}`;
  };
  const owned = tasks.filter(({ owner }) => owner !== null);
  const byName = owned.toSorted((one, other) => (one.owner ?? '').localeCompare(other.owner ?? '', 'zh'));
  return [...byName, ...tasks.filter(({ owner }) => owner === null)].map(line);
}

function section(words: typeof ZH, title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, LINES_MAX).map((line) => `- ${line}`);
  const rest = lines.length - shown.length;
  return ['', `${title}${words.put(String(lines.length))}`, ...shown, ...(rest > 0 ? [`- ${words.more(rest)}`] : [])];
}

const footer = (words: typeof ZH, { boardUrl }: DigestFrame, { size, root }: DigestContent['log']): string[] => [
  '',
  `${words.board}${boardUrl}`,
  words.log(countText(size), root ?? '–'),
];
