import type {
  AgeBand,
  AgeSource,
  CompanionRole,
  Curfew,
  GuardianSettings,
  MinorBand,
  MinorFunction,
  MinorSettings,
  MinorStop,
} from '../../contract/index.ts';
import { invalidField, MINUTE_MS } from '../../kernel/index.ts';
import { thresholdOf } from '../../law/index.ts';
import type { Profile } from './model.ts';
import { dayOf, firstMinuteOf, minuteOfDay } from './runs.ts';

const HOUR_MINUTES = 60;
export const MINOR_BANDS = ['under-8', '8-13', '14-15', '16-17'] as const satisfies readonly MinorBand[];
const UNDER_14: ReadonlySet<AgeBand> = new Set(['under-8', '8-13']);
/** As whom a minor is treated whose age nobody told: the strictest hours, and no consent that nobody could be asked for. */
export const UNKNOWN_MINOR: MinorBand = '14-15';

const hours = (id: string): number => thresholdOf(id).value;
const clockText = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

/** What the rules say, as data with their confidence in `law/thresholds.json`. */
export const RULE_CURFEW: Curfew = {
  from: clockText(hours('minor_night_from')),
  to: clockText(hours('minor_night_to')),
};
export const ruleMinutes = (band: MinorBand): number =>
  hours(band === '16-17' ? 'minor_16_18_h' : 'minor_u16_h') * HOUR_MINUTES;
export const RULE_REST = thresholdOf('minor_rest_min').value;
export const RULE_REMINDER = thresholdOf('companion_reminder_h').value * HOUR_MINUTES;

/** Settings to begin with: as the rules have them, and switched off. */
export const startSettings = (): MinorSettings => ({
  mode: 'off',
  unknownAge: 'adult',
  dailyMinutes: {
    'under-8': ruleMinutes('under-8'),
    '8-13': ruleMinutes('8-13'),
    '14-15': ruleMinutes('14-15'),
    '16-17': ruleMinutes('16-17'),
  },
  curfew: RULE_CURFEW,
  restMinutes: RULE_REST,
  remindInText: false,
  consentUnder14: true,
  trustCode: false,
  looserReason: null,
  companion: null,
});
export const startGuardianSettings = (): GuardianSettings => ({
  dailyMinutes: null,
  curfew: null,
  isCurfewLifted: false,
  closed: [],
  hasLeft: false,
});

/** Which members of the settings are looser than the rules, each with the id of what it is measured against. */
export function looserThan(settings: MinorSettings): string[] {
  const { mode, dailyMinutes, curfew, restMinutes, consentUnder14, companion } = settings;
  const found: string[] = [];
  if (mode === 'mode') {
    for (const band of MINOR_BANDS) if (dailyMinutes[band] > ruleMinutes(band)) found.push(`dailyMinutes.${band}`);
    if (curfew === null || !covers(curfew, RULE_CURFEW)) found.push('curfew');
    if (restMinutes > RULE_REST) found.push('restMinutes');
    if (!consentUnder14) found.push('consentUnder14');
  }
  if (companion !== null && companion.reminderMinutes > RULE_REMINDER) found.push('companion.reminderMinutes');
  return found;
}

/**
 * Looser than the rules only where the provider says so itself, and why.
 *
 * @throws HeguiError E_REQUEST_INVALID naming the member.
 */
export function requireSoundSettings(settings: MinorSettings): string[] {
  const { mode, curfew, looserReason, companion } = settings;
  if (companion !== null && mode === 'off')
    throw invalidField('settings.mode', 'must not be off for a companion: serve minors in minor mode, or exclude them');
  if (curfew !== null && curfew.from === curfew.to)
    throw invalidField('settings.curfew', 'begins when it ends; choose other times, or none');
  const looser = looserThan(settings);
  if (looser.length > 0 && looserReason === null)
    throw invalidField('settings.looserReason', `is required: looser than the rules is ${looser.join(', ')}`);
  if (looser.length === 0 && looserReason !== null)
    throw invalidField('settings.looserReason', 'is only for what is looser than the rules; leave it out');
  return looser;
}

