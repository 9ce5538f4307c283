import type { CompanionRole, MinorSettings, MinorStop } from '../../contract/index.ts';
import { type Clock, chinaTime, type Language } from '../../kernel/index.ts';
import { fill } from '../../portal/index.ts';
import { doorTexts } from './door-texts.ts';
import type { MinorMode } from './mode.ts';
import { type MinorUser, NO_PROFILE, type Profile } from './model.ts';
import { type Limits, limitsOf, type Stop, stopOf } from './rules.ts';
import { addSpan, dayOf, minuteOf, type Runs, usedOn } from './runs.ts';

/** What the gateway asks, and is answered, in the shape of its doors of admission. */
export interface DoorQuestion {
  readonly key: { readonly service: { readonly id: string }; readonly synthetic: boolean };
  readonly endUser: string | null;
  readonly endpoint: string;
  /** Whom the request or its key is for. */
  readonly audience: 'general' | 'minors';
  /** Whom the companion plays, where the request says so. */
  readonly companion: CompanionRole | null;
  /** Of the end user; worked out only when it is read. */
  readonly language: Language;
  /** What the end user wrote last; worked out only when it is read. */
  readonly lastText: string;
}
export type DoorAnswer =
  | {
      readonly admit: true;
      readonly basis: string;
      readonly minorMode?: 'used';
      readonly notice?: { readonly text: string; readonly url: string; readonly isInText: boolean };
    }
  | {
      readonly admit: false;
      readonly basis: string;
      readonly code: MinorStop;
      readonly minorMode?: MinorStop;
      readonly answer: string;
      readonly remedy?: { readonly url: string };
    };

export interface DoorParts {
  readonly mode: MinorMode;
  readonly clock: Pick<Clock, 'now'>;
  /** A page that knows this user for a while and explains. */
  readonly pageFor: (user: MinorUser, language: Language) => string;
  /** Where anybody reads about minor mode. */
  readonly about: (language: Language) => string;
}

const OFF: DoorAnswer = { admit: true, basis: 'not configured' };
const SYNTHETIC: DoorAnswer = { admit: true, basis: 'synthetic' };
const NO_MINOR: DoorAnswer = { admit: true, basis: 'no minor' };
const NO_USE: DoorAnswer = { admit: true, basis: 'no use' };
/** What an app asks for itself: nobody talks to anything meanwhile. */
const ASKED_BY_APPS: ReadonlySet<string> = new Set(['embeddings', 'moderations']);

/**
 * The door of minor mode, the last one: whoever passes it is served, and for minors, and everybody in a companion service, the minute
 * counts. For anybody else it is two looks into maps. @law measures#10 minors#43 order21#14
 */
export const minorsDoor = (parts: DoorParts) => ({
  name: 'minors',
  ask: (question: DoorQuestion): DoorAnswer | Promise<DoorAnswer> => {
    const settings = parts.mode.settingsOf(question.key.service.id);
    return settings instanceof Promise
      ? settings.then((found) => withSettings(parts, question, found))
      : withSettings(parts, question, settings);
  },
});

function withSettings(
  parts: DoorParts,
  question: DoorQuestion,
  settings: MinorSettings | null,
): DoorAnswer | Promise<DoorAnswer> {
  if (settings === null || settings.mode === 'off') return OFF;
  // The provider's own trials and probes: nobody uses the service.
  if (question.key.synthetic) return SYNTHETIC;
  if (ASKED_BY_APPS.has(question.endpoint)) return NO_USE;
  if (settings.companion !== null && isExit(settings.companion.exitPhrases, question.lastText)) return leave(question);
  const { endUser, key } = question;
  const profile = endUser === null ? NO_PROFILE : parts.mode.profileOf({ serviceId: key.service.id, endUser });
  return profile instanceof Promise
    ? profile.then((found) => withProfile(parts, question, settings, found))
    : withProfile(parts, question, settings, profile);
}

/** Only what is nothing but the phrase: whoever writes of leaving does not leave. @law order21#19 */
export const isExit = (phrases: readonly string[], text: string): boolean => {
  const said = plain(text);
  return said !== '' && phrases.some((phrase) => plain(phrase) === said);
};
const plain = (text: string): string => text.toLowerCase().replace(/[\s\p{P}]/gu, '');

