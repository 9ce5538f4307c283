import type { RealIdentity } from '../findings.ts';
import { outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { isCompanionService } from './companion.ts';
import { isOnlyUser, isProvided } from './measures-apply.ts';
import { GENERATES, isOutside, PUBLISHES, reachOf } from './reach.ts';

const NOT_OFFERED = outcome(
  'not_required',
  ['csl:26', 'measures:2'],
  '不向境内公众提供信息发布或即时通讯服务。',
  'It offers the public in the mainland neither publishing nor messaging.',
);
const NO_SERVICE = outcome(
  'not_required',
  ['csl:26', 'deep-synthesis:9'],
  '没有信息发布、即时通讯功能，也不提供生成服务。',
  'It has neither publishing nor messaging and offers no generation.',
);
const PUBLISHING = outcome(
  'required',
  ['csl:26', 'deep-synthesis:9', 'minors:31'],
  '提供信息发布或即时通讯功能，用户须提供真实身份；《暂行办法》第九条本身没有此要求。',
  'Publishing or messaging asks for the real identity of users; Article 9 of the Measures itself does not.',
);
const PUBLISHING_BEFORE = outcome(
  'required',
  ['csl-2017:24', 'deep-synthesis:9'],
  '提供信息发布或即时通讯功能，用户须提供真实身份（修改前第二十四条）。',
  'Publishing or messaging asks for the real identity of users (Article 24 before the amendment).',
);
const COMPANION = outcome(
  'required',
  ['order21:12'],
  '拟人化互动服务须注册、核验年龄并留监护人或紧急联系人。',
  'Companion services register users with age and a guardian or emergency contact.',
);
const IN_PRACTICE = outcome(
  'required_in_practice',
  ['deep-synthesis:9', 'csl:26'],
  '一对一生成、没有发布和通讯功能：网络安全法不强制；深度合成规定要求认证，实务以手机号登录。依据不在《暂行办法》。',
  'One-to-one generation without publishing or messaging: not strictly asked by the Cybersecurity Law; the Deep Synthesis Provisions ask for authentication and practice uses phone numbers. The basis lies outside the Measures.',
);
const OPEN = undecided(
  ['deep-synthesis:9', 'measures:2'],
  '是否属于向境内公众提供尚无定论。',
  'Whether it is offered to the public in the mainland is open.',
  [
    reading('required_in_practice', '若属于，实务以手机号登录。', 'Phone-number login in practice, if it is.'),
    reading('not_required', '若不属于，不要求。', 'Not required, if it is not.'),
  ],
);

/** @law csl:26 deep-synthesis:9 order21:12 */
export const realIdentityRule: SingleRule<RealIdentity> = {
  finding: 'real_identity',
  decide: (facts) => {
    const reach = reachOf(facts);
    if (isOutside(reach)) return NOT_OFFERED;
    const isOwnService = !isOnlyUser(facts);
    // Art. 26 speaks of users, not of the public; a mixed audience may be none at all in the mainland.
    if (isOwnService && facts.is(PUBLISHES) && reach !== 'mixed' && reach !== 'weights')
      return facts.isInForce('csl') ? PUBLISHING : PUBLISHING_BEFORE;
    if (!isOwnService || (!facts.is(GENERATES) && !facts.is(PUBLISHES))) return NO_SERVICE;
    if (isCompanionService(facts)) return COMPANION;
    if (!facts.isInForce('deep-synthesis')) return NO_SERVICE;
    return isProvided(facts) === null ? OPEN : IN_PRACTICE;
  },
};
