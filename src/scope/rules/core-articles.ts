import { isAbove } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';
import { items, type ListRule, NO_ITEMS } from '../outcome.ts';
import { isLeak } from './leak.ts';
import { decideMeasures, isOnlyUser } from './measures-apply.ts';
import { hasChangedModel, IN_MAINLAND, isAtStage, OPINION, TRAINS_ON_INPUT } from './reach.ts';

const FOREIGN_EQUITY = isAbove('foreign_equity_pct', 0);

type Phase = 'none' | 'special' | 'abroad' | 'data' | 'incident' | 'service';

/** Which part of the Measures is in play: at an incident and while data are prepared only what bears on that. */
function phaseOf(facts: FactView): Phase {
  const { value } = decideMeasures(facts);
  if (value === 'other_rules_prevail') return 'special';
  if (value !== 'yes') return 'none';
  if (!facts.is(IN_MAINLAND)) return 'abroad';
  if (isAtStage(facts, 'incident')) return 'incident';
  return isAtStage(facts, 'data_prep') ? 'data' : 'service';
}

const BASIC = ['4', '9', '10', '11', '12', '13', '14', '15', '19'];
const BASIC_SERVICE = items(
  ['2', ...BASIC],
  ['measures:2', ...BASIC.map((article) => `measures:${article}`)],
  '提供者在服务期间的一般义务。',
  'What binds every provider while it serves.',
);
const BASIC_SPECIAL = items(
  ['2', '4', '23'],
  ['measures:2', 'measures:4', 'measures:23'],
  '特别规定优先；范围、底线与许可条款仍然适用，其余视特别规定而定。',
  'Special rules prevail; scope, basic limits and licences hold in any case, the rest as those rules leave room.',
);
const BASIC_ABROAD = items(
  ['2', '4', '20', '23'],
  ['measures:2', 'measures:4', 'measures:20', 'measures:23'],
  '从境外向境内公众提供：适用本办法，不合规的可被采取技术措施；进入须守许可与外资规定。',
  'From abroad to the public in the mainland: the Measures reach it, technical measures may stop it, licences and foreign-investment law hold.',
);
const BASIC_DATA = items(
  ['4'],
  ['measures:4'],
  '数据准备阶段：选择训练数据时须守底线并防止歧视。',
  'While data are prepared: the basic limits, and no discrimination in choosing training data.',
);
const BASIC_LEAK = items(
  ['9', '11'],
  ['measures:9', 'measures:11'],
  '个人信息泄露：网络信息安全、个人信息保护与使用记录保护义务。',
  'Leaked personal information: network security, personal information and usage records.',
);
const BASIC_INCIDENT = items(
  ['9', '11', '14'],
  ['measures:9', 'measures:11', 'measures:14'],
  '事件性质未说明：安全、用户信息与违法内容处置条款均可能涉及。',
  'The nature of the incident is not told: security, user information and illegal content may all be in play.',
);

const basicRule: ListRule = {
  finding: 'core_articles',
  decide: (facts) => {
    const phase = phaseOf(facts);
    if (phase === 'service') return BASIC_SERVICE;
    if (phase === 'special') return BASIC_SPECIAL;
    if (phase === 'abroad') return BASIC_ABROAD;
    if (phase === 'data') return BASIC_DATA;
    if (phase === 'incident') return isLeak(facts) ? BASIC_LEAK : BASIC_INCIDENT;
    return NO_ITEMS;
  },
};

const TRAINING = items(
  ['7', '8'],
  ['measures:7', 'measures:8', 'practice:fine-tuning'],
  '提供者自己训练或改动模型，或用用户输入训练，训练数据与标注条款适用。',
  'The provider trains or changes the model, or trains on what users enter, so training data and annotation are its duty.',
);

const trainingRule: ListRule = {
  finding: 'core_articles',
  decide: (facts) => {
    const phase = phaseOf(facts);
    if (phase !== 'service' && phase !== 'data') return NO_ITEMS;
    return hasChangedModel(facts) || facts.is(TRAINS_ON_INPUT) ? TRAINING : NO_ITEMS;
  },
};

const ATTRIBUTE = items(
  ['17'],
  ['measures:17', 'sa2018:2'],
  '具有舆论属性或社会动员能力：安全评估与算法备案。',
  'Public-opinion attribute or capacity to mobilise: security assessment and algorithm filing.',
);

const attributeRule: ListRule = {
  finding: 'core_articles',
  decide: (facts) => {
    const phase = phaseOf(facts);
    return (phase === 'service' || phase === 'abroad') && facts.is(OPINION) ? ATTRIBUTE : NO_ITEMS;
  },
};

const FOREIGN = items(
  ['23'],
  ['measures:23', 'telecom:foreign-capital'],
  '有外资成分：须符合外商投资规定。',
  'Foreign equity: foreign-investment law holds.',
);

const foreignRule: ListRule = {
  finding: 'core_articles',
  decide: (facts) => (phaseOf(facts) === 'service' && facts.is(FOREIGN_EQUITY) ? FOREIGN : NO_ITEMS),
};

const AS_USER = items(['4'], ['measures:4', 'measures:22'], '使用者也须守第四条。', 'Article 4 binds users too.');

const userRule: ListRule = {
  finding: 'core_articles',
  decide: (facts) => (isOnlyUser(facts) ? AS_USER : NO_ITEMS),
};

/** @law measures:2 */
export const coreArticleRules: readonly ListRule[] = [basicRule, trainingRule, attributeRule, foreignRule, userRule];
