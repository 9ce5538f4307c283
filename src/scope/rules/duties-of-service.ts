import { scopeThreshold } from '../../law/index.ts';
import { isAbove, isOneOf } from '../fact-test.ts';
import { items, type ListRule, NO_ITEMS } from '../outcome.ts';
import { isCompanionService } from './companion.ts';
import { genaiRouteRule } from './genai-route.ts';
import { isLeak } from './leak.ts';
import { isOnlyUser, isProvided } from './measures-apply.ts';
import {
  GENERATES,
  IN_MAINLAND,
  isAtStage,
  isOutside,
  OWN_MODEL,
  RECOMMENDS,
  reachOf,
  TRAINS_ON_INPUT,
  TUNED,
} from './reach.ts';

const when = (decides: ListRule['decide']): ListRule => ({ finding: 'other_duties', decide: decides });
const MINORS = isOneOf('minors', 'target', 'admit');
const BIOMETRIC = isOneOf('biometric_edit', true);
const DEEP_OPT_OUT = isAbove('extra.optout_clicks', scopeThreshold('optout_clicks'));
const BAD_SOURCE = isAbove('extra.source_illegal_share', scopeThreshold('source_illegal_share'));

const INTERNAL = items(
  ['PIPL for employee data', 'trade secret control'],
  ['pipl:13', 'measures:2'],
  '只供内部使用，个人信息与商业秘密规定仍然适用。',
  'Inside use only: the law on personal information and secrets still binds.',
);
const OVERSEAS = items(
  ['keep mainland users out and keep the proof'],
  ['measures:2'],
  '只面向境外的，须能证明境内公众无法使用。',
  'Whoever serves abroad only must be able to show that the public in the mainland cannot use it.',
);
const ABROAD = items(
  ['CAC may order technical measures', 'PIPL Art. 53 representative'],
  ['measures:20', 'pipl:3', 'pipl:53'],
  '从境外面向境内公众。',
  'From abroad to the public in the mainland.',
);

const reachRule = when((facts) => {
  const reach = reachOf(facts);
  if (reach === 'internal') return INTERNAL;
  if (reach === 'overseas') return facts.is(IN_MAINLAND) ? OVERSEAS : NO_ITEMS;
  return reach === 'public' && !facts.is(IN_MAINLAND) ? ABROAD : NO_ITEMS;
});

const TUNING = items(
  ['GB/T 45654 data gates for the tuning set'],
  ['gbt45654:data', 'practice:fine-tuning'],
  '微调数据须过标准的数据关口。',
  'The tuning set passes the data gates of the standard.',
);
const tuningRule = when((facts) => (facts.is(TUNED) && isProvided(facts) === true ? TUNING : NO_ITEMS));

const SOURCE = items(
  ['do not collect from or train on a source above 5 % illegal or unhealthy content'],
  ['gbt45654:data'],
  '该来源违法不良信息超过百分之五；恰为百分之五的可以使用。',
  'The source is above five per cent; exactly five is allowed.',
);
const sourceRule = when((facts) =>
  !isOutside(reachOf(facts)) && facts.is(GENERATES) && facts.is(BAD_SOURCE) ? SOURCE : NO_ITEMS,
);

const INPUT = items(
  [
    'lawful basis and authorisation record for training on user input',
    'training opt-out within 4 clicks of the main screen',
  ],
  ['measures:7', 'measures:11', 'gbt45654:opt-out'],
  '用用户输入训练，须有合法基础、授权记录和便捷的关闭方式。',
  'Training on what users enter needs a lawful basis, a record of it and an easy switch against it.',
);
const DEEP = items(
  ['shorten the way to the training opt-out to at most 4 clicks'],
  ['gbt45654:opt-out'],
  '关闭用于训练的入口超过四次点击。',
  'The switch against training is more than four clicks away.',
);
const inputRule = when((facts) => (facts.is(TRAINS_ON_INPUT) && isProvided(facts) === true ? INPUT : NO_ITEMS));
const optOutRule = when((facts) =>
  facts.is(TRAINS_ON_INPUT) && facts.is(DEEP_OPT_OUT) && isProvided(facts) === true ? DEEP : NO_ITEMS,
);

const COMPANION = items(
  [
    'age and emergency contact at sign-up',
    'crisis handling',
    'exit on request',
    'no training on sensitive chats without separate consent',
  ],
  ['order21:12', 'order21:13', 'order21:16', 'order21:19'],
  '拟人化互动服务的义务。',
  'Duties of companion services.',
);
const COMPANION_MINORS = items(
  ['no virtual kin or partner for minors', 'guardian consent under 14 and minor mode'],
  ['order21:14'],
  '未成年人可使用的拟人化互动服务。',
  'A companion service open to minors.',
);
const companionDutyRule = when((facts) => (isCompanionService(facts) ? COMPANION : NO_ITEMS));
const companionMinorsRule = when((facts) =>
  isCompanionService(facts) && facts.is(MINORS) ? COMPANION_MINORS : NO_ITEMS,
);

