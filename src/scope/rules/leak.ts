import { scopeThreshold } from '../../law/index.ts';
import { isAbove, isAtLeast } from '../fact-test.ts';
import type { FactView } from '../fact-view.ts';

const MAJOR = scopeThreshold('leak_relatively_major');
const TOLD = { any: isAbove('extra.leak_persons', 0), major: isAtLeast('extra.leak_persons', MAJOR) } as const;
const HELD = { any: isAbove('pi_persons', 0), major: isAtLeast('pi_persons', MAJOR) } as const;

// At an incident the persons affected are those of the leak where they were told, else those whose information is held.
const linesOf = (facts: FactView) =>
  facts.isKnown('extra.leak_persons') || !facts.isKnown('pi_persons') ? TOLD : HELD;

/** Persons' information was leaked. */
export const isLeak = (facts: FactView): boolean => facts.is(linesOf(facts).any);

/** The leak is relatively major or worse; the number of the line belongs to it. @law incident:annex */
export const isMajorLeak = (facts: FactView): boolean => facts.is(linesOf(facts).major);
