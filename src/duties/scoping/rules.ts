import type { ObservedFact, ScopeCause } from '../../contract/index.ts';
import { scopeThreshold } from '../../law/index.ts';
import {
  decideScope,
  FINDING_TEXTS,
  type FindingName,
  type Findings,
  findingOf,
  readFacts,
} from '../../scope/index.ts';
import type { Drift, FindingChange, MemoRow, Seen, ToldFacts } from './model.ts';

/** Facts with others told later; null takes one back. */
export function mergeFacts(earlier: ToldFacts, later: ToldFacts): ToldFacts {
  const extra = later.extra == null ? earlier.extra : { ...earlier.extra, ...later.extra };
  return { ...earlier, ...later, ...(extra == null ? {} : { extra }) };
}

/** Below, a number of users decides nothing that another fact does not. */
const MANY_USERS = scopeThreshold('companion_registered');
const ADMITS_MINORS: readonly unknown[] = ['target', 'admit'];
/** Unlike the others, each of these stands for an output. */
const OUTPUTS = ['image', 'audio', 'video'] as const;

/** Where more was seen than was told. What was not seen proves nothing and is not told. */
export function compareWithSeen(facts: ToldFacts, { observations, endUsers }: Seen): ObservedFact[] {
  const observed: ObservedFact[] = [];
  if (observations.includes('minors') && !ADMITS_MINORS.includes(facts.minors))
    observed.push({ fact: 'minors', told: facts.minors ?? null, seen: 'admit' });
  const unsaid = OUTPUTS.filter((output) => observations.includes(output) && facts.outputs?.includes(output) !== true);
  // Without a word about outputs nothing was denied, and what was seen is not all there is.
  if (unsaid.length > 0 && facts.outputs != null)
    observed.push({ fact: 'outputs', told: facts.outputs, seen: [...facts.outputs, ...unsaid] });
  const told = facts.users_registered ?? null;
  if (endUsers !== null && endUsers > (told ?? MANY_USERS - 1))
    observed.push({ fact: 'users_registered', told, seen: endUsers });
  return observed;
}

const isFinding = (name: string): name is FindingName => name in FINDING_TEXTS;
const FINDING_NAMES = Object.keys(FINDING_TEXTS).filter(isFinding);

/** The findings that differ. */
export function compareFindings(before: Findings, after: Findings): FindingChange[] {
  return FINDING_NAMES.flatMap((finding) => {
    const [was, is] = [findingOf(before, finding), findingOf(after, finding)];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ finding, before: was, after: is }];
  });
}

/**
 * What a memo's findings would be on a day, and why: the law's data, the day, facts told since and what was seen are laid on
 * one after the other, and each that changes a finding is a cause.
 *
 * @param memo whose findings are compared.
 * @param told facts told since.
 * @param today in China.
 * @param lawDigest of the sources as they are now.
 */
export function findDrift(memo: MemoRow, told: ToldFacts, seen: Seen, today: string, lawDigest: Buffer): Drift {
  const later = mergeFacts(memo.facts, told);
  const observed = compareWithSeen(later, seen);
  const overridden = Object.fromEntries(observed.map(({ fact, seen: value }) => [fact, value]));
  const steps: readonly (readonly [ScopeCause, ToldFacts | Record<string, unknown>, string])[] = [
    ...(memo.lawDigest.equals(lawDigest) ? [] : [['law', memo.facts, memo.day] as const]),
    ['day', memo.facts, today],
    ['facts', later, today],
    ['traffic', { ...later, ...overridden }, today],
  ];
  const causes: ScopeCause[] = [];
  let findings = memo.findings;
  for (const [cause, facts, day] of steps) {
    const next = decideScope(readFacts(facts), day);
    if (compareFindings(findings, next).length > 0) causes.push(cause);
    findings = next;
  }
  return { causes, observed, changed: compareFindings(memo.findings, findings) };
}

/** Do both say the same? Then nothing new is written down. */
export const isSameDrift = (one: Drift, other: Drift): boolean =>
  JSON.stringify([one.causes, one.observed, one.changed]) ===
  JSON.stringify([other.causes, other.observed, other.changed]);
