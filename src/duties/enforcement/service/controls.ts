import { DAY_MS, MINUTE_MS } from '../../../kernel/index.ts';
import type { EnforcementParts } from '../model.ts';
import { countHeaps, countWithoutReasons } from '../store/measures.ts';
import { countUncounted } from '../store/strikes.ts';

/** How one thing that must hold stands. */
export interface EnforcementControl {
  readonly id: 'enforcement.appeals-in-time' | 'enforcement.reasons-given' | 'enforcement.refusals-counted';
  readonly state: 'met' | 'breached';
  readonly figures: Readonly<Record<string, number>>;
}

const COUNTED_WITHIN_MS = 5 * MINUTE_MS;
const LOOK_BACK_MS = DAY_MS;

/** What the board asks. @law measures#14 */
export async function controlsOf({ database, clock }: EnforcementParts): Promise<readonly EnforcementControl[]> {
  const now = clock.now();
  const until = new Date(now.getTime() - COUNTED_WITHIN_MS);
  const [heaps, reasons, uncounted] = await Promise.all([
    countHeaps(database, now),
    countWithoutReasons(database),
    countUncounted(database, new Date(now.getTime() - LOOK_BACK_MS), until),
  ]);
  const stateOf = (bad: number): EnforcementControl['state'] => (bad === 0 ? 'met' : 'breached');
  return [
    {
      id: 'enforcement.appeals-in-time',
      state: stateOf(heaps.overdue),
      figures: { open: heaps.appeals, overdue: heaps.overdue },
    },
    { id: 'enforcement.reasons-given', state: stateOf(reasons.lacking), figures: reasons },
    { id: 'enforcement.refusals-counted', state: stateOf(uncounted), figures: { uncounted } },
  ];
}
