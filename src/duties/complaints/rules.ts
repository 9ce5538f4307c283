import type {
  ComplaintKind,
  ComplaintSettings,
  ComplaintState,
  ComplaintStatistics,
  LimitBasis,
} from '../../contract/index.ts';
import { complaintKindSchema, complaintSettingsSchema, limitBasisSchema } from '../../contract/index.ts';
import {
  addWorkingDays,
  chinaDay,
  endOfChinaDay,
  HeguiError,
  invalidField,
  lastAnnouncedYear,
  workingDaysBetween,
} from '../../kernel/index.ts';
import { COMPLAINT_KINDS, COMPLAINT_REOPEN_DAYS } from '../../law/index.ts';
import type { StoredComplaint } from './model.ts';
import { TEMPLATES } from './templates.ts';

export const KINDS = complaintKindSchema.options;

/** What the law's data say of a kind. */
export function kindRow(kind: ComplaintKind): (typeof COMPLAINT_KINDS)[number] {
  const row = COMPLAINT_KINDS.find((one) => one.kind === kind);
  if (row === undefined) throw new HeguiError('E_INTERNAL', `law/complaints.json lacks the kind ${kind}`);
  return row;
}

/** Where the limits of a kind come from. */
export function basisOf(kind: ComplaintKind): LimitBasis {
  const { basis, confidence, note } = kindRow(kind);
  return limitBasisSchema.parse({ articles: basis, confidence, note });
}

/** Is a way to reach the complainant asked for? */
export function contactNeedOf(kind: ComplaintKind): 'none' | 'optional' | 'required' {
  const { contact } = kindRow(kind);
  return contact === 'none' || contact === 'required' ? contact : 'optional';
}

/** Settings before anybody changed them: the defaults of the law's data. */
export const defaultSettings = (): ComplaintSettings =>
  complaintSettingsSchema.parse({
    limits: Object.fromEntries(
      KINDS.map((kind) => {
        const { acknowledgeDays, answerDays } = kindRow(kind);
        return [kind, { acknowledgeDays, answerDays }];
      }),
    ),
    reopenDays: COMPLAINT_REOPEN_DAYS,
    templates: TEMPLATES,
  });

/** @throws HeguiError E_REQUEST_INVALID naming the limit that is over a cap, or ends before the acknowledgement. */
export function requireLawfulSettings({ limits }: ComplaintSettings): void {
  for (const kind of KINDS) {
    const { acknowledgeDays, answerDays } = limits[kind];
    const { answerDaysMax } = kindRow(kind);
    if (answerDaysMax !== null && answerDays > answerDaysMax)
      throw invalidField(`settings.limits.${kind}.answerDays`, `must be at most ${answerDaysMax} working days`);
    if (acknowledgeDays > answerDays)
      throw invalidField(`settings.limits.${kind}.acknowledgeDays`, 'must not be later than the answer');
  }
}

export interface Limits {
  readonly acknowledgeBy: string;
  readonly answerBy: string;
  readonly acknowledgeDueAt: Date;
  readonly answerDueAt: Date;
}

/** Until when a complaint that came at this instant must be taken up and answered, by the limits that are published now. */
export function limitsFrom(at: Date, kind: ComplaintKind, settings: ComplaintSettings): Limits {
  const { acknowledgeDays, answerDays } = settings.limits[kind];
  const [acknowledgeBy, answerBy] = [addWorkingDays(at, acknowledgeDays), addWorkingDays(at, answerDays)];
  return {
    acknowledgeBy,
    answerBy,
    acknowledgeDueAt: endOfChinaDay(acknowledgeBy),
    answerDueAt: endOfChinaDay(answerBy),
  };
}

/** The day in China that ends at this instant. */
export const dayEndingAt = (due: Date): string => chinaDay(new Date(due.getTime() - 1));

/** Are days counted on which holidays are not announced yet? */
export const isProvisional = (day: string): boolean => Number(day.slice(0, 4)) > lastAnnouncedYear();

/** The limit for the answer once the clock runs again: later by the working days on which it stood still. */
export function resumedLimit(
  pausedAt: Date,
  now: Date,
  answerDueAt: Date,
): { readonly workingDays: number; readonly answerBy: string; readonly answerDueAt: Date } {
  const workingDays = workingDaysBetween(pausedAt, now);
  const answerBy = addWorkingDays(dayEndingAt(answerDueAt), workingDays);
  return { workingDays, answerBy, answerDueAt: endOfChinaDay(answerBy) };
}

