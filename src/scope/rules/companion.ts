import { isOneOf } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';
import type { CompanionMeasures } from '../findings.ts';
import { type Outcome, outcome, reading, type SingleRule, undecided } from '../outcome.ts';
import { COMPANION, GENERATES, isOutside, reachOf } from './reach.ts';

const FOR_MINORS = isOneOf('minors', 'target');
const TOY = isOneOf('sector', 'toys');

const NOT_YET = outcome('no', ['order21:2'], '第 21 号令自 2026-07-15 起施行。', 'Order 21 binds from 2026-07-15.');
const NO_COMPANION = outcome(
  'no',
  ['order21:2'],
  '没有持续的情感互动，不是拟人化互动服务。',
  'It keeps up no emotional interaction, so it is no companion service.',
);
const NOT_PUBLIC = outcome(
  'no',
  ['order21:2'],
  '不面向境内公众，不在第 21 号令范围内。',
  'It is not for the public in the mainland, so outside Order 21.',
);
const APPLY = outcome(
  'yes',
  ['order21:2', 'order21:12'],
  '向境内公众提供持续情感互动的拟人化服务，适用第 21 号令。',
  'A companion for the public in the mainland that keeps up an emotional interaction: Order 21 applies.',
);
const PROHIBITED = outcome(
  'prohibited_feature',
  ['order21:14', 'order21:2'],
  '以未成年人为对象的情感陪伴：不得提供虚拟亲属、虚拟伴侣；其他陪伴对不满十四周岁者须监护人同意。',
  'An emotional companion aimed at minors: virtual kin and partners are barred, and any other needs guardian consent under fourteen.',
);
const TOY_OPEN = undecided(
  ['order21:14', 'order21:2'],
  '面向儿童的陪伴玩具：是否属于虚拟亲属、虚拟伴侣，取决于角色设计，事实未说明。',
  'A companion toy for children: whether it is virtual kin or partner depends on its role, which is not told.',
  [
    reading(
      'yes',
      '只是玩伴：适用第 21 号令，不满十四周岁须监护人同意。',
      'A playmate only: Order 21 applies, with guardian consent under fourteen.',
    ),
    reading('prohibited_feature', '扮演亲属或伴侣：禁止。', 'It plays kin or partner: barred.'),
  ],
);
const OPEN = undecided(
  ['order21:2'],
  '有持续情感互动，但是否面向公众尚无定论。',
  'It keeps up an emotional interaction, but whether it is for the public is open.',
  [
    reading('yes', '若面向公众，适用。', 'Applies, if it is for the public.'),
    reading('no', '若不面向公众，不适用。', 'Does not, if it is not.'),
  ],
);

export function decideCompanion(facts: FactView): Outcome<CompanionMeasures> {
  if (!facts.isInForce('order21')) return NOT_YET;
  const reach = reachOf(facts);
  if (isOutside(reach)) return NOT_PUBLIC;
  if (!facts.is(GENERATES) || !facts.is(COMPANION)) return NO_COMPANION;
  if (reach !== 'public') return OPEN;
  if (!facts.is(FOR_MINORS)) return APPLY;
  return facts.is(TOY) ? TOY_OPEN : PROHIBITED;
}

/** @law order21:2 order21:14 */
export const companionRule: SingleRule<CompanionMeasures> = { finding: 'companion_measures', decide: decideCompanion };

/** Order 21 binds for certain, whatever the role it plays. */
export function isCompanionService(facts: FactView): boolean {
  const found = decideCompanion(facts);
  return found === APPLY || found === PROHIBITED || found === TOY_OPEN;
}