const minuteOfText = (text: string): number => Number(text.slice(0, 2)) * HOUR_MINUTES + Number(text.slice(3));

/** Is nothing served at this minute of the day in China? */
export function isCurfew({ from, to }: Curfew, minute: number): boolean {
  const [begin, end] = [minuteOfText(from), minuteOfText(to)];
  return begin <= end ? minute >= begin && minute < end : minute >= begin || minute < end;
}

/** Does one curfew hold whenever the other does? */
export function covers(wide: Curfew, narrow: Curfew): boolean {
  for (let minute = 0; minute < 24 * HOUR_MINUTES; minute++)
    if (isCurfew(narrow, minute) && !isCurfew(wide, minute)) return false;
  return true;
}

const STRENGTH: readonly AgeSource[] = ['declared', 'guardian', 'verified', 'decided'];

/** What the strongest source says; null while none said anything. */
export function strongest<S extends { readonly source: AgeSource; readonly band: AgeBand }>(
  statements: readonly S[],
): S | null {
  return statements.reduce<S | null>(
    (most, one) => (most === null || STRENGTH.indexOf(one.source) >= STRENGTH.indexOf(most.source) ? one : most),
    null,
  );
}

const AGES: readonly AgeBand[] = ['under-8', '8-13', '14-15', '16-17', 'adult'];
export const isMinor = (band: AgeBand | null): band is MinorBand => band !== null && band !== 'adult';

/**
 * May a source say this now? Nobody grows older by declaring it once more: that takes a guardian, a check of identity, or an appeal.
 *
 * @throws HeguiError E_REQUEST_INVALID
 */
export function requireMayState(source: AgeSource, band: AgeBand, before: AgeBand | null): void {
  if (source !== 'declared' || before === null || AGES.indexOf(band) <= AGES.indexOf(before)) return;
  throw invalidField(
    'band',
    `was declared as ${before} before; an older one takes a guardian, a check of identity, or an appeal`,
  );
}

/** What holds for one end user; null for whom minor mode does nothing. */
export interface Limits {
  readonly band: MinorBand;
  /** Did a guardian leave minor mode? Then hours no longer count; roles and lists do. */
  readonly hasLeft: boolean;
  /** Null = no limit. */
  readonly dailyMinutes: number | null;
  /** Any of them closes. */
  readonly curfews: readonly Curfew[];
  readonly restMinutes: number | null;
  readonly closed: readonly MinorFunction[];
  readonly needsConsent: boolean;
}

/**
 * What a service and a guardian set together. The stricter of both counts, but for a guardian who may loosen, whose word counts alone.
 *
 * @param isForMinors what the request or its key says; counts only where nobody told the age.
 */
export function limitsOf(settings: MinorSettings, profile: Profile, isForMinors: boolean): Limits | null {
  if (settings.mode === 'off') return null;
  const band = treatedAs(settings, profile, isForMinors);
  if (band === null) return null;
  const { guardian } = profile;
  const mayLoosen = guardian !== null && mayGuardianLoosen(settings, guardian.assurance);
  const own = guardian?.settings ?? startGuardianSettings();
  const hasLeft = mayLoosen && own.hasLeft;
  const service = settings.dailyMinutes[band];
  const minutes =
    own.dailyMinutes === null ? service : mayLoosen ? own.dailyMinutes : Math.min(service, own.dailyMinutes);
  return {
    band,
    hasLeft,
    dailyMinutes: hasLeft ? null : minutes,
    curfews: hasLeft ? [] : curfewsOf(settings.curfew, own, mayLoosen),
    restMinutes: hasLeft ? null : settings.restMinutes,
    closed: own.closed,
    needsConsent: settings.consentUnder14 && UNDER_14.has(band) && !profile.hasConsent,
  };
}

function treatedAs(settings: MinorSettings, { band }: Profile, isForMinors: boolean): MinorBand | null {
  if (band === 'adult') return null;
  if (band !== null) return band;
  return isForMinors || settings.unknownAge === 'minor' ? UNKNOWN_MINOR : null;
}

