import { scopeThreshold } from '../../law/index.ts';
import { isAtLeast, isOneOf } from '../fact-test.ts';
import { items, type ListRule, NO_ITEMS } from '../outcome.ts';
import { decideAlgorithm } from './algorithm-filing.ts';
import { isCompanionService } from './companion.ts';
import { isMajorLeak } from './leak.ts';
import { IN_MAINLAND, isAtStage, OPINION, PUBLISHES, reachOf } from './reach.ts';

const PUBLIC_BODY = isOneOf('provider_kind', 'public_body');
const MANY_REGISTERED = isAtLeast('users_registered', scopeThreshold('companion_registered'));
const MANY_ACTIVE = isAtLeast('monthly_active', scopeThreshold('companion_monthly_active'));

const BEFORE_LAUNCH = items(
  ['order21_assessment: before_launch'],
  ['order21:22'],
  '上线本身即触发评估，与用户数无关。',
  'Launch is itself a trigger of the assessment, whatever the number of users.',
);
const BEFORE_FUNCTION = items(
  ['order21_assessment: before_function_goes_live'],
  ['order21:22'],
  '新增功能或重大变更触发评估。',
  'An added function or major change is a trigger of the assessment.',
);
const AT_THRESHOLD = items(
  ['order21_assessment: when_threshold_reached'],
  ['order21:22'],
  '注册用户一百万以上或月活十万以上触发评估。',
  'One million registered or one hundred thousand monthly users are a trigger of the assessment.',
);

const companionRule: ListRule = {
  finding: 'deadlines',
  decide: (facts) => {
    if (!isCompanionService(facts)) return NO_ITEMS;
    if (isAtStage(facts, 'pre_launch') || isAtStage(facts, 'data_prep')) return BEFORE_LAUNCH;
    if (isAtStage(facts, 'change')) return BEFORE_FUNCTION;
    return isAtStage(facts, 'live') && facts.isAny(MANY_REGISTERED, MANY_ACTIVE) ? AT_THRESHOLD : NO_ITEMS;
  },
};

const FUNCTION_REPORT = items(
  ['sa18_report: before_function_goes_live'],
  ['sa2018:3', 'sa2018:7'],
  '新增列举的功能，上线前提交评估报告。',
  'The report on an added function is handed in before it goes live.',
);

const functionRule: ListRule = {
  finding: 'deadlines',
  decide: (facts) =>
    isAtStage(facts, 'change') &&
    facts.isInForce('sa2018') &&
    reachOf(facts) === 'public' &&
    facts.is(OPINION) &&
    facts.is(PUBLISHES)
      ? FUNCTION_REPORT
      : NO_ITEMS,
};

const CHANGE = items(
  ['algorithm_change: 10_working_days'],
  ['algorithm:24-change'],
  '算法备案信息变更的期限。',
  'The term for a change of what was filed.',
);
const CANCEL = items(
  ['algorithm_cancel: 20_working_days'],
  ['algorithm:24-change'],
  '终止服务后注销备案的期限。',
  'The term for cancelling the filing after the end.',
);

const algorithmRule: ListRule = {
  finding: 'deadlines',
  decide: (facts) => {
    if (!isAtStage(facts, 'change') && !isAtStage(facts, 'closing')) return NO_ITEMS;
    const { value } = decideAlgorithm(facts);
    if (value === 'change_within_10_working_days') return CHANGE;
    return value === 'cancel_within_20_working_days' ? CANCEL : NO_ITEMS;
  },
};

const REPORT = items(
  ['provincial_CAC: 4_hours', 'final_report: 30_days_after_handling'],
  ['incident:4', 'incident:7', 'incident:8', 'incident:annex'],
  '泄露一百万人以上为较大事件：四小时内报省级网信办，处置结束后三十日内报总结。关键信息基础设施运营者为一小时。',
  'A leak of one million persons or more is relatively major: four hours to the provincial CAC, the final summary within thirty days after handling. One hour for operators of critical infrastructure.',
);
const REPORT_OF_ORGAN = items(
  [
    'provincial_CAC: 4_hours',
    'own_cyberspace_body_if_central_or_state_organ: 2_hours',
    'final_report: 30_days_after_handling',
  ],
  ['incident:4', 'incident:7', 'incident:8', 'incident:annex'],
  '公共机构：中央和国家机关两小时内报本部门网信工作机构，其他机构四小时内报省级网信办。',
  'A public body: central and state organs have two hours to their own cyberspace body, others four hours to the provincial CAC.',
);

const incidentRule: ListRule = {
  finding: 'deadlines',
  decide: (facts) => {
    if (!isAtStage(facts, 'incident') || !facts.isInForce('incident') || !facts.is(IN_MAINLAND)) return NO_ITEMS;
    if (!isMajorLeak(facts)) return NO_ITEMS;
    return facts.is(PUBLIC_BODY) ? REPORT_OF_ORGAN : REPORT;
  },
};

/** Items are `name: term`. @law incident:4 order21:22 algorithm:24-change sa2018:7 */
export const deadlineRules: readonly ListRule[] = [companionRule, functionRule, algorithmRule, incidentRule];
