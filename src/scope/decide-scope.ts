import { calendarOf } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { FindingName, Findings, Reason } from './findings.ts';
import { type Followed, followItems, followSingle, type RuleFollower, type Situation } from './follow-rule.ts';
import { numbersOf } from './numbers.ts';
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
import { worldsOf } from './worlds.ts';

const RULES = {
  measuresApply: followSingle(measuresApplyRule),
  role: followSingle(roleRule),
  coreArticles: coreArticleRules.map(followItems),
  genaiRoute: followSingle(genaiRouteRule),
  securityAssessment: followSingle(securityAssessmentRule),
  algorithmFiling: followSingle(algorithmFilingRule),
  companion: followSingle(companionRule),
  explicitLabel: followSingle(explicitLabelRule),
  implicitLabel: followSingle(implicitLabelRule),
  realIdentity: followSingle(realIdentityRule),
  licences: licenceRules.map(followItems),
  otherDuties: [...serviceDutyRules, ...providerDutyRules].map(followItems),
  deadlines: deadlineRules.map(followItems),
} as const;

/** Follows rules in one situation and keeps what they came to. */
class Deciding {
  readonly followed: Followed<string | readonly string[]>[] = [];
  private readonly situation: Situation;

  constructor(situation: Situation) {
    this.situation = situation;
  }

  single<Value extends string>(rule: RuleFollower<Value>): Value {
    const followed = rule.follow(this.situation);
    this.followed.push(followed);
    return followed.value;
  }

  list(rules: readonly RuleFollower<readonly string[]>[]): string[] {
    return rules.flatMap((rule) => {
      const followed = rule.follow(this.situation);
      this.followed.push(followed);
      return followed.value;
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
  const days = calendarOf(date).laterDays;
  if (days.length === 0) return now;
  const later = days.map((from) => ({ from, findings: decideOn(facts, from) }));
  return { ...now, reasons: now.reasons.map((reason) => ({ ...reason, later: laterOf(reason, now, later) })) };
}

function decideOn(facts: Facts, date: string): Findings {
  const worlds = worldsOf(facts);
  const deciding = new Deciding({
    ...worlds,
    told: facts.known,
    calendar: calendarOf(date),
    numbers: numbersOf(worlds.worlds[0], date),
  });
  return {
    measures_apply: deciding.single(RULES.measuresApply),
    role: deciding.single(RULES.role),
    core_articles: inOrder(deciding.list(RULES.coreArticles)),
    genai_route: deciding.single(RULES.genaiRoute),
    security_assessment_2018: deciding.single(RULES.securityAssessment),
    algorithm_filing: deciding.single(RULES.algorithmFiling),
    companion_measures: deciding.single(RULES.companion),
    labels: { explicit: deciding.single(RULES.explicitLabel), implicit: deciding.single(RULES.implicitLabel) },
    real_identity: deciding.single(RULES.realIdentity),
    licences: deciding.list(RULES.licences),
    other_duties: deciding.list(RULES.otherDuties),
    deadlines: termsOf(deciding.list(RULES.deadlines)),
    reasons: [...tellAboutFacts(facts, worlds.contradictions), ...reasonsOf(deciding.followed)],
    questions: askWhatMatters(worlds.contradictions, deciding.followed),
  };
}

// A list item that does not hold needs no reason; a single finding always has one.
const reasonsOf = (followed: readonly Followed<string | readonly string[]>[]): Reason[] =>
  followed.flatMap(({ value, reason }) => (value.length === 0 ? [] : [reason]));

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
  now: Findings,
  days: readonly { readonly from: string; readonly findings: Findings }[],
): Reason['later'] {
  if (finding === 'facts') return [];
  let before = String(findingOf(now, finding));
  return days.flatMap(({ from, findings }) => {
    const value = findingOf(findings, finding);
    const key = String(value);
    const isNews = key !== before;
    before = key;
    return isNews ? [{ from, value }] : [];
  });
}