export const mayGuardianLoosen = (settings: MinorSettings, assurance: 'code' | 'vouched'): boolean =>
  assurance === 'vouched' || settings.trustCode;

function curfewsOf(service: Curfew | null, own: GuardianSettings, mayLoosen: boolean): Curfew[] {
  if (mayLoosen && own.isCurfewLifted) return [];
  if (mayLoosen && own.curfew !== null) return [own.curfew];
  return [service, own.curfew].filter((one) => one !== null);
}

/**
 * What a guardian may set.
 *
 * @throws HeguiError E_REQUEST_INVALID for what is looser than the service's where the guardian may not loosen.
 */
export function requireMaySet(
  settings: MinorSettings,
  wanted: GuardianSettings,
  band: MinorBand,
  mayLoosen: boolean,
): void {
  const { dailyMinutes, curfew, isCurfewLifted, hasLeft } = wanted;
  if (curfew !== null && curfew.from === curfew.to)
    throw invalidField('curfew', 'begins when it ends; choose other times, or none');
  if (mayLoosen) return;
  const why = 'takes a guardian whom the app of the service knows; in this page only stricter settings are possible';
  if (hasLeft) throw invalidField('hasLeft', why);
  if (isCurfewLifted) throw invalidField('isCurfewLifted', why);
  if (dailyMinutes !== null && dailyMinutes > settings.dailyMinutes[band]) throw invalidField('dailyMinutes', why);
  if (curfew !== null && settings.curfew !== null && !covers(curfew, settings.curfew))
    throw invalidField('curfew', `${why}; it must hold from ${settings.curfew.from} to ${settings.curfew.to} at least`);
}

/** What is asked for. */
export interface Asked {
  readonly endpoint: string;
  /** Whom the companion plays; null = it is none. */
  readonly role: CompanionRole | null;
  /** In China time, counted from 1970 in UTC. */
  readonly minute: number;
  /** Minutes of use today if this is served; null where nobody is named, so that nothing can be counted. */
  readonly usedMinutes: number | null;
}

export interface Stop {
  readonly stop: Exclude<MinorStop, 'exit'>;
  /** When it opens by itself; null when it does not. */
  readonly opensAt: Date | null;
}

/** Why a minor is not served; null when they are. What lasts longest is said first. */
export function stopOf(settings: MinorSettings, limits: Limits, asked: Asked): Stop | null {
  const { endpoint, role, minute, usedMinutes } = asked;
  if (settings.mode === 'excluded') return { stop: 'excluded', opensAt: null };
  if (limits.needsConsent) return { stop: 'consent', opensAt: null };
  if (role === 'kin' || role === 'partner') return { stop: 'role', opensAt: null };
  const isClosed = limits.closed.some((name) => name === endpoint || (name === 'companion' && role !== null));
  if (isClosed) return { stop: 'guardian', opensAt: null };
  if (isClosedAt(limits.curfews, minute)) return { stop: 'curfew', opensAt: opensAfter(limits, minute) };
  if (limits.dailyMinutes !== null && usedMinutes !== null && usedMinutes > limits.dailyMinutes)
    return {
      stop: 'time',
      opensAt: limits.dailyMinutes === 0 ? null : opensAfter(limits, firstMinuteOf(dayOf(minute) + 1)),
    };
  return null;
}

const isClosedAt = (curfews: readonly Curfew[], minute: number): boolean =>
  curfews.some((curfew) => isCurfew(curfew, minuteOfDay(minute)));

/** The first minute from this one on that no curfew closes; null when all are closed. */
function opensAfter({ curfews }: Limits, from: number): Date | null {
  for (let minute = from; minute < from + 24 * HOUR_MINUTES; minute++)
    if (!isClosedAt(curfews, minute)) return new Date(minute * MINUTE_MS);
  return null;
}

/** Roles that a companion may play for whom these limits hold. @law order21#14 */
export const rolesFor = (limits: Limits | null): CompanionRole[] => {
  if (limits === null) return ['kin', 'partner', 'other'];
  return limits.closed.includes('companion') ? [] : ['other'];
};
