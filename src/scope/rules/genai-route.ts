import { hasOnly, isAtLeast, isOneOf } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';
import type { GenaiRoute } from '../findings.ts';
import { type Outcome, outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { decideMeasures } from './measures-apply.ts';
import { FILED_MODEL, hasChangedModel, IN_MAINLAND, isAtStage, OPINION, TUNED } from './reach.ts';

const UNFILED = isOneOf('model_origin', 'unfiled_domestic_api', 'overseas_api');
const FOREIGN_UPSTREAM = isAtLeast('extra.upstreams_foreign', 1);
const ON_DEVICE_OWN = isOneOf('model_origin', 'on_device_own');
const AS_IT_CAME = isOneOf('model_origin', 'open_weights_unmodified', 'on_device_open');
const ONLY_INTERFACE = hasOnly('channel', 'api');

const NONE = outcome(
  'none',
  ['measures:2', 'measures:17'],
  '不在《暂行办法》范围内，无须备案或登记。',
  'Outside the Measures: neither filing nor registration.',
);
const ABROAD = outcome(
  'blocked',
  ['practice:filing-entity', 'measures:20', 'measures:23'],
  '备案、登记经境内主体所在地省级网信办办理；没有境内主体，现状下无法完成。',
  'Filing and registration run through the provincial CAC of a mainland entity; without one they cannot be completed.',
);
const UPSTREAM_UNFILED = outcome(
  'blocked',
  ['genai-notices:registration', 'gbt45654:base-model', 'practice:app-listing'],
  '所调用的模型未在境内备案：登记须以已备案模型为前提，也不能作为自有模型备案。须改用已备案模型。',
  'The model called is not filed in the mainland: registration needs a filed one, and it cannot be filed as one’s own. Change to a filed model.',
);
const FILING = outcome(
  'filing',
  ['measures:17', 'genai-notices:filing'],
  '自研模型面向公众且具有舆论属性，走备案而不是登记。',
  'An own model for the public with the attribute goes to filing, not registration.',
);
const FILING_ON_DEVICE = outcome(
  'filing',
  ['measures:17', 'ondevice-notice:list'],
  '自有的端侧模型：已公布的端侧服务都是备案，不是登记。',
  'An own on-device model: the on-device services that were announced are filed, not registered.',
);
const FILING_CHANGED = outcome(
  'filing',
  ['measures:17', 'genai-notices:filing', 'practice:fine-tuning'],
  '登记只适用于未改动的已备案模型；实务把任何微调归入备案，官方未界定“改动”，请向省级网信办确认。',
  'Registration is for unchanged use of a filed model; practitioners put any fine-tune under filing. No official text defines a change: confirm with the provincial CAC.',
);
const REGISTRATION = outcome(
  'registration',
  ['genai-notices:registration'],
  '直接调用已备案模型而不改动，由省级网信办登记。',
  'A filed model is called directly and unchanged, so the provincial CAC registers the app.',
);
const DONE = outcome(
  'already_done',
  ['genai-notices:registration', 'practice:change'],
  '服务已在运行，备案或登记应已完成；本阶段不另走一次，请核对编号仍与现状相符。',
  'The service is running, so filing or registration lies behind it and is not gone through again at this stage; check that the number still fits.',
);

const WITHOUT_ATTRIBUTE = undecided(
  ['measures:17', 'genai-notices:registration', 'practice:app-listing'],
  '没有舆论属性的公众应用是否仍须备案或登记：第十七条只及于有该属性的服务，实务却普遍要求。',
  'Whether an app for the public without the attribute still needs filing or registration: Article 17 names the attribute, practice expects it of nearly every app.',
  [
    reading('none', '按条文，没有舆论属性的，第十七条不适用。', 'By the text, Article 17 does not reach it.'),
    reading(
      'filing_or_registration',
      '按公告与实务，自有或改动的模型备案，调用已备案模型的登记。',
      'By notice and practice, own and changed models are filed, apps on filed models registered.',
    ),
  ],
);
const UNCHANGED_WEIGHTS = undecided(
  ['genai-notices:registration', 'ondevice-notice:list', 'gbt45654:base-model'],
  '自行部署未改动的开源权重（含端侧）：未见官方说法。',
  'Open weights run unchanged by oneself, on a device too: no official line was found.',
  [
    reading(
      'registration',
      '权重对应的服务已备案且未改动，比照登记。',
      'The vendor’s service is filed and nothing is changed: registered like a call.',
    ),
    reading(
      'filing',
      '由本主体部署和运行，按自有模型备案。',
      'It is run by the provider itself: filed like an own model.',
    ),
  ],
);
const RESALE = undecided(
  ['genai-notices:registration', 'measures:22'],
  '只以接口转供已备案模型（转售）：是否由转供者登记，未见官方说法。',
  'A filed model passed on by interface alone (resale): no official line says whether the reseller registers.',
  [
    reading(
      'registration',
      '以接口提供也是提供者，应登记。',
      'Whoever provides by interface is a provider and registers.',
    ),
    reading('none', '面向公众的是下游应用，由其登记。', 'The apps downstream face the public and register.'),
  ],
);
const SPECIAL = undecided(
  ['measures:2', 'measures:17'],
  '特别规定优先：是否仍走生成式备案或登记，取决于行业主管部门的规定。',
  'Special rules prevail: whether filing or registration remains depends on the rules of that sector.',
  [
    reading(
      'filing_or_registration',
      '特别规定没有替代该程序的，仍按模型来源办理。',
      'Where those rules replace nothing, the route follows the model.',
    ),
    reading(
      'none',
      '特别规定另设程序的，从其规定。',
      'Where those rules have a procedure of their own, that holds instead.',
    ),
  ],
  { zh: '请向行业主管部门和省级网信办咨询。', en: 'Ask the authority of the sector and the provincial CAC.' },
);
const OPEN = undecided(
  ['measures:2', 'genai-notices:registration'],
  '是否适用《暂行办法》尚无定论，路径也随之待定。',
  'Whether the Measures apply is open, and the route with it.',
  [
    reading(
      'none',
      '若未向境内公众提供，无须备案或登记。',
      'None, if it is not offered to the public in the mainland.',
    ),
    reading(
      'filing_or_registration',
      '若属于向公众提供，按模型来源备案或登记。',
      'Filed or registered by its model, if it is.',
    ),
  ],
);

/** @law measures:17 genai-notices:registration */
export const genaiRouteRule: SingleRule<GenaiRoute> = {
  finding: 'genai_route',
  decide: (facts) => {
    const { value } = decideMeasures(facts);
    if (value === 'no') return NONE;
    if (value === 'uncertain') return OPEN;
    if (!facts.is(IN_MAINLAND)) return ABROAD;
    if (facts.isAny(UNFILED, FOREIGN_UPSTREAM)) return UPSTREAM_UNFILED;
    return value === 'other_rules_prevail' ? SPECIAL : routeOf(facts);
  },
};

function routeOf(facts: FactView): Outcome<GenaiRoute> {
  if (facts.is(AS_IT_CAME) && !hasChangedModel(facts)) return UNCHANGED_WEIGHTS;
  if (!facts.is(OPINION)) return WITHOUT_ATTRIBUTE;
  if (isAtStage(facts, 'incident') || isAtStage(facts, 'closing')) return DONE;
  // A tuned model at a change may be what was registered before: registration no longer covers it.
  if (facts.is(TUNED)) return FILING_CHANGED;
  if (isAtStage(facts, 'change')) return DONE;
  if (hasChangedModel(facts)) return facts.is(ON_DEVICE_OWN) ? FILING_ON_DEVICE : FILING;
  return facts.is(FILED_MODEL) && facts.is(ONLY_INTERFACE) ? RESALE : REGISTRATION;
}
