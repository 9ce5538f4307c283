import { hasAny } from '../fact-test.ts';
import type { Role } from '../findings.ts';
import { outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { decideMeasures, isOnlyUser } from './measures-apply.ts';

const BY_INTERFACE = hasAny('channel', 'api');

const NONE = outcome(
  'none',
  ['measures:2'],
  '不在《暂行办法》范围内，不是其中的提供者。',
  'Outside the Measures, so no provider under them.',
);
const USER = outcome(
  'user',
  ['measures:22', 'labelling:10'],
  '使用他人的生成式服务生成内容，是使用者。',
  'Whoever generates content with a service of somebody else is a user.',
);
const PROVIDER = outcome(
  'provider',
  ['measures:22'],
  '利用该技术提供服务的组织或个人是提供者；调用他人模型并不免除。',
  'Whoever provides the service is the provider, with a model of others too.',
);
const SUPPORTER = outcome(
  'provider_and_technical_supporter',
  ['measures:22', 'deep-synthesis:19-supporter'],
  '以可编程接口提供也是提供者；同时为他人的服务提供技术支持。',
  'Providing by a programmable interface is providing, and it supports the services of others as well.',
);
const OPEN = undecided(
  ['measures:2', 'measures:22'],
  '是否适用《暂行办法》尚无定论，角色也随之待定。',
  'Whether the Measures apply is open, and the role with it.',
  [
    reading(
      'provider',
      '若属于向境内公众提供，则为提供者。',
      'A provider, if it is offered to the public in the mainland.',
    ),
    reading('none', '若未向境内公众提供，则不是。', 'None, if it is not.'),
  ],
);

/** @law measures:22 */
export const roleRule: SingleRule<Role> = {
  finding: 'role',
  decide: (facts) => {
    const { value } = decideMeasures(facts);
    if (value === 'uncertain') return OPEN;
    if (value === 'no') return isOnlyUser(facts) ? USER : NONE;
    return facts.is(BY_INTERFACE) ? SUPPORTER : PROVIDER;
  },
};
