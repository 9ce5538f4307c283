import type { Clock, Language } from '../../kernel/index.ts';
import type { Acceptances } from './acceptances.ts';
import type { AgreedService, VersionInTime } from './model.ts';
import { isAccepted, versionsAt } from './rules.ts';

export interface DoorParts {
  readonly acceptances: Pick<Acceptances, 'versionsOf' | 'acceptedBy'>;
  readonly clock: Clock;
  /** A page that knows this user for a while, where the agreement can be read and accepted. */
  readonly linkFor: (serviceId: string, endUser: string, language: Language) => string;
  /** Where anybody can read the agreement. */
  readonly address: (serviceId: string, language: Language) => string;
}

interface Question {
  readonly key: { readonly service: AgreedService; readonly synthetic: boolean };
  readonly endUser: string | null;
  readonly language: Language;
}
type Answer =
  | { readonly admit: true; readonly basis: string }
  | {
      readonly admit: false;
      readonly basis: string;
      readonly answer: string;
      readonly remedy: { readonly url: string };
    };

const WORDS = {
  unaccepted: {
    zh: '使用本服务前，请先阅读并同意用户服务协议：',
    en: 'Before you use this service, please read and accept its agreement: ',
  },
  unnamed: {
    zh: '本服务只向已同意用户服务协议的用户提供，而此请求没有指明用户。请登录后再试。协议：',
    en: 'This service is for users who accepted its agreement, and this request names none. Please sign in and try again. The agreement: ',
  },
} as const;

/**
 * The door of the agreements: where a service's policy demands it, an end user is let in who accepted what is in force. Answers at
 * once while what it needs is in memory. @law measures#9
 */
export const agreementsDoor = (parts: DoorParts) => ({
  name: 'agreements',
  ask: (question: Question): Answer | Promise<Answer> => {
    const { service, synthetic } = question.key;
    if (service.policy.agreements.acceptance === 'off') return { admit: true, basis: 'not required' };
    // The provider's own trials and probes: nobody uses the service.
    if (synthetic) return { admit: true, basis: 'synthetic' };
    const { id: serviceId } = service;
    const { endUser } = question;
    const versions = parts.acceptances.versionsOf(serviceId);
    const accepted = endUser === null ? null : parts.acceptances.acceptedBy({ serviceId, endUser });
    if (versions instanceof Promise || accepted instanceof Promise)
      return Promise.all([versions, accepted]).then(([found, number]) => decide(parts, question, found, number));
    return decide(parts, question, versions, accepted);
  },
});

function decide(
  parts: DoorParts,
  question: Question,
  versions: readonly VersionInTime[],
  accepted: number | null,
): Answer {
  const { key, endUser } = question;
  const { id, policy } = key.service;
  const now = parts.clock.now();
  const { inForce } = versionsAt(versions, now);
  if (inForce === null) return { admit: true, basis: 'no agreement in force' };
  if (endUser !== null && isAccepted(accepted, versions, now)) return { admit: true, basis: `accepted ${accepted}` };
  if (endUser === null && policy.agreements.unnamed === 'admit')
    return { admit: true, basis: 'no user named, admitted by policy' };
  const { language } = question;
  const url = endUser === null ? parts.address(id, language) : parts.linkFor(id, endUser, language);
  const answer = `${WORDS[endUser === null ? 'unnamed' : 'unaccepted'][language]}${url}`;
  return { admit: false, basis: basisOf(endUser, accepted, inForce.number), answer, remedy: { url } };
}

function basisOf(endUser: string | null, accepted: number | null, inForce: number): string {
  if (endUser === null) return 'no user named';
  return accepted === null ? `version ${inForce} not accepted` : `accepted ${accepted}, must accept anew`;
}
