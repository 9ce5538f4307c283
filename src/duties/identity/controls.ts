import type { ConfirmedLevel, IdentityFunction, IdentityOverview, IdentityProviderRow } from '../../contract/index.ts';
import type { Control, Measurement } from '../../status/index.ts';
import type { IdentityServiceEntry } from './model.ts';
import { isInGrace } from './rules.ts';
import type { IdentityService } from './service.ts';

export interface IdentityControlParts {
  readonly identity: Pick<IdentityService, 'channels'> & {
    readonly providers: Pick<IdentityService['providers'], 'list'>;
  };
  readonly services: () => Promise<ReadonlyMap<string, IdentityServiceEntry>>;
  /** Asks the very door of the gateway about an end user whom nobody knows: is such a one let in for this? */
  readonly admitsStranger: (service: IdentityServiceEntry, fn: IdentityFunction) => Promise<boolean>;
}

const EVIDENCE = [{ kind: 'page', id: '/identity', label: '/identity' }] as const;
type Text = Measurement['measured'];

/** The board's questions about identity. @law csl#26 deep-synthesis#9 account#9 minors#31 */
export function identityControls(parts: IdentityControlParts): Control[] {
  return [
    {
      id: 'identity.publishing-known',
      kind: 'query',
      title: { zh: '发布前确认真实身份', en: 'Whoever publishes is known' },
      about: {
        zh: '每个服务的策略是否要求发布前确认身份；并以一个陌生用户实际询问网关的准入环节，看发布是否被拒。不提供发布、通讯功能的，以人工认定写明。',
        en: 'Whether each service’s policy needs identity before publishing; and the gateway’s own door is asked about an unknown user, who must be refused. Where nothing can be published or sent to others, say so in an override.',
      },
      owner: 'compliance-officer',
      measure: async (now) => {
        const services = [...(await parts.services()).values()];
        const admitted = await Promise.all(services.map((service) => parts.admitsStranger(service, 'publish')));
        return judgePublishing(services, admitted, now);
      },
    },
    {
      id: 'identity.ways-work',
      kind: 'query',
      title: { zh: '身份确认方式可用', en: 'The ways to be confirmed work' },
      about: {
        zh: '策略要求的等级，是否有至少一种用户自己能完成的确认方式；各身份确认服务最近一次应答是否正常。',
        en: 'Whether users have a way to reach each level that a policy needs, and whether each provider’s last answer was as it should be.',
      },
      owner: 'administrator',
      measure: async () => {
        const [services, providers] = await Promise.all([parts.services(), parts.identity.providers.list()]);
        return judgeWays([...services.values()], parts.identity.channels, providers);
      },
    },
  ];
}

export function judgePublishing(
  services: readonly Pick<IdentityServiceEntry, 'policy'>[],
  admitsStranger: readonly boolean[],
  now: Date,
): Measurement {
  const needed = services.map(({ policy }) => policy.identity.needs.publish !== undefined);
  const graced = services.filter(({ policy }, at) => needed[at] === true && isInGrace(policy.identity, now)).length;
  // During a grace period strangers pass as they are meant to; otherwise not one may.
  const leaks = services.filter(
    ({ policy }, at) => needed[at] === true && admitsStranger[at] !== false && !isInGrace(policy.identity, now),
  ).length;
  const needing = needed.filter(Boolean).length;
  const figures = { services: services.length, needing, graced, leaks };
  const measured: Text = {
    zh: `要求发布前确认身份的服务 ${needing} / ${services.length}；宽限期内 ${graced}；陌生用户仍能发布 ${leaks}`,
    en: `services that need identity before publishing ${needing} of ${services.length}; in a grace period ${graced}; strangers may publish all the same ${leaks}`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  if (services.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (leaks > 0)
    return {
      ...common,
      status: 'breached',
      code: 'admitted',
      next: {
        zh: '核对策略中未指明用户的请求与服务密钥；网关放行了未确认身份的用户',
        en: 'Look at the policy and the keys of the service: the gateway let in somebody of whom nothing was confirmed',
      },
    };
  if (graced > 0)
    return {
      ...common,
      status: 'due',
      code: 'grace',
      next: {
        zh: '宽限期结束后即生效；可以提前结束',
        en: 'It holds once the grace period ends; end it earlier if you can',
      },
    };
  if (needing < services.length)
    return {
      ...common,
      status: 'due',
      code: 'not-needed',
      next: {
        zh: '在“身份确认”里为“发布与分享”设置等级；若没有发布或通讯功能，以人工认定写明',
        en: 'Set what publishing needs on the identity page; where nothing can be published, say so in an override',
      },
    };
  return { ...common, status: 'met', code: 'known', next: null };
}

/** Can a user reach the level by something that is set up? An app that vouches cannot be seen from here. */
function isReachable(
  level: ConfirmedLevel,
  channels: IdentityOverview['channels'],
  providers: readonly Pick<IdentityProviderRow, 'settings'>[],
): boolean {
  const gives = providers.map(({ settings }) => (settings.kind === 'oidc' ? settings.level : 'verified'));
  if (level === 'phone') return channels.sms || gives.length > 0;
  return level === 'verified' ? gives.some((given) => given !== 'phone') : gives.includes('entity');
}

export function judgeWays(
  services: readonly Pick<IdentityServiceEntry, 'policy'>[],
  channels: IdentityOverview['channels'],
  providers: readonly Pick<IdentityProviderRow, 'settings' | 'health'>[],
): Measurement {
  const levels = [...new Set(services.flatMap(({ policy }) => Object.values(policy.identity.needs)))];
  const unreachable = levels.filter((level) => !isReachable(level, channels, providers));
  const failing = providers.filter(
    ({ health }) =>
      health.lastFaultAt !== null && (health.lastAnswerAt === null || health.lastFaultAt > health.lastAnswerAt),
  ).length;
  const figures = { levels: levels.length, unreachable: unreachable.length, providers: providers.length, failing };
  const measured: Text = {
    zh: `策略要求的等级 ${levels.length}，没有确认方式的 ${unreachable.length}；身份确认服务 ${providers.length}，最近一次应答异常 ${failing}`,
    en: `levels that policies need ${levels.length}, without a way to be reached ${unreachable.length}; providers ${providers.length}, last answer at fault ${failing}`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  if (levels.length === 0) return { ...common, status: 'not-applicable', code: 'nothing-needed', next: null };
  if (unreachable.length > 0)
    return {
      ...common,
      status: 'due',
      code: 'unreachable',
      next: {
        zh: '设置短信网关或身份确认服务；若由自己的应用确认，以人工认定写明',
        en: 'Set up a gateway for short messages or a provider; where your own app confirms, say so in an override',
      },
    };
  if (failing > 0)
    return {
      ...common,
      status: 'due',
      code: 'failing',
      next: {
        zh: '在“身份确认”里测试应答异常的服务',
        en: 'Test the provider that is at fault on the identity page',
      },
    };
  return { ...common, status: 'met', code: 'work', next: null };
}
