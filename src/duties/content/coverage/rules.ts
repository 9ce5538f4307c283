import type { Coverage } from '../../../contract/index.ts';
import { DAY_MS } from '../../../kernel/index.ts';
import { RISKS, type Threshold, thresholdOf } from '../../../law/index.ts';
import type { ListFreshness, RiskCount } from './store.ts';

export interface CoverageFacts {
  readonly byRisk: readonly RiskCount[];
  readonly total: number;
  readonly lists: readonly ListFreshness[];
  readonly at: Date;
}

/** The groups whose risks need keywords, and how many each. */
const PER_RISK: Readonly<Record<string, string>> = { 'A.1': 'K3', 'A.2': 'K4' };

/**
 * What enabled lists cover of the standard. The thresholds say how sure each is; `isMet` counts all of them, those that
 * only recommend too. @law gb-t-45654-2025#A
 */
export function judgeCoverage({ byRisk, total, lists, at }: CoverageFacts): Coverage {
  const termsOf = new Map(byRisk.map(({ risk, terms }) => [risk, terms]));
  const risks = RISKS.flatMap(({ code, group }) =>
    group === null ? [] : [judgeRisk(code, group, termsOf.get(code) ?? 0)],
  );
  const asked = risks.filter(({ wanted }) => wanted !== null);
  const fresh = lists.map((list) => toFreshness(list, at));
  const checks = [
    judge('K1', total, (value) => total >= value, `${total} keywords`),
    judge('K2', covered(asked), (value) => covered(asked) >= value, missingOf(asked)),
    judgeGroup('K3', 'A.1', risks),
    judgeGroup('K4', 'A.2', risks),
    judgeRefresh(lists, at),
  ];
  return {
    at: at.toISOString(),
    checks,
    risks,
    slices: [
      { name: '17', covered: covered(asked), of: asked.length },
      { name: '31', covered: covered(risks), of: risks.length },
    ],
    total,
    lists: fresh,
    isMet: checks.every(({ isMet }) => isMet),
  };
}

type Risk = Coverage['risks'][number];
type Check = Coverage['checks'][number];

function judgeRisk(code: string, group: string, terms: number): Risk {
  const threshold = PER_RISK[group];
  const wanted = threshold === undefined ? null : thresholdOf(threshold).value;
  const state = wanted === null ? 'none-asked' : terms === 0 ? 'missing' : terms < wanted ? 'short' : 'met';
  return { code, group, terms, wanted, state };
}

const covered = (risks: readonly Risk[]): number => risks.filter(({ terms }) => terms > 0).length;

function missingOf(risks: readonly Risk[]): string {
  const missing = risks.filter(({ terms }) => terms === 0).map(({ code }) => code);
  return missing.length === 0 ? 'every risk has keywords' : `no keywords for ${missing.join(', ')}`;
}

function judge(id: string, measured: number | null, isMet: (value: number) => boolean, detail: string): Check {
  const threshold: Threshold = thresholdOf(id);
  return { threshold, measured, isMet: isMet(threshold.value), detail };
}

/** Measured is the risk with the fewest. */
function judgeGroup(id: string, group: string, risks: readonly Risk[]): Check {
  const own = risks.filter((risk) => risk.group === group);
  const least = Math.min(...own.map(({ terms }) => terms));
  const { value } = thresholdOf(id);
  const short = own.filter(({ terms }) => terms < value).map(({ code, terms }) => `${code} ${terms}`);
  const detail = short.length === 0 ? `every risk has ${value} or more` : `below ${value}: ${short.join(', ')}`;
  return judge(id, least, () => short.length === 0, detail);
}

/** Measured are the days since any list's terms last changed. */
function judgeRefresh(lists: readonly ListFreshness[], at: Date): Check {
  const last = Math.max(...lists.map(({ changedAt }) => changedAt?.getTime() ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(last)) return judge('K5', null, () => false, 'no terms yet');
  const days = Math.floor((at.getTime() - last) / DAY_MS);
  return judge('K5', days, (value) => days <= value, `last changed ${new Date(last).toISOString().slice(0, 10)}`);
}

function toFreshness({ id, name, terms, changedAt }: ListFreshness, at: Date): Coverage['lists'][number] {
  const { value } = thresholdOf('K5');
  const isStale = changedAt === null || at.getTime() - changedAt.getTime() > value * DAY_MS;
  return { id, name, terms, changedAt: changedAt?.toISOString() ?? null, isStale };
}
