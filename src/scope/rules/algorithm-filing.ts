import type { FactView } from '../fact-view.ts';
import type { AlgorithmFiling } from '../findings.ts';
import { type Outcome, outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { isOnlyUser } from './measures-apply.ts';
import { COMPANION, GENERATES, isAtStage, isOutside, OPINION, RECOMMENDS, type Reach, reachOf } from './reach.ts';

const REQUIRED = outcome(
  'required',
  ['algorithm:24', 'measures:17', 'deep-synthesis:19'],
  '具有舆论属性的算法服务：提供服务之日起十个工作日内备案。',
  'An algorithm service with the attribute: filed within ten working days from offering it.',
);
const REQUIRED_COMPANION = outcome(
  'required',
  ['order21:26', 'algorithm:24'],
  '拟人化互动服务须算法备案，第 21 号令没有再要求舆论属性。',
  'Companion services file their algorithms; Order 21 does not repeat the attribute test.',
);
const CHANGE = outcome(
  'change_within_10_working_days',
  ['algorithm:24-change', 'measures:17'],
  '备案信息变更，十个工作日内办理变更手续。',
  'What was filed changes: the change is filed within ten working days.',
);
const CANCEL = outcome(
  'cancel_within_20_working_days',
  ['algorithm:24-change', 'measures:17'],
  '终止服务，二十个工作日内注销备案并妥善安排。',
  'The service ends: the filing is cancelled within twenty working days and the aftermath settled.',
);
const NOT_PUBLIC = outcome(
  'not_required',
  ['algorithm:24', 'measures:2'],
  '不面向境内公众，无须算法备案。',
  'It is not for the public in the mainland: no algorithm filing.',
);
const NO_ATTRIBUTE = outcome(
  'not_required',
  ['algorithm:24', 'measures:17', 'practice:app-listing'],
  '没有舆论属性或社会动员能力，无须算法备案。',
  'Without the attribute there is no algorithm filing.',
);
const NOT_YET = outcome(
  'not_required',
  ['algorithm:24'],
  '算法备案自 2022-03-01 起施行。',
  'Algorithm filing binds from 2022-03-01.',
);
const OPEN = undecided(
  ['algorithm:24', 'deep-synthesis:19-supporter', 'measures:2'],
  '是否面向公众尚无定论；技术支持者“参照”备案的范围也未见明确。',
  'Whether it is for the public is open, and so is how far technical supporters file by analogy.',
  [
    reading('required', '若面向公众，或比照提供者，须备案。', 'Required, if it is for the public or by analogy.'),
    reading('not_required', '若封闭使用，无须备案。', 'Not required, if it is closed.'),
  ],
);
const NO_ALGORITHM_TOLD = undecided(
  ['algorithm:24'],
  '没有说明服务是否使用推荐、排序、检索过滤或调度算法。',
  'Whether the service ranks, pushes, filters or schedules by algorithm is not told.',
  [
    reading('required', '使用其中任何一类算法的，须备案。', 'Required, if any of these is used.'),
    reading('not_required', '都不使用的，无须备案。', 'Not required, if none is.'),
  ],
  { zh: '请技术负责人确认所用算法的类别。', en: 'Ask whoever runs the technology which kinds of algorithm are used.' },
);

export function decideAlgorithm(facts: FactView): Outcome<AlgorithmFiling> {
  if (!facts.isInForce('algorithm')) return NOT_YET;
  const reach = reachOf(facts);
  if (isOutside(reach)) return NOT_PUBLIC;
  const generates = facts.is(GENERATES) && !isOnlyUser(facts);
  if (generates && facts.isInForce('order21') && facts.is(COMPANION)) return filedAt(facts, reach, REQUIRED_COMPANION);
  if (!facts.is(OPINION)) return NO_ATTRIBUTE;
  if (!generates && !facts.is(RECOMMENDS)) return NO_ALGORITHM_TOLD;
  return filedAt(facts, reach, REQUIRED);
}

function filedAt(facts: FactView, reach: Reach, required: Outcome<'required'>): Outcome<AlgorithmFiling> {
  if (reach !== 'public') return OPEN;
  if (isAtStage(facts, 'change')) return CHANGE;
  return isAtStage(facts, 'closing') ? CANCEL : required;
}

/** @law algorithm:24 */
export const algorithmFilingRule: SingleRule<AlgorithmFiling> = {
  finding: 'algorithm_filing',
  decide: decideAlgorithm,
};
