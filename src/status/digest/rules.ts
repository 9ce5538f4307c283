import type {
  BilingualText,
  Board,
  ControlState,
  DigestCounts,
  DigestSettings,
  ObligationState,
} from '../../contract/index.ts';
import { chinaDay, DAY_MS, HOUR_MS } from '../../kernel/index.ts';
import { dueDays } from '../calendar.ts';
import type { ChangeRow } from '../model.ts';
import { taskStatus } from '../rules.ts';
import type { DigestContent, DigestPace, Item, NearDay, OpenTask } from './model.ts';

/** How far ahead a digest looks. */
const AHEAD_DAYS = 14;
const DAYS_OF_WEEK = 7;

export const defaultSettings: DigestSettings = {
  cadence: 'off',
  hour: 9,
  weekday: 1,
  recipients: [],
  webhook: false,
  alerts: true,
};

/** China keeps no summer time, so an hour of its day is one instant. */
const hourOf = (day: string, hour: number): Date =>
  new Date(Date.parse(`${day}T00:00:00Z`) + hour * HOUR_MS - 8 * HOUR_MS);

/** 1 for Monday. */
const weekdayOf = (slot: Date): number => new Date(slot.getTime() + 8 * HOUR_MS).getUTCDay() || DAYS_OF_WEEK;

/** The last instant, `now` included, at which a digest was to go out; null while none is by the clock. */
export function slotBefore(settings: Pick<DigestSettings, 'cadence' | 'hour' | 'weekday'>, now: Date): Date | null {
  if (settings.cadence === 'off') return null;
  let slot = hourOf(chinaDay(now), settings.hour);
  while (slot > now || (settings.cadence === 'weekly' && weekdayOf(slot) !== settings.weekday))
    slot = new Date(slot.getTime() - DAY_MS);
  return slot;
}

/** The next such instant. */
export function slotAfter(settings: Pick<DigestSettings, 'cadence' | 'hour' | 'weekday'>, now: Date): Date | null {
  const before = slotBefore(settings, now);
  return before === null ? null : new Date(before.getTime() + cadenceMs(settings.cadence));
}

/** How long a digest looks back where none went before. */
export const cadenceMs = (cadence: DigestSettings['cadence']): number =>
  cadence === 'weekly' ? DAYS_OF_WEEK * DAY_MS : DAY_MS;

/** Everything red now: controls, tasks whose day has passed, law in force that nobody prepared for. */
export function redItems(board: Board, now: Date): Item[] {
  const day = chinaDay(now);
  const controls = board.controls.filter(({ status }) => status === 'breached').map((one) => controlItem(one, board));
  const tasks = applying(board).flatMap((obligation) => overdueTask(obligation, day) ?? []);
  const coming = board.coming
    .filter(({ status }) => status === 'breached')
    .map(
      (one): Item => ({
        id: `coming:${one.obligation}`,
        title: one.title,
        places: [placeOf(one)],
        measured: { zh: `自 ${one.from} 起施行，尚未准备`, en: `in force since ${one.from}, not prepared` },
        next: one.duty,
        status: 'breached',
        since: hourOf(one.from, 0),
      }),
    );
  return [...controls, ...tasks, ...coming];
}

/** What goes into a digest: the board of now, and the changes since `from`, newest first. */
export function contentOf(board: Board, changes: readonly ChangeRow[], from: Date, now: Date): DigestContent {
  const reds = redItems(board, now);
  const redIds = new Set(reds.map(({ id }) => id));
  const wasRed = (item: Item): boolean => {
    const own = changes.filter(({ controlId }) => controlId === item.id);
    const first = own.at(-1);
    return first === undefined ? item.since !== null && item.since <= from : first.was === 'breached';
  };
  const redOnce = new Set(
    changes.filter(({ was, status }) => was === 'breached' || status === 'breached').map(({ controlId }) => controlId),
  );
  return {
    from,
    to: now,
    log: board.log,
    totals: board.totals,
    turnedRed: reds.filter((item) => !wasRed(item)),
    stillRed: reds.filter(wasRed),
    mended: board.controls
      .filter(({ id }) => redOnce.has(id) && !redIds.has(id))
      .map((control) => controlItem(control, board)),
    days: nearDays(board, now),
    tasks: openTasks(board, chinaDay(now)),
    overrides: board.controls.flatMap(({ title, override }) =>
      override !== null && Date.parse(override.expiresAt) - now.getTime() <= AHEAD_DAYS * DAY_MS
        ? [{ title, byName: override.byName, day: chinaDay(new Date(override.expiresAt)) }]
        : [],
    ),
    coming: board.coming.filter(({ status }) => status !== 'met'),
  };
}

