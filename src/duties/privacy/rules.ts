import type { PrivacyKind, PrivacyOutcome, PrivacyState, RetentionSettings } from '../../contract/index.ts';
import { privacyKindSchema } from '../../contract/index.ts';
import type { FoundRecords, KeptRecords, RetainedKind } from '../../evidence/index.ts';
import {
  addWorkingDays,
  chinaDay,
  DAY_MS,
  endOfChinaDay,
  HeguiError,
  HOUR_MS,
  invalidField,
  lastAnnouncedYear,
  MINUTE_MS,
  workingDaysBetween,
} from '../../kernel/index.ts';
import { PRIVACY_LIMITS } from '../../law/index.ts';
import type { RequestChange, StoredErasure, StoredRequest } from './model.ts';

export const KINDS = privacyKindSchema.options;

/** Kinds that hand out or erase something personal: nobody may have them before it is known who asks. */
const PERSONAL: ReadonlySet<PrivacyKind> = new Set([
  'access',
  'copy',
  'correct',
  'supplement',
  'delete',
  'restrict-training',
  'withdraw-consent',
  'close-account',
]);
const ERASING: ReadonlySet<PrivacyKind> = new Set(['delete', 'close-account']);
const COPYING: ReadonlySet<PrivacyKind> = new Set(['access', 'copy']);
const RESTRICTING: ReadonlySet<PrivacyKind> = new Set([
  'restrict-training',
  'withdraw-consent',
  'delete',
  'close-account',
]);

/** Must it be known who asks before the request is fulfilled? Explaining the rules needs nobody's name. */
export const needsIdentity = (kind: PrivacyKind): boolean => PERSONAL.has(kind);
/** Does fulfilling it erase the person? */
export const isErasing = (kind: PrivacyKind): boolean => ERASING.has(kind);
/** Does fulfilling it give the person a copy? */
export const isCopying = (kind: PrivacyKind): boolean => COPYING.has(kind);
/** Does it keep the person's words out of training, from the moment on that it is known who asks? */
export const isRestricting = (kind: PrivacyKind): boolean => RESTRICTING.has(kind);

export interface Limits {
  readonly acknowledgeBy: string;
  readonly answerBy: string;
  readonly acknowledgeDueAt: Date;
  readonly answerDueAt: Date;
}

