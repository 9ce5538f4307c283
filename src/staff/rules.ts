import type { Role } from '../contract/index.ts';
import { HeguiError, HOUR_MS, MINUTE_MS } from '../kernel/index.ts';
import type { LockState, SessionTimes, StaffRecord, StaffState } from './model.ts';

const READS = [
  'overview.read',
  'exchanges.read',
  'exchanges.read-content',
  'lists.read',
  'services.read',
  'evidence.read',
  'staff.read',
  'judges.read',
  'review.read',
  'cases.read',
  'label.read',
  'status.read',
  'complaints.read',
  'measures.read',
  'privacy.read',
  'portal.read',
  'scope.read',
  'agreements.read',
  'identity.read',
  'disclosure.read',
  'minors.read',
  'registers.read',
] as const;
const REVIEWS = [
  'playground.use',
  'lists.test',
  'review.write',
  'cases.write',
  'status.run',
  'complaints.write',
  'measures.write',
  'privacy.write',
  'incidents.write',
  'identity.look',
  'minors.decide',
] as const;
const COMPLIES = [
  'lists.write',
  'lists.approve',
  'services.policy',
  'evidence.export',
  'judges.test',
  'review.escalated',
  'cases.sign',
  'label.write',
  'status.write',
  'complaints.escalated',
  'complaints.settings',
  'measures.settings',
  'measures.end',
  'measures.sign',
  'privacy.decide',
  'privacy.settings',
  'portal.write',
  'scope.write',
  'agreements.write',
  'disclosure.write',
  'minors.write',
  'registers.write',
  'letters.sign',
  'identity.write',
] as const;
const ADMINISTERS = [
  'services.write',
  'keys.write',
  'upstreams.write',
  'provider.write',
  'staff.write',
  'judges.write',
  'identity.providers',
] as const;

/** Everything that a role may or may not do in the console. */
export const PERMISSIONS = [...READS, ...REVIEWS, ...COMPLIES, ...ADMINISTERS] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What a route asks for: a permission, any signed-in member of staff, the key of a service, or nothing. */
export type RoutePermission = Permission | 'session' | 'service' | 'public';

/** Who may do what. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  inspector: new Set<Permission>([...READS, 'evidence.export']),
  reviewer: new Set<Permission>([...READS, ...REVIEWS]),
  'compliance-officer': new Set<Permission>([...READS, ...REVIEWS, ...COMPLIES]),
  administrator: new Set<Permission>(PERMISSIONS),
};

export const mayDo = (role: Role, permission: Permission): boolean => ROLE_PERMISSIONS[role].has(permission);

/** For what depends on more than the route. @throws HeguiError E_ROLE_FORBIDDEN */
export function requirePermission(role: Role, permission: Permission): void {
  if (mayDo(role, permission)) return;
  throw new HeguiError('E_ROLE_FORBIDDEN', `the role ${role} lacks the permission ${permission}`);
}

/** User names differ by more than the case of their letters. */
export const normaliseUsername = (username: string): string => username.trim().toLowerCase();

const FAILURES_BEFORE_LOCK = 5;
const LOCK_MS_MIN = 15 * MINUTE_MS;
const LOCK_MS_MAX = 4 * HOUR_MS;

export const isLocked = <S extends LockState>(state: S, now: Date): state is S & { readonly lockedUntil: Date } =>
  state.lockedUntil !== null && state.lockedUntil > now;

/** The state after one more wrong password: the fifth in a row locks for 15 minutes, each further one twice as long. */
export function addFailure({ failures }: LockState, now: Date): LockState {
  const count = failures + 1;
  if (count < FAILURES_BEFORE_LOCK) return { failures: count, lockedUntil: null };
  const lockMs = Math.min(LOCK_MS_MIN * 2 ** Math.min(count - FAILURES_BEFORE_LOCK, 10), LOCK_MS_MAX);
  return { failures: count, lockedUntil: new Date(now.getTime() + lockMs) };
}

/** Whole seconds until an instant, at least one. */
export const secondsUntil = (until: Date, now: Date): number =>
  Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1_000));

const SESSION_MS_MAX = 12 * HOUR_MS;
const SESSION_IDLE_MS_MAX = 2 * HOUR_MS;
/** Last use is stored no finer than this, so that reading does not become writing. */
const SEEN_STEP_MS = MINUTE_MS;

export const startSession = (now: Date): SessionTimes => ({
  createdAt: now,
  seenAt: now,
  expiresAt: new Date(now.getTime() + SESSION_MS_MAX),
});

/** A session ends twelve hours after its start or two hours after its last use. */
export const isLive = ({ seenAt, expiresAt }: SessionTimes, now: Date): boolean =>
  now < expiresAt && now.getTime() - seenAt.getTime() < SESSION_IDLE_MS_MAX;

/** Sessions last seen at this instant or before have idled out. */
export const idleSince = (now: Date): Date => new Date(now.getTime() - SESSION_IDLE_MS_MAX);

export const mustNoteUse = ({ seenAt }: SessionTimes, now: Date): boolean =>
  now.getTime() - seenAt.getTime() >= SEEN_STEP_MS;

export interface StaffChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  /** Already hashed. */
  readonly password?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly unlock?: true | undefined;
}

export interface ChangePlan {
  readonly next: StaffState;
  /** Names of what really changes, for the record; empty when nothing does. */
  readonly changed: readonly string[];
  /** Must sign in again: the password is new, or the account is disabled. */
  readonly endsSessions: boolean;
}

/** What a change makes of an account. A new password also lifts a lock: whoever sets it knows whose account it is. */
export function planChange(current: StaffRecord, change: StaffChange, now: Date): ChangePlan {
  const isDisabled = current.disabledAt !== null;
  const { name = current.name, role = current.role, password = current.password, disabled = isDisabled } = change;
  const isPasswordNew = password !== current.password;
  const isUnlocked = change.unlock === true && (current.failures > 0 || current.lockedUntil !== null);
  const changed = [
    ...(name === current.name ? [] : ['name']),
    ...(role === current.role ? [] : ['role']),
    ...(isPasswordNew ? ['password'] : []),
    ...(disabled === isDisabled ? [] : ['disabled']),
    ...(isUnlocked ? ['unlock'] : []),
  ];
  const lock = isPasswordNew || isUnlocked ? { failures: 0, lockedUntil: null } : current;
  return {
    next: {
      name,
      role,
      password,
      failures: lock.failures,
      lockedUntil: lock.lockedUntil,
      disabledAt: disabled ? (current.disabledAt ?? now) : null,
    },
    changed,
    endsSessions: isPasswordNew || (disabled && !isDisabled),
  };
}

const isActiveAdministrator = (staff: Pick<StaffRecord, 'role' | 'disabledAt'>): boolean =>
  staff.role === 'administrator' && staff.disabledAt === null;

/** Would the change leave nobody who can administer? `administrators` are the ids of all active ones before it. */
export const leavesNoAdministrator = (
  current: StaffRecord,
  next: StaffState,
  administrators: readonly string[],
): boolean =>
  isActiveAdministrator(current) && !isActiveAdministrator(next) && administrators.every((id) => id === current.id);

/**
 * May a page of this origin change something here? Browsers send the origin with every change; programs that send none
 * carry no one else's cookie. `host` is the request's own Host header, `site` its Sec-Fetch-Site.
 */
export function isOwnOrigin(
  headers: {
    readonly origin: string | undefined;
    readonly host: string | undefined;
    readonly site: string | undefined;
  },
  publicUrl: string | undefined,
): boolean {
  if (headers.site === 'cross-site') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (publicUrl !== undefined && new URL(publicUrl).origin === origin) return true;
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
