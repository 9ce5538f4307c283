import type { SecurityAssessment } from '../findings.ts';
import { outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { COMPANION, GENERATES, isOutside, OPINION, reachOf } from './reach.ts';

const REQUIRED = outcome(
  'required',
  ['sa2018:2', 'sa2018:3', 'measures:17', 'algorithm:27'],
  '具有舆论属性或社会动员能力：上线或新增此类功能须自行评估并提交报告。',
  'Public-opinion attribute or capacity to mobilise: a self-run assessment with its report at launch and at each such function added.',
);
const NOT_PUBLIC = outcome(
  'not_required',
  ['sa2018:2', 'measures:2'],
  '不面向境内公众，没有供公众表达意见的渠道。',
  'It is not for the public in the mainland and gives it no channel.',
);
const NO_ATTRIBUTE = outcome(
  'not_required',
  ['sa2018:2', 'practice:app-listing'],
  '没有舆论属性或社会动员能力，2018 年规定不适用。',
  'Without the attribute the 2018 Provisions do not reach it.',
);
const NOT_YET = outcome(
  'not_required',
  ['sa2018:2'],
  '2018 年规定自 2018-11-30 起施行。',
  'The 2018 Provisions bind from 2018-11-30.',
);
const COMPANION_OPEN = undecided(
  ['order21:22', 'sa2018:2', 'sa2018:3'],
  '拟人化互动服务另有安全评估；没有舆论属性时是否还须 2018 年规定的评估，未见明确。',
  'Companion services have an assessment of their own; whether that of 2018 is due as well without the attribute is not settled.',
  [
    reading(
      'not_required',
      '没有舆论属性，只做第 21 号令的评估。',
      'Without the attribute only that of Order 21 is due.',
    ),
    reading(
      'required',
      '面向公众的情感互动可能被认定具有社会动员能力，两项都做。',
      'Emotional interaction with the public may be held to mobilise: both are due.',
    ),
  ],
);
const OPEN = undecided(
  ['sa2018:2', 'measures:2'],
  '有舆论属性，但是否面向公众尚无定论。',
  'It has the attribute, but whether it is for the public is open.',
  [
    reading('required', '若面向公众，须评估。', 'Required, if it is for the public.'),
    reading('not_required', '若不面向公众，无须评估。', 'Not required, if it is not.'),
  ],
);

/** @law sa2018:2 sa2018:3 */
export const securityAssessmentRule: SingleRule<SecurityAssessment> = {
  finding: 'security_assessment_2018',
  decide: (facts) => {
    if (!facts.isInForce('sa2018')) return NOT_YET;
    const reach = reachOf(facts);
    if (isOutside(reach)) return NOT_PUBLIC;
    if (facts.is(OPINION)) return reach === 'public' ? REQUIRED : OPEN;
    const isCompanion = facts.isInForce('order21') && facts.is(GENERATES) && facts.is(COMPANION);
    return isCompanion ? COMPANION_OPEN : NO_ATTRIBUTE;
  },
};