const leave = ({ language }: DoorQuestion): DoorAnswer => ({
  admit: false,
  basis: 'exit',
  code: 'exit',
  answer: doorTexts[language].exit,
});

function withProfile(
  parts: DoorParts,
  question: DoorQuestion,
  settings: MinorSettings,
  profile: Profile,
): DoorAnswer | Promise<DoorAnswer> {
  const limits = limitsOf(settings, profile, question.audience === 'minors');
  if (limits === null && settings.companion === null) return NO_MINOR;
  const { endUser } = question;
  if (endUser === null) return decide(parts, question, { settings, limits, runs: null });
  const runs = parts.mode.book.of(endUser);
  return runs instanceof Promise
    ? runs.then((found) => decide(parts, question, { settings, limits, runs: found }))
    : decide(parts, question, { settings, limits, runs });
}

interface Known {
  readonly settings: MinorSettings;
  /** Null for whom minor mode does nothing. */
  readonly limits: Limits | null;
  /** Null where nobody is named. */
  readonly runs: Runs | null;
}

function decide(parts: DoorParts, question: DoorQuestion, { settings, limits, runs }: Known): DoorAnswer {
  const { endUser, endpoint } = question;
  const now = parts.clock.now();
  const minute = minuteOf(now);
  const role = settings.companion === null ? null : (settings.companion.role ?? question.companion);
  const usedMinutes = runs === null ? null : usedOn(addSpan(runs, minute), dayOf(minute));
  const stop = limits === null ? null : stopOf(settings, limits, { endpoint, role, minute, usedMinutes });
  if (stop !== null) return refuse(parts, question, stop);
  if (endUser === null) return { admit: true, basis: limits === null ? 'no minor' : 'minor, not named' };
  // In the very turn of the decision, so that of two requests at once the second knows of the first.
  parts.mode.book.note(endUser, now);
  const basis = `${limits === null ? 'companion' : limits.hasLeft ? `${limits.band}, left by the guardian` : limits.band}, ${usedMinutes} min`;
  const reminder = remindOf(parts.mode, question, { settings, limits, minute, endUser });
  if (reminder === null) return { admit: true, basis, minorMode: 'used' };
  const { code, text } = reminder;
  const notice = { text, url: pageOf(parts, question), isInText: settings.remindInText };
  return { admit: true, basis: `${basis}, reminded: ${code}`, minorMode: 'used', notice };
}

/** What somebody has to be told beside the answer now; null for nothing. @law minor-mode#hours order21#18 */
function remindOf(
  { book }: MinorMode,
  { language }: DoorQuestion,
  { settings, limits, minute, endUser }: Pick<Known, 'settings' | 'limits'> & { minute: number; endUser: string },
): { readonly code: 'rest' | 'companion'; readonly text: string } | null {
  const t = doorTexts[language];
  const { companion } = settings;
  const isLong = companion !== null && book.mustRemind(endUser, 'companion', minute, companion.reminderMinutes);
  const restMinutes = limits?.restMinutes ?? null;
  const mustRest = restMinutes !== null && book.mustRemind(endUser, 'rest', minute, restMinutes);
  if (!isLong && !mustRest) return null;
  const minutes = book.continuous(endUser, minute);
  if (isLong) return { code: 'companion', text: fill(t.long, { minutes }) };
  const rest = fill(t.rest, { minutes });
  return { code: 'rest', text: companion === null ? rest : `${rest} ${t.reality}` };
}

function refuse(parts: DoorParts, question: DoorQuestion, { stop, opensAt }: Stop): DoorAnswer {
  const t = doorTexts[question.language];
  const open = opensAt === null ? t.openLater : fill(t.openAt, { at: momentOf(opensAt, question.language) });
  const url = pageOf(parts, question);
  return {
    admit: false,
    basis: stop,
    code: stop,
    minorMode: stop,
    answer: `${fill(t[stop], { open })}${url}`,
    remedy: { url },
  };
}

/** As people read it: the minute in China. */
const momentOf = (at: Date, language: Language): string => {
  const text = chinaTime(at).replace(/ \(.*$/, '');
  return language === 'zh' ? text.replace(/^\d{4}-0?(\d+)-0?(\d+) /, '$1 月 $2 日 ') : text;
};

const pageOf = ({ pageFor, about }: DoorParts, { endUser, key, language }: DoorQuestion): string =>
  endUser === null ? about(language) : pageFor({ serviceId: key.service.id, endUser }, language);
