import type { BilingualText, Board, Status, StatusLink } from '@hegui/contract';
import { pageOf } from './page-of.ts';

/** Something to do, as it stands on the board. */
export interface Step {
  readonly key: string;
  readonly status: Extract<Status, 'breached' | 'due'>;
  readonly title: BilingualText;
  /** What was found. */
  readonly found: BilingualText | null;
  readonly next: BilingualText | null;
  /** The last day for it; null where nobody set one. */
  readonly day: string | null;
  readonly owner: string | null;
  /** Page of the console where it is done; null where the board itself is. */
  readonly to: string | null;
}

const NEAR_DAYS = 14;
const DAY_MS = 86_400_000;
/** Where something can be mended; an exchange or an entry can only be looked at. */
const WORKPLACES: ReadonlySet<StatusLink['kind']> = new Set(['page', 'list', 'case', 'service']);

/** What to do first: all that is breached, then what is due, the next day first. `today` is a day such as `2026-11-26`. */
export function firstSteps(board: Board, today: string): Step[] {
  const near = new Date(Date.parse(today) + NEAR_DAYS * DAY_MS).toISOString().slice(0, 10);
  const steps = [...controlSteps(board), ...taskSteps(board), ...comingSteps(board)].filter(
    ({ status, day }) => status === 'breached' || day === null || day <= near,
  );
  const rank = ({ status, day }: Step): string => `${status === 'breached' ? 0 : 1} ${day ?? '9999'}`;
  return steps.toSorted((one, other) => rank(one).localeCompare(rank(other)));
}

function controlSteps({ articles, controls }: Board): Step[] {
  const asked = new Set(
    articles.flatMap(({ obligations }) =>
      obligations.flatMap((one) => (one.notApplicable === null ? one.controls : [])),
    ),
  );
  return controls.flatMap(({ id, status, title, measured, next, evidence }): Step[] => {
    if (!asked.has(id) || (status !== 'breached' && status !== 'due')) return [];
    const place = evidence.find(({ kind, id: path }) => WORKPLACES.has(kind) && path !== '/board');
    const to = place === undefined ? null : pageOf(place);
    return [{ key: id, status, title, found: measured, next, day: null, owner: null, to }];
  });
}

function taskSteps({ articles, controls }: Board): Step[] {
  const statusOf = new Map(controls.map(({ id, status }) => [id, status]));
  return articles.flatMap(({ obligations }) =>
    obligations.flatMap(({ id, title, status, task, controls: own }): Step[] => {
      const isToldByControl = own.some((control) => statusOf.get(control) === status);
      if (task === null || isToldByControl || (status !== 'breached' && status !== 'due')) return [];
      const day = task.doneOn === null ? task.dueOn : task.validUntil;
      return [{ key: `task ${id}`, status, title, found: null, next: task.text, day, owner: task.owner, to: null }];
    }),
  );
}

const comingSteps = ({ coming }: Board): Step[] =>
  coming.flatMap(({ obligation, status, title, instrumentName, article, duty, from, owner }): Step[] => {
    if (status === 'met') return [];
    const found = { zh: `《${instrumentName.zh}》 ${article}`, en: `${instrumentName.en} ${article}` };
    return [{ key: `coming ${obligation} ${from}`, status, title, found, next: duty, day: from, owner, to: null }];
  });