export const isOpen = (state: ComplaintState): boolean => state === 'received' || state === 'acknowledged';

/** What must be done next; null when it ended. */
export const nextOf = (state: ComplaintState): 'acknowledge' | 'answer' | null =>
  state === 'received' ? 'acknowledge' : state === 'acknowledged' ? 'answer' : null;

/** When that is due; null while the clock stands still or nothing is to be done. */
export function nextDueAt(
  complaint: Pick<StoredComplaint, 'state' | 'pausedAt' | 'acknowledgeDueAt' | 'answerDueAt'>,
): Date | null {
  if (!isOpen(complaint.state) || complaint.pausedAt !== null) return null;
  return complaint.state === 'received' ? complaint.acknowledgeDueAt : complaint.answerDueAt;
}

/** Working days after today up to the limit's last day; negative since it was missed. */
export function workingDaysLeft(due: Date, now: Date): number {
  const day = dayEndingAt(due);
  return now < due ? workingDaysBetween(now, day) : -Math.max(1, workingDaysBetween(day, now));
}

/** @throws HeguiError E_CONFLICT when the complaint ended. */
export function requireOpen({ state }: Pick<StoredComplaint, 'state'>): void {
  if (!isOpen(state)) throw new HeguiError('E_CONFLICT', `the complaint is ${state}; reload`);
}

/**
 * Nobody decides on a complaint about their own decision.
 *
 * @param involved those who decided what it is about, or answered it before.
 * @throws HeguiError E_ROLE_FORBIDDEN
 */
export function requireImpartial(actor: string, involved: readonly string[]): void {
  if (!involved.includes(actor)) return;
  throw new HeguiError('E_ROLE_FORBIDDEN', 'the complaint is about a decision of yours; somebody else decides it');
}

const REFERENCE = /\b(?:exc|prd)_[0-9A-HJKMNP-TV-Z]{26}\b/i;

/** The id of an exchange or of a produced content in what somebody pasted: the id alone, a link, or a label's text. */
export function referenceIn(text: string): string | null {
  const found = REFERENCE.exec(text)?.[0];
  return found === undefined ? null : `${found.slice(0, 4).toLowerCase()}${found.slice(4).toUpperCase()}`;
}

export interface KindCounts {
  readonly kind: ComplaintKind;
  readonly received: number;
  readonly answered: number;
  readonly inTime: number;
}

/** Numbers below this could be about one person whom readers know. */
const TOLD_MIN = 5;

/**
 * Numbers as the public may see them. Small ones are left out, and as many others, smallest first, as it takes that nothing small
 * can be found by subtraction from the total.
 */
export function tellableCounts(
  rows: readonly KindCounts[],
  span: { readonly from: string; readonly to: string },
  medianDays: number | null,
): ComplaintStatistics {
  const columns = ['received', 'answered', 'inTime'] as const;
  const total = (column: (typeof columns)[number]): number => rows.reduce((sum, row) => sum + row[column], 0);
  const told = new Map(columns.map((column) => [column, toldOf(rows.map((row) => row[column]))]));
  const small = (count: number): number | null => (count > 0 && count < TOLD_MIN ? null : count);
  return {
    ...span,
    kinds: rows.map(({ kind }, at) => ({
      kind,
      received: told.get('received')?.[at] ?? null,
      answered: told.get('answered')?.[at] ?? null,
      inTime: told.get('inTime')?.[at] ?? null,
    })),
    received: small(total('received')),
    answered: small(total('answered')),
    inTime: small(total('inTime')),
    medianDays: total('answered') < TOLD_MIN ? null : medianDays,
  };
}

function toldOf(counts: readonly number[]): (number | null)[] {
  const hidden = new Set(counts.flatMap((count, at) => (count > 0 && count < TOLD_MIN ? [at] : [])));
  if (hidden.size === 0) return [...counts];
  const rest = counts
    .map((count, at) => ({ count, at }))
    .filter(({ at }) => !hidden.has(at))
    .sort((one, other) => one.count - other.count);
  const sum = (): number => [...hidden].reduce((total, at) => total + (counts[at] ?? 0), 0);
  // The total less what is told is the sum of what is hidden: that must be of more than one kind, and no small number either.
  for (const { at } of rest) {
    if (hidden.size > 1 && sum() >= TOLD_MIN) break;
    hidden.add(at);
  }
  return counts.map((count, at) => (hidden.has(at) ? null : count));
}
