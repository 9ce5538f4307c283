import type { MeasureLanguage, MeasureStatement } from '../../contract/index.ts';
import { chinaDay } from '../../kernel/index.ts';
import { MEASURE_APPEAL, RISKS } from '../../law/index.ts';
import { fill, momentText } from '../../portal/index.ts';
import type { StoredMeasure } from './model.ts';
import { mayAppeal, rungRow } from './rules.ts';
import { statementTexts } from './statement-texts.ts';

/** What a statement is written from: the measure, and the words of people where there are any. */
export interface StatementFacts {
  readonly measure: StoredMeasure;
  /** Why it was imposed by hand, in the statement's language; null of a policy's, or once it was erased. */
  readonly reason: string | null;
  /** Why it was lifted by hand. */
  readonly endReason: string | null;
  readonly now: Date;
}

/**
 * The statement of reasons of a measure in one language: decision, duration, facts, rule, whether a machine decided, what it means,
 * how to appeal and until when, and what became of it. The members follow the statement of reasons of the EU's Digital Services Act.
 */
export function writeStatement(language: MeasureLanguage, facts: StatementFacts): MeasureStatement {
  const { measure } = facts;
  const t = statementTexts[language];
  const rung = rungName(measure.rung, language);
  const sections = {
    decision: decisionOf(language, measure),
    duration: durationOf(language, measure),
    facts: factsOf(language, facts),
    ground: measure.policyVersion === null ? t.ruleByHand : fill(t.rule, { version: measure.policyVersion }),
    automated: measure.automated ? t.byMachine : measure.ground === 'by-hand' ? t.byPerson : t.confirmed,
    meaning: meaningOf(language, measure),
    appeal: appealOf(language, facts),
    outcome: outcomeOf(language, facts),
  };
  const names = ['decision', 'duration', 'facts', 'ground', 'automated', 'meaning', 'appeal', 'outcome'] as const;
  return {
    language,
    title: fill(t.title, { rung, number: measure.number }),
    sections: names
      .filter((name) => sections[name] !== '')
      .map((name) => ({ name, heading: t.headings[name], text: sections[name] })),
  };
}

export const rungName = (rung: StoredMeasure['rung'], language: MeasureLanguage): string =>
  rungRow(rung)[language === 'en' ? 'en' : 'zh'];

/** Names of what a restriction closes. */
export function functionNames(endpoints: readonly string[], language: MeasureLanguage): string {
  const t = statementTexts[language];
  const names: Readonly<Record<string, string>> = t.functions;
  return endpoints.map((endpoint) => names[endpoint] ?? endpoint).join(t.listed);
}

function decisionOf(language: MeasureLanguage, { rung, serviceName, startsAt }: StoredMeasure): string {
  const t = statementTexts[language];
  const values = { rung: rungName(rung, language), service: serviceName };
  return startsAt === null
    ? fill(t.proposed, values)
    : fill(t.decision, { ...values, start: momentText(startsAt, language) });
}

function durationOf(language: MeasureLanguage, { endsAt, startsAt, days }: StoredMeasure): string {
  const t = statementTexts[language];
  if (endsAt !== null) return fill(t.until, { end: momentText(endsAt, language) });
  return startsAt === null && days !== null ? fill(t.forDays, { days }) : t.withoutEnd;
}

function factsOf(language: MeasureLanguage, { measure, reason }: StatementFacts): string {
  const t = statementTexts[language];
  const { ground, firstAt, lastAt, strikes, risks } = measure;
  if (ground === 'by-hand' || firstAt === null || lastAt === null) return reason ?? '';
  return fill(t.counted, {
    first: momentText(firstAt, language),
    last: momentText(lastAt, language),
    count: strikes,
    how: ground === 'in-a-row' ? t.inRow : t.within,
    risks: risks.map((code) => riskName(code, language)).join(t.listed),
  });
}

function meaningOf(language: MeasureLanguage, { rung, endpoints }: StoredMeasure): string {
  const { meansZh, meansEn } = rungRow(rung);
  return fill(language === 'en' ? meansEn : meansZh, { functions: functionNames(endpoints, language) });
}

function appealOf(language: MeasureLanguage, { measure, now }: StatementFacts): string {
  const t = statementTexts[language];
  const { appeal, appealUntil, state } = measure;
  if (state === 'proposed' || state === 'rejected') return '';
  if (appeal?.state === 'open') return fill(t.appealed, { day: lastDayBefore(appeal.dueAt) });
  if (!mayAppeal(measure, now) || appealUntil === null) return t.appealOver;
  return fill(t.appeal, { day: chinaDay(appealUntil), days: MEASURE_APPEAL.answerWorkingDays });
}

function outcomeOf(language: MeasureLanguage, { measure, endReason }: StatementFacts): string {
  const t = statementTexts[language];
  const { endedAt, endedReason, appeal } = measure;
  const said = [
    ...(appeal?.outcome === 'upheld' ? [t.upheld] : []),
    ...(endedReason === null || endedAt === null ? [] : [fill(t[endedReason], { at: momentText(endedAt, language) })]),
    ...(endReason === null ? [] : [endReason]),
  ];
  return said.join('\n');
}

const riskName = (code: string, language: MeasureLanguage): string =>
  RISKS.find((risk) => risk.code === code)?.[language === 'en' ? 'en' : 'zh'] ?? code;

/** The day in China that ends at this instant. */
export const lastDayBefore = (due: Date): string => chinaDay(new Date(due.getTime() - 1));