const GUARD_MINORS = items(
  ["measures against minors' over-reliance"],
  ['measures:10'],
  '未成年人可使用：采取有效措施防范过度依赖。',
  'Minors may use it: effective measures against over-reliance.',
);
const minorsRule = when((facts) => (facts.is(MINORS) && isProvided(facts) === true ? GUARD_MINORS : NO_ITEMS));

const FACE_OR_VOICE = items(
  ['separate consent of the person whose face or voice is edited', 'security assessment of the face or voice tool'],
  ['deep-synthesis:14', 'deep-synthesis:15'],
  '合成或编辑人脸、人声。',
  'Faces or voices are synthesised or edited.',
);
const biometricRule = when((facts) =>
  facts.is(BIOMETRIC) && reachOf(facts) === 'public' && facts.isInForce('deep-synthesis') ? FACE_OR_VOICE : NO_ITEMS,
);

const RANKING = items(
  ['algorithm transparency and opt-out'],
  ['algorithm:16', 'algorithm:17'],
  '推荐、排序类算法须告知并提供关闭选项。',
  'Algorithms that rank or push are told to users, who can switch them off.',
);
const rankingRule = when((facts) =>
  reachOf(facts) === 'public' && !facts.is(GENERATES) && facts.is(RECOMMENDS) && facts.isInForce('algorithm')
    ? RANKING
    : NO_ITEMS,
);

const DECLARE = items(
  ['declare AI content when publishing it'],
  ['labelling:10'],
  '发布生成内容时主动声明。',
  'What was generated is declared when it is published.',
);
const declareRule = when((facts) =>
  isOnlyUser(facts) && reachOf(facts) === 'public' && facts.isInForce('labelling') ? DECLARE : NO_ITEMS,
);

const TELL_REGISTRATION = items(
  ['tell provincial CAC about changed registration'],
  ['practice:change', 'genai-notices:registration'],
  '登记事项变化，告知省级网信办。',
  'What was registered changes: the provincial CAC is told.',
);
const TELL_FILING = items(
  ['tell provincial CAC about changed filing', 'new safety assessment after an important model update'],
  ['practice:change', 'gbt45654:update'],
  '备案事项变化，告知省级网信办；重要更新后重新评估。',
  'What was filed changes: the provincial CAC is told, and an important update is assessed anew.',
);
const changeRule = when((facts) => {
  if (!isAtStage(facts, 'change') || genaiRouteRule.decide(facts).value !== 'already_done') return NO_ITEMS;
  return facts.is(OWN_MODEL) ? TELL_FILING : TELL_REGISTRATION;
});

const REMEDY = items(['remedy at once'], ['measures:9', 'ndr:11'], '立即处置。', 'Remedied at once.');
const NOTIFY = items(
  ['notify PI authority and persons (PIPL 57)', 'Network Data Regulation 11 notice'],
  ['pipl:57', 'ndr:11'],
  '泄露个人信息：立即补救并通知主管部门和个人；没有天数。',
  'Personal information leaked: the authority and the persons are told; there is no count of days.',
);
const remedyRule = when((facts) => (isAtStage(facts, 'incident') ? REMEDY : NO_ITEMS));
const notifyRule = when((facts) => (isAtStage(facts, 'incident') && isLeak(facts) ? NOTIFY : NO_ITEMS));

const AFTERMATH = items(
  ['settle the aftermath with users'],
  ['algorithm:24-change', 'measures:11'],
  '终止服务须妥善安排用户与其信息。',
  'When a service ends, its users and their information are provided for.',
);
const COMPANION_END = items(
  ['give notice before shutting down'],
  ['order21:20'],
  '拟人化互动服务停止前须公告。',
  'Companion services give notice before they end.',
);
const closingRule = when((facts) => (isAtStage(facts, 'closing') && !isOutside(reachOf(facts)) ? AFTERMATH : NO_ITEMS));
const companionEndRule = when((facts) =>
  isAtStage(facts, 'closing') && isCompanionService(facts) ? COMPANION_END : NO_ITEMS,
);

/** Duties of the service as such, in the order in which they are told. */
export const serviceDutyRules: readonly ListRule[] = [
  reachRule,
  tuningRule,
  sourceRule,
  inputRule,
  optOutRule,
  companionDutyRule,
  companionMinorsRule,
  minorsRule,
  biometricRule,
  rankingRule,
  declareRule,
  changeRule,
  remedyRule,
  notifyRule,
  closingRule,
  companionEndRule,
];
