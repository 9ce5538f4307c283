import type { FactView } from '../fact-view.ts';
import type { MeasuresApply } from '../findings.ts';
import { type Outcome, outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { GENERATES, OWN_KEY, type Reach, reachOf, SPECIAL_SECTOR, WITHOUT_MODEL } from './reach.ts';

const NOT_YET = outcome(
  'no',
  ['measures:2'],
  '《暂行办法》自 2023-08-15 起施行，该日之前不适用。',
  'The Measures bind from 2023-08-15, not before.',
);
const NOTHING_GENERATED = outcome(
  'no',
  ['measures:2', 'measures:22'],
  '服务不生成内容，不是生成式人工智能服务。',
  'The service generates nothing, so it is no generative-AI service.',
);
const INTERNAL = outcome(
  'no',
  ['measures:2'],
  '只供本单位使用，未向中国境内公众提供。',
  'Used inside the organisation only; not offered to the public in the mainland.',
);
const OVERSEAS = outcome(
  'no',
  ['measures:2'],
  '只向境外提供，未向中国境内公众提供。',
  'Offered abroad only; not offered to the public in the mainland.',
);
const ONLY_USES = outcome(
  'no',
  ['measures:2', 'measures:22'],
  '只是用别人的服务生成内容，自己不向公众提供生成服务；作为使用者仅受第四条约束。',
  'It generates with a service of somebody else and offers none itself; as a user only Article 4 speaks to it.',
);
const PREVAIL = outcome(
  'other_rules_prevail',
  ['measures:2', 'measures:23'],
  '新闻出版、影视制作、文艺创作等活动，国家另有规定的从其规定。',
  'For news and publishing, film and television, and the arts, special state rules prevail where there are any.',
);
const APPLY = outcome(
  'yes',
  ['measures:2', 'measures:22'],
  '利用生成式人工智能技术向中国境内公众提供生成内容的服务。',
  'Generative-AI technology is used to offer the public in the mainland a service that generates content.',
);
const OWN_KEY_OPEN = undecided(
  ['measures:2', 'measures:22'],
  '用户自带密钥：应用本身是否“提供”生成服务，条文与公告均未明确。',
  'Users bring their own key: neither text nor notice says whether the app itself then provides a generative service.',
  [
    reading(
      'yes',
      '应用利用该技术向公众提供生成功能，属于提供者。',
      'The app puts the generation before the public, so it is a provider.',
    ),
    reading(
      'no',
      '生成服务由密钥所属的上游提供，应用只是客户端。',
      'The upstream of the key provides; the app is only a client.',
    ),
  ],
);

const open = (zh: string, en: string, yes: readonly [string, string], no: readonly [string, string]) =>
  undecided(['measures:2'], zh, en, [reading('yes', ...yes), reading('no', ...no)]);

const UNDECIDED: Readonly<Record<'invited' | 'clients' | 'mixed' | 'weights', Outcome<'uncertain'>>> = {
  invited: open(
    '邀请制测试是否“向公众提供”，条文与公告均未明确。',
    'Neither text nor notice says whether a service by invitation is offered to the public.',
    ['受邀者来自不特定公众，属于向公众提供。', 'Whoever may be invited is the public at large.'],
    ['范围封闭、人数可控，未向公众提供。', 'A closed and controlled circle is not the public.'],
  ),
  clients: open(
    '只向特定企业客户提供是否“向公众提供”，条文与公告均未明确。',
    'Neither text nor notice says whether a service for named enterprise clients is offered to the public.',
    [
      '以接口等方式提供也是提供者，客户的用户即公众。',
      'Providing by interface is providing, and the clients’ users are the public.',
    ],
    ['只有签约企业使用，未向公众提供。', 'Only enterprises under contract use it, so it is not offered to the public.'],
  ),
  mixed: open(
    '对象混合，须分开判断各部分；合在一起无法得出结论。',
    'The audience is mixed: each part must be judged by itself.',
    ['其中有一部分面向境内公众。', 'A part of it is for the public in the mainland.'],
    ['没有任何部分面向境内公众。', 'No part of it is for the public in the mainland.'],
  ),
  weights: open(
    '只公开模型权重供下载，是否属于提供生成服务，条文与公告均未明确。',
    'Neither text nor notice says whether offering weights for download alone is a generative service.',
    ['公开权重使公众获得生成能力，属于提供。', 'Weights give the public the ability to generate.'],
    ['只交付模型，不提供生成内容的服务。', 'A model is handed over; no service generates content.'],
  ),
};

export function decideMeasures(facts: FactView): Outcome<MeasuresApply> {
  if (!facts.isInForce('measures')) return NOT_YET;
  if (!facts.is(GENERATES)) return NOTHING_GENERATED;
  const reach = reachOf(facts);
  if (reach === 'internal') return INTERNAL;
  if (reach === 'overseas') return OVERSEAS;
  return decideOffered(facts, reach);
}

function decideOffered(facts: FactView, reach: Exclude<Reach, 'internal' | 'overseas'>): Outcome<MeasuresApply> {
  if (facts.is(WITHOUT_MODEL)) return ONLY_USES;
  if (reach !== 'public') return UNDECIDED[reach];
  if (facts.is(OWN_KEY)) return OWN_KEY_OPEN;
  return facts.is(SPECIAL_SECTOR) ? PREVAIL : APPLY;
}

/** @law measures:2 */
export const measuresApplyRule: SingleRule<MeasuresApply> = { finding: 'measures_apply', decide: decideMeasures };

/** Somebody who generates with the service of another, and offers what comes out. */
export const isOnlyUser = (facts: FactView): boolean => decideMeasures(facts) === ONLY_USES;
/** Whether the service is one of a provider under the Measures, special sectors included; null where that is open. */
export function isProvided(facts: FactView): boolean | null {
  const { value } = decideMeasures(facts);
  return value === 'uncertain' ? null : value !== 'no';
}
