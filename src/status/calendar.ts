import ical, { ICalCalendarMethod } from 'ical-generator';
import type { Board } from '../contract/index.ts';
import { chinaDay } from '../kernel/index.ts';
import type { BoardDate } from './model.ts';

type Language = 'zh-CN' | 'en';

/** A day on which something is due. */
export interface DueDay {
  /** Never another thing: calendars keep events apart by it. */
  readonly id: string;
  /** Such as `2026-12-31`, in China. */
  readonly day: string;
  /** The very instant, where hours count. */
  readonly at?: Date | null;
  readonly summary: string;
  readonly description: string;
}

const WORDS = {
  'zh-CN': {
    name: '合规期限',
    due: '到期',
    valid: '有效期满',
    override: '人工认定到期',
    article: '条款',
    coming: '开始施行',
  },
  en: {
    name: 'Compliance dates',
    due: 'due',
    valid: 'must be renewed',
    override: 'override ends',
    article: 'article',
    coming: 'takes force',
  },
} as const;

/** Every day on the board: what people took on, until when their word counts, when overrides end, and when law takes force. */
export function dueDays(
  { articles, controls, coming }: Pick<Board, 'articles' | 'controls' | 'coming'>,
  language: Language,
): DueDay[] {
  const words = WORDS[language];
  const key = language === 'en' ? 'en' : 'zh';
  const tasks = articles.flatMap(({ obligations }) =>
    obligations.flatMap(({ id, title, instrumentName, article, task, notApplicable }): DueDay[] => {
      if (task === null || notApplicable !== null) return [];
      const place = `${instrumentName[key]} ${words.article} ${article}`;
      const description = [place, task.text[key], ...(task.owner === null ? [] : [task.owner])].join('\n');
      const event = (kind: 'due' | 'valid', day: string): DueDay => ({
        id: `${id} ${kind}`,
        day,
        summary: `${title[key]}: ${words[kind]}`,
        description,
      });
      return [
        ...(task.dueOn !== null && task.doneOn === null ? [event('due', task.dueOn)] : []),
        ...(task.validUntil === null ? [] : [event('valid', task.validUntil)]),
      ];
    }),
  );
  const overrides = controls.flatMap(({ title, override }): DueDay[] =>
    override === null
      ? []
      : [
          {
            id: override.id,
            day: chinaDay(new Date(override.expiresAt)),
            summary: `${title[key]}: ${words.override}`,
            description: override.byName,
          },
        ],
  );
  // Closed once someone says that it is prepared.
  const begins = coming
    .filter(({ doneOn }) => doneOn === null)
    .map(({ obligation, from, title, instrumentName, article, duty, owner }): DueDay => {
      const place = `${instrumentName[key]} ${words.article} ${article}`;
      return {
        id: `${obligation} from ${from}`,
        day: from,
        summary: `${title[key]}: ${words.coming}`,
        description: [place, duty[key], ...(owner === null ? [] : [owner])].join('\n'),
      };
    });
  return [...tasks, ...overrides, ...begins];
}

const dateOf = ({ id, day, at, title, about }: BoardDate, key: 'zh' | 'en'): DueDay => ({
  id,
  day,
  at,
  summary: title[key],
  description: about[key],
});

/** The days as a calendar that programs subscribe to (RFC 5545): one whole day each, or the instant where hours count. */
export function writeCalendar(board: Board, language: Language, dates: readonly BoardDate[] = []): string {
  const calendar = ical({
    name: WORDS[language].name,
    prodId: { company: 'Hegui', product: 'board' },
    method: ICalCalendarMethod.PUBLISH,
  });
  const days = [...dueDays(board, language), ...dates.map((date) => dateOf(date, language === 'en' ? 'en' : 'zh'))];
  for (const { id, day, at = null, summary, description } of days)
    calendar.createEvent({
      id: `${id.replaceAll(/[^\w:.-]/g, '-')}@hegui`,
      // Midnight in UTC: a whole day has no zone, and the library writes the day it reads there.
      start: at ?? new Date(`${day}T00:00:00Z`),
      ...(at === null ? {} : { end: at }),
      allDay: at === null,
      stamp: new Date(board.at),
      summary,
      description,
    });
  return calendar.toString();
}