/** Until when a request that came at this instant must be taken up and answered. @law pipl#50 */
export function limitsFrom(at: Date): Limits {
  const acknowledgeBy = addWorkingDays(at, PRIVACY_LIMITS.acknowledgeWorkingDays);
  const answerBy = addWorkingDays(at, PRIVACY_LIMITS.answerWorkingDays);
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

/**
 * The limit for the answer, later by some working days.
 *
 * @throws HeguiError E_CONFLICT when it was extended before, or is over already: that would hide it; E_REQUEST_INVALID for too many days.
 */
export function extendedLimit(
  { extended, answerDueAt }: Pick<StoredRequest, 'extended' | 'answerDueAt'>,
  workingDays: number,
  now: Date,
): { readonly answerBy: string; readonly answerDueAt: Date } {
  if (extended) throw new HeguiError('E_CONFLICT', 'the request was extended already; that may be done once');
  if (now >= answerDueAt)
    throw new HeguiError('E_CONFLICT', 'the limit is over; a request that is extended now would hide that');
  if (workingDays > PRIVACY_LIMITS.extensionWorkingDaysMax)
    throw invalidField('workingDays', `must be at most ${PRIVACY_LIMITS.extensionWorkingDaysMax}`);
  const answerBy = addWorkingDays(dayEndingAt(answerDueAt), workingDays);
  return { answerBy, answerDueAt: endOfChinaDay(answerBy) };
}

export const isOpen = (state: PrivacyState): boolean => state !== 'answered' && state !== 'withdrawn';

/** What must be done next; null when it ended. */
export const nextOf = (state: PrivacyState): 'acknowledge' | 'answer' | null =>
  state === 'received' ? 'acknowledge' : isOpen(state) ? 'answer' : null;

/** When that is due; null when nothing is to be done. */
export function nextDueAt({
  state,
  acknowledgeDueAt,
  answerDueAt,
}: Pick<StoredRequest, 'state' | 'acknowledgeDueAt' | 'answerDueAt'>): Date | null {
  if (!isOpen(state)) return null;
  return state === 'received' ? acknowledgeDueAt : answerDueAt;
}

/** Working days after today up to the limit's last day; negative since it was missed. */
export function workingDaysLeft(due: Date, now: Date): number {
  const day = dayEndingAt(due);
  return now < due ? workingDaysBetween(now, day) : -Math.max(1, workingDaysBetween(day, now));
}

/** @throws HeguiError E_CONFLICT when the request ended, or is being carried out. */
export function requireOpen({ state }: Pick<StoredRequest, 'state'>): void {
  if (state === 'executing')
    throw new HeguiError('E_CONFLICT', 'the request is being carried out; wait until that is proven');
  if (!isOpen(state)) throw new HeguiError('E_CONFLICT', `the request is ${state}; reload`);
}

/** What an answer changes of a request. */
export const answered = ({ answerDueAt }: Pick<StoredRequest, 'answerDueAt'>, at: Date): RequestChange => ({
  state: 'answered',
  answeredAt: at,
  answeredLate: at >= answerDueAt,
  reopenUntil: endOfChinaDay(addWorkingDays(at, PRIVACY_LIMITS.reopenWorkingDays)),
  endedAt: at,
});

/** Nobody decides over an appeal of their own decision. @throws HeguiError E_ROLE_FORBIDDEN */
export function requireImpartial(actor: string, before: readonly string[]): void {
  if (!before.includes(actor)) return;
  throw new HeguiError(
    'E_ROLE_FORBIDDEN',
    'the person disagrees with a decision of yours; somebody else decides again',
  );
}

/** @throws HeguiError E_CONFLICT when something personal would be handed out or erased for somebody unknown. */
export function requireKnown(
  { kind, endUser }: Pick<StoredRequest, 'kind' | 'endUser'>,
  outcome: PrivacyOutcome,
): void {
  if (outcome !== 'refused' && endUser === null && needsIdentity(kind))
    throw new HeguiError('E_CONFLICT', 'outcome: it is not known who asks; make sure of that first, or refuse');
}

/** How much is there that is not named as kept. */
export const leftOver = (found: readonly FoundRecords[]): number =>
  found.reduce((sum, { erasable }) => sum + erasable, 0);

const LOOK_AGAIN_MS: number = 30 * DAY_MS;

/** When an erasure is carried on by itself: once the first hold ends, monthly where nobody can say, never when nothing stays. */
export function carryOnAt(kept: readonly KeptRecords[], now: Date): Date | null {
  if (kept.length === 0) return null;
  const times = kept.map(({ until }) => until?.getTime() ?? now.getTime() + LOOK_AGAIN_MS);
  // A hold that should have ended is looked at again in an hour, not at once and for ever.
  return new Date(Math.max(Math.min(...times), now.getTime() + HOUR_MS));
}

/** When an erasure that was begun is taken over, should whoever began it be gone: ever later, a day at most. */
export const takeOverAt = ({ attempts }: Pick<StoredErasure, 'attempts'>, now: Date): Date =>
  new Date(now.getTime() + Math.min(10 * MINUTE_MS * 2 ** Math.min(attempts, 8), DAY_MS));

/** Days of every kind: as set, else the default. */
export const daysOf = (kind: RetainedKind, { days }: RetentionSettings): number =>
  Math.max(kind.daysMin, days[kind.kind] ?? kind.daysDefault);

/** @throws HeguiError E_REQUEST_INVALID naming the kind that nobody keeps, or that is kept for less than the law allows. */
export function requireLawfulTerms(kinds: readonly RetainedKind[], { days }: RetentionSettings): void {
  for (const [name, given] of Object.entries(days)) {
    const kind = kinds.find((one) => one.kind === name);
    if (kind === undefined) throw invalidField(`days.${name}`, 'is no kind of what is kept');
    if (given < kind.daysMin)
      throw invalidField(`days.${name}`, `must be at least ${kind.daysMin} days (${kind.basis})`);
  }
}

/** From when on what is older has to go. */
export const termBefore = (days: number, now: Date): Date => new Date(now.getTime() - days * DAY_MS);
