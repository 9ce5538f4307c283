import type { ArticleState, Board, ControlState, ObligationState, Override, Status } from '../contract/index.ts';
import { chinaDay, MINUTE_MS } from '../kernel/index.ts';
import { comingDuties } from './coming.ts';
import type {
  Applies,
  ComingRow,
  Control,
  ControlRow,
  CountLag,
  DatedObligation,
  Obligation,
  OverrideRow,
  ServiceScope,
  StatusPace,
  StatusParts,
  TaskRow,
} from './model.ts';
import { byWeight, effectiveStatus, isLive, staleAtOf, taskStatus, worstOf } from './rules.ts';
import { readComing } from './store/coming.ts';
import { readControls } from './store/controls.ts';
import { readLag } from './store/counts.ts';
import { readOverrides, readTasks } from './store/people.ts';

/** Everything that is kept about the board, read in a handful of small statements. */
export interface Kept {
  readonly rows: readonly ControlRow[];
  readonly overrides: readonly OverrideRow[];
  readonly tasks: readonly TaskRow[];
  readonly coming: readonly ComingRow[];
  readonly scope: readonly ServiceScope[];
  readonly lag: CountLag;
}

/** Reads what is kept. Its cost grows with the number of controls and tasks, never with that of exchanges. */
export async function readKept({ database, scope }: Pick<StatusParts, 'database' | 'scope'>): Promise<Kept> {
  const [rows, overrides, tasks, coming, scopes, lag] = await Promise.all([
    readControls(database),
    readOverrides(database),
    readTasks(database),
    readComing(database),
    scope(),
    readLag(database),
  ]);
  return { rows, overrides, tasks, coming, scope: scopes, lag };
}

export interface BoardInput extends Kept {
  readonly controls: readonly Control[];
  readonly obligations: readonly Obligation[];
  readonly versions: readonly DatedObligation[];
  readonly pace: StatusPace;
  readonly log: Board['log'];
  readonly now: Date;
}

/** How the law writes an article without a number. */
const UNNUMBERED = '–';

const LAG_MS_MAX = 2 * MINUTE_MS;

/** Obligations against controls, as of now. */
export function assembleBoard(input: BoardInput): Board {
  const { now, lag, scope, obligations } = input;
  const controls = input.controls.map((control) => controlState(control, input));
  const stateOf = new Map(controls.map((control) => [control.id, control]));
  const states = obligations.map((obligation) => obligationState(obligation, stateOf, input));
  const articles = byArticle(states);
  return {
    at: now.toISOString(),
    log: input.log,
    counted: { leaf: lag.leaf, of: lag.of, isCurrent: isCurrent(lag, now) },
    totals: countBy(articles.map(({ status }) => status)),
    articles,
    controls,
    coming: comingDuties({ versions: input.versions, rows: input.coming, scope, day: chinaDay(now) }),
    scope: scope.map(({ serviceId, name, memo, hasChanged }) => ({
      service: serviceId,
      name,
      decidedAt: memo?.madeAt.toISOString() ?? null,
      isSigned: memo?.isSigned === true,
      hasChanged,
    })),
  };
}

/** Do the counts follow the log? Entries that came a moment ago may be missing. */
export const isCurrent = ({ leaf, of, entryAt }: CountLag, now: Date): boolean =>
  leaf >= of || (entryAt !== null && now.getTime() - entryAt.getTime() < LAG_MS_MAX);

function controlState(control: Control, { rows, overrides, pace, now }: BoardInput): ControlState {
  const row = rows.find(({ controlId }) => controlId === control.id);
  const override = overrides.find((one) => one.control === control.id);
  const staleAt = row === undefined ? null : staleAtOf(row.measuredAt, control.kind, pace);
  const measured = row === undefined || staleAt === null ? null : { status: row.status, staleAt };
  return {
    id: control.id,
    duty: control.id.slice(0, control.id.indexOf('.')),
    kind: control.kind,
    title: { ...control.title },
    about: { ...control.about },
    owner: control.owner,
    status: effectiveStatus(measured, override, now),
    measuredStatus: effectiveStatus(measured, undefined, now),
    measured: row?.measurement.measured ?? null,
    next: row?.measurement.next ?? null,
    figures: { ...row?.measurement.figures },
    evidence: [...(row?.measurement.evidence ?? [])],
    measuredAt: row?.measuredAt.toISOString() ?? null,
    changedAt: row?.changedAt.toISOString() ?? null,
    staleAt: staleAt?.toISOString() ?? null,
    isStale: staleAt !== null && staleAt <= now,
    override: override !== undefined && isLive(override, now) ? overrideJson(override) : null,
  };
}

export const overrideJson = (row: OverrideRow): Override => ({
  ...row,
  at: row.at.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

function obligationState(
  obligation: Obligation,
  stateOf: ReadonlyMap<string, ControlState>,
  { tasks, scope, now }: BoardInput,
): ObligationState {
  const applies = appliesToAny(obligation, scope);
  const controls = obligation.controls.flatMap((id) => stateOf.get(id) ?? []);
  const row = tasks.find((task) => task.obligation === obligation.id);
  const isTask = obligation.task !== null;
  const told: Status[] = [...controls.map(({ status }) => status), ...(isTask ? [taskStatus(row, chinaDay(now))] : [])];
  return {
    id: obligation.id,
    instrument: obligation.instrument,
    instrumentName: { ...obligation.instrumentName },
    article: obligation.article,
    title: { ...obligation.title },
    duty: obligation.duty,
    status: applies.applies ? worstOf(told) : 'not-applicable',
    notApplicable: applies.applies ? null : { ...applies.why },
    controls: controls.map(({ id }) => id),
    task: obligation.task === null ? null : { ...taskJson(obligation.id, row), text: { ...obligation.task } },
    views: [...obligation.views],
  };
}

/** An obligation applies as long as it does to one service; one without a memo is taken to be under all of them. */
function appliesToAny({ appliesTo }: Obligation, scope: readonly ServiceScope[]): Applies {
  const answers = scope.map(({ memo }) => (memo === null ? { applies: true as const } : appliesTo(memo.findings)));
  const [first] = answers;
  return first === undefined || answers.some(({ applies }) => applies) ? { applies: true } : first;
}

const taskJson = (obligation: string, row: TaskRow | undefined) => ({
  obligation,
  owner: row?.owner ?? null,
  dueOn: row?.dueOn ?? null,
  doneOn: row?.doneOn ?? null,
  validUntil: row?.validUntil ?? null,
  note: row?.note ?? '',
  changedAt: row?.changedAt.toISOString() ?? null,
  changedBy: row?.changedBy ?? null,
});

/** In the order of the law. What has no article number, such as a chapter of a standard, stands alone. */
function byArticle(states: readonly ObligationState[]): ArticleState[] {
  const articles = new Map<string, ArticleState>();
  for (const state of states) {
    const { instrument, instrumentName, article } = state;
    const key = article === UNNUMBERED ? state.id : `${instrument} ${article}`;
    const found = articles.get(key) ?? { instrument, instrumentName, article, status: 'unknown', obligations: [] };
    found.obligations.push(state);
    articles.set(key, found);
  }
  return [...articles.values()].map((article) => ({
    ...article,
    status: worstOf(article.obligations.map(({ status }) => status)),
  }));
}

function countBy(statuses: readonly Status[]): Board['totals'] {
  const totals: Board['totals'] = { met: 0, due: 0, breached: 0, unknown: 0, 'not-applicable': 0 };
  for (const status of [...statuses].sort(byWeight)) totals[status] = (totals[status] ?? 0) + 1;
  return totals;
}
