import type { BilingualText, Board, ChecklistView, ObligationState, Status } from '@hegui/contract';
import type { BoardGroup, BoardSection } from './obligations-list.tsx';

export interface Chosen {
  /** null = every obligation. */
  readonly view: ChecklistView | null;
  /** null = every status. */
  readonly status: Status | null;
}

const ORDER: readonly Status[] = ['not-applicable', 'met', 'unknown', 'due', 'breached'];
const worst = (statuses: readonly Status[]): Status =>
  ORDER[Math.max(...statuses.map((status) => ORDER.indexOf(status)))] ?? 'unknown';

const isIn = ({ views }: ObligationState, view: ChecklistView | null): boolean => view === null || views.includes(view);

/** Instruments with their articles; those without a fitting one are left out. */
export function sectionsByArticle(
  { articles }: Board,
  { view, status }: Chosen,
  text: (text: BilingualText) => string,
  markOf: (instrument: string, article: string) => string | null,
): BoardSection[] {
  const sections = new Map<string, { key: string; title: string; groups: BoardGroup[] }>();
  for (const { instrument, instrumentName, article, obligations } of articles) {
    const shown = obligations.filter((one) => isIn(one, view));
    if (shown.length === 0) continue;
    const group = {
      key: shown.map(({ id }) => id).join(' '),
      mark: markOf(instrument, article),
      status: worst(shown.map((one) => one.status)),
      obligations: shown,
    };
    if (status !== null && group.status !== status) continue;
    const section = sections.get(instrument) ?? { key: instrument, title: text(instrumentName), groups: [] };
    section.groups.push(group);
    sections.set(instrument, section);
  }
  return [...sections.values()];
}

/** Duties with what they have to do, by article; the worst duty first. */
export function sectionsByDuty(
  board: Board,
  { view, status }: Chosen,
  unnamed: string,
  text: (text: BilingualText) => string,
): BoardSection[] {
  const duties = new Map<string, BoardGroup[]>();
  for (const one of board.articles.flatMap(({ obligations }) => obligations)) {
    if (!isIn(one, view) || (status !== null && one.status !== status)) continue;
    const mark = `${text(one.instrumentName)} ${one.article}`;
    const duty = one.controls.length === 0 ? unnamed : one.duty;
    duties.set(duty, [...(duties.get(duty) ?? []), { key: one.id, mark, status: one.status, obligations: [one] }]);
  }
  return [...duties.entries()]
    .map(([key, groups]) => ({ key, title: key, groups }))
    .toSorted((left, right) => rankOf(right) - rankOf(left));
}

const rankOf = ({ groups }: BoardSection): number => Math.max(...groups.map(({ status }) => ORDER.indexOf(status)));