export const countsOf = ({ turnedRed, stillRed, mended, days, tasks }: DigestContent): DigestCounts => ({
  turnedRed: turnedRed.length,
  stillRed: stillRed.length,
  mended: mended.length,
  dates: days.length,
  tasks: tasks.length,
});

/**
 * What is told at once: all that is red, as soon as one of it has been so for a while and was not told. What was told and turned red
 * again is told again only after a rest.
 */
export function alertOf(
  reds: readonly Item[],
  toldAt: ReadonlyMap<string, Date>,
  { settleMs, restMs }: Pick<DigestPace, 'settleMs' | 'restMs'>,
  now: Date,
): readonly Item[] {
  return reds.filter(({ id, since }) => {
    const sinceMs = since?.getTime() ?? 0;
    if (now.getTime() - sinceMs < settleMs) return false;
    const told = toldAt.get(id)?.getTime();
    return told === undefined || (told < sinceMs && now.getTime() - told >= restMs);
  });
}

const applying = ({ articles }: Pick<Board, 'articles'>): ObligationState[] =>
  articles.flatMap(({ obligations }) => obligations.filter(({ notApplicable }) => notApplicable === null));

function controlItem(control: ControlState, board: Board): Item {
  const { id, title, measured, next, status, changedAt } = control;
  const own = applying(board).filter(({ controls }) => controls.includes(id));
  return {
    id,
    title,
    places: [...new Map(own.map((one) => [`${one.instrument} ${one.article}`, placeOf(one)])).values()],
    measured,
    next,
    status,
    since: changedAt === null ? null : new Date(changedAt),
  };
}

function overdueTask({ id, title, task, ...rest }: ObligationState, day: string): Item | null {
  if (task === null || taskStatus(task, day) !== 'breached') return null;
  const last = task.doneOn === null ? task.dueOn : task.validUntil;
  return {
    id: `task:${id}`,
    title,
    places: [placeOf(rest)],
    measured: { zh: `期限 ${last ?? '–'} 已过`, en: `its day, ${last ?? '–'}, has passed` },
    next: task.text,
    status: 'breached',
    since: last === null ? null : hourOf(last, 24),
  };
}

/** As people cite it. What is divided otherwise than in articles keeps its own number. */
export const placeOf = ({
  instrumentName: { zh, en },
  article,
}: Pick<ObligationState, 'instrumentName' | 'article'>): BilingualText => {
  if (article === '–') return { zh: `《${zh}》`, en };
  return /^\d+$/.test(article)
    ? { zh: `《${zh}》第 ${article} 条`, en: `${en} Art. ${article}` }
    : { zh: `《${zh}》${article}`, en: `${en} ${article}` };
};

/** Days of the next two weeks, and those that have passed with nothing done. */
function nearDays(board: Board, now: Date): NearDay[] {
  const today = chinaDay(now);
  const last = chinaDay(new Date(now.getTime() + AHEAD_DAYS * DAY_MS));
  const english = new Map(dueDays(board, 'en').map(({ id, summary }) => [id, summary]));
  return dueDays(board, 'zh-CN')
    .filter(({ day }) => day <= last)
    .map(({ id, day, summary }) => ({
      day,
      summary: { zh: summary, en: english.get(id) ?? summary },
      isOver: day < today,
    }))
    .sort((one, other) => one.day.localeCompare(other.day));
}

/** Tasks that a person took on or that have nobody's name yet and a day; the next first. */
function openTasks(board: Board, day: string): OpenTask[] {
  const tasks = applying(board).flatMap(({ title, task, instrumentName, article }): OpenTask[] => {
    if (task === null || (task.owner === null && task.dueOn === null)) return [];
    const status = taskStatus(task, day);
    if (status === 'met') return [];
    const { owner, text: what } = task;
    const dueOn = task.doneOn === null ? task.dueOn : task.validUntil;
    return [
      { title, place: placeOf({ instrumentName, article }), what, dueOn, owner, isOverdue: status === 'breached' },
    ];
  });
  const coming = board.coming
    .filter(({ status }) => status !== 'met')
    .map((one): OpenTask => {
      const { title, duty: what, from: dueOn, owner, status } = one;
      return { title, place: placeOf(one), what, dueOn, owner, isOverdue: status === 'breached' };
    });
  const key = ({ dueOn }: OpenTask): string => dueOn ?? '9999';
  return [...tasks, ...coming].sort((one, other) => key(one).localeCompare(key(other)));
}
