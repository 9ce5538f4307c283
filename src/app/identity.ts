import { type IdentityParts, IdentityService, type IdentityUser, identityDoor } from '../duties/identity/index.ts';
import { signTencent } from '../judges/index.ts';
import type { Clock, Language } from '../kernel/index.ts';
import { find, type LawBook } from '../law/index.ts';
import { ChannelFault, type Notices } from '../notices/index.ts';
import { portalUrl, USER_LINK, USER_LINK_MS } from '../portal/index.ts';
import type { Registry } from '../registry/index.ts';
import type { Portal } from './portal.ts';

export interface IdentityOptions
  extends Pick<
    IdentityParts,
    'database' | 'unitOfWork' | 'ids' | 'clock' | 'fillRandom' | 'keyedHash' | 'keyEncryption' | 'pseudonym'
  > {
  readonly law: LawBook;
  readonly registry: Pick<Registry, 'live'>;
  readonly notices: Pick<Notices, 'channels' | 'sendNow'>;
  readonly portal: Pick<Portal, 'address'>;
}

/** Puts together who end users are: codes go out by the channels of notices, vendors are signed for as judges are. */
export function createIdentity({ law, registry, notices, portal, ...shared }: IdentityOptions): IdentityService {
  const { live } = registry;
  return new IdentityService({
    ...shared,
    services: async () => (live.health.isLoaded ? live.current : await live.refresh()).services,
    channels: notices.channels,
    sendWords: async (channel, words) => {
      try {
        await notices.sendNow(channel, 'identity.code', words);
        return null;
      } catch (error) {
        if (error instanceof ChannelFault) return error.code;
        throw error;
      }
    },
    signTencent,
    portalAddress: portal.address,
    confidenceOf: (obligation) => find(law.obligations, 'obligation', obligation).confidence,
  });
}

const CONFIRM = '/identity/confirm';
const pageOf = (address: string, language: Language, path: string): string =>
  `${address.replace(/\/portal$/, '')}${portalUrl(language === 'en' ? 'en' : 'zh-CN', path)}`;

/** The gateway's door of identity, with links that know whom it sent away. */
export const doorOfIdentity = (
  { assertions }: Pick<IdentityService, 'assertions'>,
  { userLinks, address }: Pick<Portal, 'userLinks' | 'address'>,
  clock: Clock,
) =>
  identityDoor({
    assertions,
    clock,
    linkFor: (serviceId, endUser, language) =>
      `${pageOf(address, language, CONFIRM)}?${USER_LINK}=${userLinks.make({ serviceId, endUser })}`,
    address: (serviceId, language) => pageOf(address, language, `/identity/${serviceId}`),
  });

/** Where an end user confirms who they are, in both languages, for an hour. */
export const identityLinkFor =
  ({ userLinks, address }: Pick<Portal, 'userLinks' | 'address'>, clock: Clock) =>
  (user: IdentityUser) => {
    const token = userLinks.make(user);
    const at = (language: Language) => `${pageOf(address, language, CONFIRM)}?${USER_LINK}=${token}`;
    const linkExpiresAt = new Date(clock.now().getTime() + USER_LINK_MS).toISOString();
    return { link: { zh: at('zh'), en: at('en') }, linkExpiresAt };
  };
