import { type Action, type Policy, policyFor } from '../../contract/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import type { LoadedList } from './lists.ts';

const STRICTNESS: Readonly<Record<Action, number>> = { flag: 0, replace: 1, block: 2 };

/** The lists with every term's action raised to at least this; the very same lists for null. */
export function raiseActions(lists: readonly LoadedList[], actionMin: Action | null): readonly LoadedList[] {
  if (actionMin === null || actionMin === 'flag') return lists;
  return lists.map((list) => ({
    ...list,
    terms: list.terms.map((term) =>
      STRICTNESS[term.action] < STRICTNESS[actionMin] ? { ...term, action: actionMin } : term,
    ),
  }));
}

/** @throws HeguiError E_INTERNAL when what is stored does not fit, which saving refuses. */
export function minorsPolicy(policy: Policy): Policy {
  const effective = policyFor(policy, 'minors');
  if (!effective.ok) throw new HeguiError('E_INTERNAL', `the stored policy does not fit: ${effective.path}`);
  return effective.policy;
}
