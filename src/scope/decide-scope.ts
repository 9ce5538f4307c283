import { INSTRUMENTS } from '../law/index.ts';
import { type Exploration, explore } from './explore.ts';
import type { Facts } from './facts.ts';
import type { FindingName, Findings, Reason } from './findings.ts';
import { explain, mergeItems, mergeSingle } from './merge.ts';
import type { ListRule, SingleRule } from './outcome.ts';
import { askWhatMatters } from './questions.ts';
import { algorithmFilingRule } from './rules/algorithm-filing.ts';
import { companionRule } from './rules/companion.ts';
import { coreArticleRules } from './rules/core-articles.ts';
import { deadlineRules } from './rules/deadlines.ts';
import { providerDutyRules } from './rules/duties-of-provider.ts';
import { serviceDutyRules } from './rules/duties-of-service.ts';
import { genaiRouteRule } from './rules/genai-route.ts';
import { explicitLabelRule, implicitLabelRule } from './rules/labels.ts';
import { licenceRules } from './rules/licences.ts';
import { measuresApplyRule } from './rules/measures-apply.ts';
import { realIdentityRule } from './rules/real-identity.ts';
import { roleRule } from './rules/role.ts';
import { securityAssessmentRule } from './rules/security-assessment.ts';
import { tellAboutFacts } from './tell-about-facts.ts';
import { type Worlds, worldsOf } from './worlds.ts';

/** A rule that was followed, with what it was about; the questions are counted from these. */
export interface Followed {
  readonly finding: FindingName;
  readonly exploration: Exploration<string | readonly string[]>;
}

/** Follows rules over one set of facts on one day and keeps why. */
class Deciding {
  readonly reasons: Reason[] = [];
  readonly followed: Followed[] = [];
  private readonly facts: Facts;
  private readonly worlds: Worlds;
  private readonly date: string;

  constructor(facts: Facts, worlds: Worlds, date: string) {
    this.facts = facts;
    this.worlds = worlds;
    this.date = date;
  }

  single<Value extends string>({ finding, decide }: SingleRule<Value>): Value | 'uncertain' {
    const exploration = explore(decide, this.worlds.worlds, this.date);
    const value = mergeSingle(exploration.leaves);
    this.reasons.push(explain<string>({ finding, value, exploration, told: this.facts.known }));
    this.followed.push({ finding, exploration });
    return value;
  }

  list(rules: readonly ListRule[]): string[] {
    return rules.flatMap(({ finding, decide }) => {
      const exploration = explore(decide, this.worlds.worlds, this.date);
      const value = mergeItems(exploration.leaves);
      if (value.length > 0) this.reasons.push(explain({ finding, value, exploration, told: this.facts.known }));
      this.followed.push({ finding, exploration });
      return value;
    });
  }
}

/**
 * Which obligations, routes and licences follow from the facts on a day. Pure.
 *
 * @param date such as `2026-11-26`; instruments that bind later do not bind yet, and the reasons say what they change.
 * @returns a finding is other than `uncertain` only when every way to complete the facts agrees on it.
 */
export function decideScope(facts: Facts, date: string): Findings {
  const now = decideOn(facts, date);
  const days = [
    ...new Set(INSTRUMENTS.flatMap(({ inForce }) => (inForce !== null && inForce > date ? [inForce] : []))),
  ].sort();
  if (days.length === 0) return now;
  const later = days.map((from) => ({ from, findings: decideOn(facts, from) }));
  return { ...now, reasons: now.reasons.map((reason) => ({ ...reason, later: laterOf(reason, later) })) };
}

function decideOn(facts: Facts, date: string): Findings {
  const worlds = worldsOf(facts);
  const deciding = new Deciding(facts, worlds, date);
  const found = {
    measures_apply: deciding.single(measuresApplyRule),
    role: deciding.single(roleRule),
    core_articles: inOrder(deciding.list(coreArticleRules)),
    genai_route: deciding.single(genaiRouteRule),
    security_assessment_2018: deciding.single(securityAssessmentRule),
    algorithm_filing: deciding.single(algorithmFilingRule),
    companion_measures: deciding.single(companionRule),
    labels: { explicit: deciding.single(explicitLabelRule), implicit: deciding.single(implicitLabelRule) },
    real_identity: deciding.single(realIdentityRule),
    licences: deciding.list(licenceRules),
    other_duties: deciding.list([...serviceDutyRules, ...providerDutyRules]),
    deadlines: termsOf(deciding.list(deadlineRules)),
  };
  return {
    ...found,
    reasons: [...tellAboutFacts(facts, worlds.contradictions), ...deciding.reasons],
    questions: askWhatMatters(facts, worlds, deciding.followed),
  };
}

const inOrder = (articles: readonly string[]): string[] =>
  [...new Set(articles)].sort((one, other) => Number(one) - Number(other));

const termsOf = (deadlines: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    deadlines.map((deadline) => {
      const at = deadline.indexOf(': ');
      return [deadline.slice(0, at), deadline.slice(at + 2)];
    }),
  );

/** The value of one finding as the reasons tell it; the deadlines as `name: term`. */
export function findingOf(findings: Findings, finding: FindingName): string | readonly string[] {
  if (finding === 'labels.explicit') return findings.labels.explicit;
  if (finding === 'labels.implicit') return findings.labels.implicit;
  if (finding === 'deadlines') return Object.entries(findings.deadlines).map(([name, term]) => `${name}: ${term}`);
  return findings[finding];
}

function laterOf(
  { finding }: Reason,
  days: readonly { readonly from: string; readonly findings: Findings }[],
): Reason['later'] {
  if (finding === 'facts') return [];
  let before: string | null = null;
  return days.flatMap(({ from, findings }) => {
    const value = findingOf(findings, finding);
    const key = String(value);
    const isNews = before !== null && key !== before;
    before = key;
    return isNews ? [{ from, value }] : [];
  });
}
