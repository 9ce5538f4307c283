import {
  type AssuranceLevel,
  type ConfirmedLevel,
  type IdentityFunction,
  type IdentityPolicy,
  identityFunctionSchema,
} from '../../contract/index.ts';
import { DAY_MS, type FillRandom, HOUR_MS, invalidField, MINUTE_MS } from '../../kernel/index.ts';
import { DECLARABLE, functionOfEndpoint } from './functions.ts';
import type { Assurance, DoorQuestion, Standing } from './model.ts';

const RANKS: Readonly<Record<AssuranceLevel, number>> = { none: 0, phone: 1, verified: 2, entity: 3 };

export const isAtLeast = (level: AssuranceLevel, needed: AssuranceLevel): boolean => RANKS[level] >= RANKS[needed];

/**
 * What a request is for: what its endpoint does, whether the model is to play somebody, and what its header declares besides.
 *
 * @throws HeguiError E_REQUEST_INVALID for a declaration that is none.
 */
export function functionsOf({
  endpoint,
  declared,
  companion,
}: Pick<DoorQuestion, 'endpoint' | 'declared' | 'companion'>): readonly IdentityFunction[] {
  const own = functionOfEndpoint(endpoint);
  if (declared === null) return companion === null ? [own] : [own, 'companion'];
  const parsed = identityFunctionSchema.safeParse(declared);
  if (!parsed.success || !DECLARABLE.includes(parsed.data))
    throw invalidField('x-hegui-function', `must be one of ${DECLARABLE.join(', ')}, or left out`);
  return companion === null || parsed.data === 'companion' ? [own, parsed.data] : [own, 'companion', parsed.data];
}

/**
 * Does an assertion say anything for a function now? An address of e-mail does where the policy lets it, and never for publishing:
 * real identity is a telephone number, a document's or an organisation's. @law account#9
 */
function counts(
  { method, untilAt }: Standing,
  fn: IdentityFunction,
  { email }: Pick<IdentityPolicy, 'email'>,
  now: Date,
): boolean {
  if (untilAt <= now) return false;
  return method !== 'code-email' || (email === 'counts' && fn !== 'publish');
}

/** How surely an end user is known for a function. */
export function levelFor(
  standings: readonly Standing[],
  fn: IdentityFunction,
  policy: Pick<IdentityPolicy, 'email'>,
  now: Date,
): AssuranceLevel {
  let highest: AssuranceLevel = 'none';
  for (const one of standings)
    if (RANKS[one.level] > RANKS[highest] && counts(one, fn, policy, now)) highest = one.level;
  return highest;
}

export interface Lack {
  readonly fn: IdentityFunction;
  readonly needed: ConfirmedLevel;
  readonly level: AssuranceLevel;
}

/** The first function whose need is not met; null when all are. */
export function findLack(
  functions: readonly IdentityFunction[],
  policy: IdentityPolicy,
  standings: readonly Standing[],
  now: Date,
): Lack | null {
  for (const fn of functions) {
    const needed = policy.needs[fn];
    if (needed === undefined) continue;
    const level = levelFor(standings, fn, policy, now);
    if (!isAtLeast(level, needed)) return { fn, needed, level };
  }
  return null;
}

export const isInGrace = ({ graceUntil }: Pick<IdentityPolicy, 'graceUntil'>, now: Date): boolean =>
  graceUntil !== null && now < new Date(graceUntil);

/** What is known of an end user, whatever it is needed for. E-mail says nothing about who somebody is. */
export function assuranceFrom(standings: readonly Standing[], now: Date): Assurance {
  const live = standings
    .filter(({ method, untilAt }) => untilAt > now && method !== 'code-email')
    .toSorted(
      (one, other) => RANKS[other.level] - RANKS[one.level] || other.assertedAt.getTime() - one.assertedAt.getTime(),
    );
  const [best] = live;
  const level = best?.level ?? 'none';
  const until = live.filter((one) => one.level === level).map(({ untilAt }) => untilAt.getTime());
  const aged = live.find(({ ageBand }) => ageBand !== null);
  return {
    level,
    until: until.length === 0 ? null : new Date(Math.max(...until)),
    age:
      aged === undefined || aged.ageBand === null
        ? null
        : { band: aged.ageBand, confirmedAt: aged.assertedAt, level: aged.level },
  };
}

/** When a confirmation ends: as the policy says, or earlier where that was asked. @throws HeguiError E_REQUEST_INVALID */
export function endOf(
  level: ConfirmedLevel,
  { validDays }: Pick<IdentityPolicy, 'validDays'>,
  now: Date,
  asked?: string,
): Date {
  const latest = new Date(now.getTime() + validDays[level] * DAY_MS);
  if (asked === undefined) return latest;
  const until = new Date(asked);
  if (until <= now) throw invalidField('until', 'lies in the past; leave it out, or name an instant to come');
  return until < latest ? until : latest;
}

/** How long a code can be entered, and how often something wrong may be. */
export const CODE_MS = 10 * MINUTE_MS;
export const CODE_TRIES_MAX = 5;
/** How long somebody may take to come back from a sign-in elsewhere. */
export const FLOW_MS = 10 * MINUTE_MS;
/** Attempts are of no use to anybody after this. */
export const ATTEMPT_KEPT_MS = DAY_MS;

export interface AttemptLimit {
  readonly count: number;
  readonly withinMs: number;
}

/** To one address, and for one user, whoever asks and wherever. */
export const CODE_LIMITS: { readonly address: readonly AttemptLimit[]; readonly user: readonly AttemptLimit[] } = {
  address: [
    { count: 1, withinMs: MINUTE_MS },
    { count: 5, withinMs: HOUR_MS },
    { count: 10, withinMs: DAY_MS },
  ],
  user: [
    { count: 5, withinMs: HOUR_MS },
    { count: 15, withinMs: DAY_MS },
  ],
};
/** Whoever could try names and numbers without end would learn whose they are. */
export const CHECK_LIMITS: readonly AttemptLimit[] = [{ count: 5, withinMs: DAY_MS }];

/** Seconds to wait until one more attempt is allowed; null when it is allowed now. */
export function waitFor(begun: readonly Date[], limits: readonly AttemptLimit[], now: Date): number | null {
  let waitMs = 0;
  for (const { count, withinMs } of limits) {
    const recent = begun
      .map((at) => at.getTime())
      .filter((at) => at > now.getTime() - withinMs)
      .toSorted((one, other) => other - one);
    const blocking = recent[count - 1];
    if (blocking !== undefined) waitMs = Math.max(waitMs, blocking + withinMs - now.getTime());
  }
  return waitMs === 0 ? null : Math.max(1, Math.ceil(waitMs / 1_000));
}

const CODES = 1_000_000;
// The largest multiple of a million in 32 bits: numbers above it would make some codes likelier than others.
const FAIR_BELOW = Math.floor(2 ** 32 / CODES) * CODES;
const DRAWS_MAX = 64;

/** Six digits, each code as likely as any other. */
export function makeCode(fillRandom: FillRandom): string {
  const bytes = Buffer.alloc(4);
  for (let draw = 0; draw < DRAWS_MAX; draw++) {
    fillRandom(bytes);
    const number = bytes.readUInt32BE();
    if (number < FAIR_BELOW) return String(number % CODES).padStart(6, '0');
  }
  throw new Error('the source of randomness gives nothing but large numbers');
}
