import type { MeasurePolicy, MeasureRung, MeasureSimulation } from '../../contract/index.ts';
import { daysAfter, nextMeasure, type PastMeasure, type Strike } from './rules.ts';

/** One stored request of a named user, as far as a policy looks at it. */
export interface StoredRequest {
  readonly endUser: string;
  readonly at: Date;
  readonly endpoint: string;
  readonly isRefused: boolean;
  /** Risks for which the user's own last words were refused; null when they were not. */
  readonly strikeRisks: readonly string[] | null;
}

const HISTOGRAM_MAX = 10;

/**
 * Plays the stored requests of some days against a policy: who would have met which rung, and how often. Requests that a measure
 * would have stopped at the door are left out, and what needs a person counts as confirmed at once.
 *
 * @param requests of each user in the order of time.
 */
export function simulate(
  policy: MeasurePolicy,
  requests: readonly StoredRequest[],
  span: Pick<MeasureSimulation, 'days' | 'from' | 'to' | 'users' | 'partial'>,
): MeasureSimulation {
  const byUser = Map.groupBy(requests, ({ endUser }) => endUser);
  const met = new Map<MeasureRung, { users: number; measures: number }>();
  const counts: number[] = [];
  for (const own of byUser.values()) {
    const { measures, strikes } = playUser(policy, own);
    if (strikes > 0) counts.push(strikes);
    for (const [rung, imposed] of Map.groupBy(measures, (one) => one)) {
      const row = met.get(rung) ?? { users: 0, measures: 0 };
      met.set(rung, { users: row.users + 1, measures: row.measures + imposed.length });
    }
  }
  return {
    ...span,
    struck: counts.length,
    strikes: counts.reduce((sum, count) => sum + count, 0),
    rungs: policy.rungs.map(({ rung }) => ({ rung, ...(met.get(rung) ?? { users: 0, measures: 0 }) })),
    histogram: Array.from({ length: HISTOGRAM_MAX }, (_, at) => ({
      strikes: at + 1,
      users: counts.filter((count) => (at + 1 === HISTOGRAM_MAX ? count > at : count === at + 1)).length,
    })),
  };
}

function playUser(
  policy: MeasurePolicy,
  requests: readonly StoredRequest[],
): { readonly measures: MeasureRung[]; readonly strikes: number } {
  const strikes: Strike[] = [];
  const history: (PastMeasure & { readonly endpoints: readonly string[] })[] = [];
  let acceptedAt: Date | null = null;
  for (const { at, endpoint, isRefused, strikeRisks } of requests) {
    if (history.some((one) => isShut(one, endpoint, at))) continue;
    if (!isRefused) acceptedAt = at;
    if (strikeRisks === null || !strikeRisks.some((risk) => policy.risks.includes(risk))) continue;
    strikes.push({ at });
    const found = nextMeasure(policy, { strikes, history, acceptedAt, now: at });
    if (found === null) continue;
    const { rung, days, endpoints } = found.rule;
    history.push({ rung, state: 'active', imposedAt: at, until: daysAfter(at, days), endpoints });
  }
  return { measures: history.map(({ rung }) => rung), strikes: strikes.length };
}

const isShut = (
  { rung, until, endpoints }: Pick<PastMeasure, 'rung' | 'until'> & { readonly endpoints: readonly string[] },
  endpoint: string,
  at: Date,
): boolean =>
  (until === null || until > at) && (rung === 'suspension' || (rung === 'restriction' && endpoints.includes(endpoint)));
