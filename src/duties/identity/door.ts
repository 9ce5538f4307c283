import type { ConfirmedLevel, IdentityFunction, IdentityPolicy } from '../../contract/index.ts';
import type { Clock, Language } from '../../kernel/index.ts';
import type { Assertions } from './assertions.ts';
import { FUNCTIONS } from './functions.ts';
import type { DoorQuestion, Standing } from './model.ts';
import { findLack, functionsOf, isInGrace, type Lack } from './rules.ts';

export interface IdentityDoorParts {
  readonly assertions: Pick<Assertions, 'standingOf'>;
  readonly clock: Clock;
  /** A page that knows this user for a while, where they confirm who they are. */
  readonly linkFor: (serviceId: string, endUser: string, language: Language) => string;
  /** Where anybody can read what is needed for what. */
  readonly address: (serviceId: string, language: Language) => string;
}

type Answer =
  | {
      readonly admit: true;
      readonly basis: string;
      readonly notice?: { readonly text: string; readonly url: string };
    }
  | {
      readonly admit: false;
      readonly basis: string;
      readonly answer: string;
      readonly remedy: { readonly url: string };
    };

const LEVEL_WORDS: Readonly<Record<ConfirmedLevel, Readonly<Record<Language, string>>>> = {
  phone: { zh: '手机号', en: 'telephone number' },
  verified: { zh: '真实身份', en: 'real identity' },
  entity: { zh: '单位身份', en: 'organisation' },
};

const WORDS = {
  lacking: {
    zh: (what: string, level: string, reason: string) => `“${what}”需要先确认${level}。${reason}请打开：`,
    en: (what: string, level: string, reason: string) =>
      `“${what}” needs your ${level} to be confirmed first. ${reason} Please open: `,
  },
  unnamed: {
    zh: (what: string, level: string) =>
      `“${what}”只向已确认${level}的用户提供，而此请求没有指明用户。请登录后再试。说明：`,
    en: (what: string, level: string) =>
      `“${what}” is for users whose ${level} was confirmed, and this request names none. Please sign in and try again. About it: `,
  },
  grace: {
    zh: (what: string, level: string, day: string) => `自 ${day} 起，“${what}”需要先确认${level}。现在就可以确认。`,
    en: (what: string, level: string, day: string) =>
      `From ${day} on, “${what}” needs your ${level} to be confirmed. You can do so now.`,
  },
} as const;

const NOT_REQUIRED: Answer = { admit: true, basis: 'not required' };
const SYNTHETIC: Answer = { admit: true, basis: 'synthetic' };

/**
 * The door of identity: where a service's policy needs to know who asks, an end user is let in who was confirmed surely enough for what
 * the request does. Answers at once while what it needs is in memory. @law csl#26 deep-synthesis#9
 */
export const identityDoor = (parts: IdentityDoorParts) => ({
  name: 'identity',
  ask: (question: DoorQuestion): Answer | Promise<Answer> => {
    const { service, synthetic } = question.key;
    const policy = service.policy.identity;
    const needed = functionsOf(question).filter((fn) => policy.needs[fn] !== undefined);
    if (needed.length === 0) return NOT_REQUIRED;
    // The provider's own trials and probes: nobody uses the service.
    if (synthetic) return SYNTHETIC;
    if (question.endUser === null) return answerUnnamed(parts, question, needed);
    const standings = parts.assertions.standingOf({ serviceId: service.id, endUser: question.endUser });
    if (!(standings instanceof Promise)) return decide(parts, question, question.endUser, needed, standings);
    const { endUser } = question;
    return standings.then((found) => decide(parts, question, endUser, needed, found));
  },
});

function decide(
  parts: IdentityDoorParts,
  { key: { service }, language }: DoorQuestion,
  endUser: string,
  needed: readonly IdentityFunction[],
  standings: readonly Standing[],
): Answer {
  const policy = service.policy.identity;
  const now = parts.clock.now();
  const lack = findLack(needed, policy, standings, now);
  if (lack === null) return { admit: true, basis: `known for ${needed.join(', ')}` };
  const basis = `${lack.fn} needs ${lack.needed}, is ${lack.level}`;
  const url = parts.linkFor(service.id, endUser, language);
  if (isInGrace(policy, now))
    return { admit: true, basis: `${basis}, grace`, notice: { text: graceText(lack, policy, language), url } };
  const text = WORDS.lacking[language](...namesOf(lack, language), FUNCTIONS[lack.fn].reason[language]);
  return { admit: false, basis, answer: `${text}${url}`, remedy: { url } };
}

function answerUnnamed(
  parts: IdentityDoorParts,
  { key: { service }, language }: DoorQuestion,
  needed: readonly IdentityFunction[],
): Answer {
  const policy = service.policy.identity;
  const now = parts.clock.now();
  const lack = findLack(needed, policy, [], now);
  if (lack === null) return NOT_REQUIRED;
  if (policy.unnamed === 'admit') return { admit: true, basis: 'no user named, admitted by policy' };
  if (isInGrace(policy, now)) return { admit: true, basis: 'no user named, grace' };
  const url = parts.address(service.id, language);
  const text = WORDS.unnamed[language](...namesOf(lack, language));
  return { admit: false, basis: 'no user named', answer: `${text}${url}`, remedy: { url } };
}

const namesOf = ({ fn, needed }: Lack, language: Language): [string, string] => [
  FUNCTIONS[fn].title[language],
  LEVEL_WORDS[needed][language],
];

/** The day in China on which it ends. */
function graceText(lack: Lack, { graceUntil }: Pick<IdentityPolicy, 'graceUntil'>, language: Language): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(graceUntil ?? 0));
  return WORDS.grace[language](...namesOf(lack, language), day);
}
