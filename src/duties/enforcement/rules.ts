import type { MeasurePolicy, MeasureRung, MeasureRungRule, MeasureState } from '../../contract/index.ts';
import { measurePolicySchema, measureRungSchema } from '../../contract/index.ts';
import { addWorkingDays, DAY_MS, endOfChinaDay, HeguiError, HOUR_MS, invalidField } from '../../kernel/index.ts';
import { isRiskCode, MEASURE_APPEAL, MEASURE_RUNGS, MEASURE_START, RISKS } from '../../law/index.ts';
import type { Ground } from './model.ts';

export const RUNGS = measureRungSchema.options;
/** How severe a measure is beside the others; 0 = the mildest. */
export const severityOf = (rung: MeasureRung): number => RUNGS.indexOf(rung);

/** What the law's data say of a rung. */
export function rungRow(rung: MeasureRung): (typeof MEASURE_RUNGS)[number] {
  const row = MEASURE_RUNGS.find((one) => one.rung === rung);
  if (row === undefined) throw new HeguiError('E_INTERNAL', `law/measures.json lacks the rung ${rung}`);
  return row;
}

/** A policy to begin with: every risk of content counts, what follows is short and mild. */
export function startPolicy(): MeasurePolicy {
  const start = measurePolicySchema.omit({ risks: true }).parse(MEASURE_START);
  const risks = RISKS.filter(({ code, group }) => group === 'A.1' && /^A\.1\.[a-z]$/.test(code)).map(
    ({ code }) => code,
  );
  return { ...start, risks };
}

/**
 * The mildest comes first and each step is taken once, in order; a machine alone goes no longer than the law's data allow.
 *
 * @throws HeguiError E_REQUEST_INVALID naming the part of the policy that is not so.
 */
export function requireSoundPolicy({ risks, rungs }: MeasurePolicy): void {
  if (risks.length === 0) throw invalidField('settings.risks', 'must name at least one risk');
  const unknown = risks.find((risk) => !isRiskCode(risk));
  if (unknown !== undefined) throw invalidField('settings.risks', `holds ${unknown}, which is no risk`);
  if (rungs[0]?.rung !== 'warning')
    throw invalidField('settings.rungs.0.rung', 'must be warning: the mildest comes first');
  rungs.forEach((rule, at) => {
    const before = rungs[at - 1];
    const path = `settings.rungs.${at}`;
    if (before !== undefined && severityOf(rule.rung) <= severityOf(before.rung))
      throw invalidField(`${path}.rung`, `must be more severe than ${before.rung}`);
    requireSoundRung(rule, path);
  });
}

function requireSoundRung({ rung, inRow, within, days, endpoints, confirm }: MeasureRungRule, path: string): void {
  if (inRow === null && within === null) throw invalidField(`${path}.inRow`, 'or within must say what leads to it');
  if ((rung === 'restriction') !== endpoints.length > 0)
    throw invalidField(`${path}.endpoints`, 'must name what a restriction closes, and nothing for other rungs');
  const { automaticDaysMax } = rungRow(rung);
  if (!confirm && days > automaticDaysMax)
    throw invalidField(`${path}.days`, `must be at most ${automaticDaysMax} unless a person confirms it`);
}

/** A refusal that counts. */
export interface Strike {
  readonly at: Date;
}

/** A measure that was imposed before and was no mistake. */
export interface PastMeasure {
  readonly rung: MeasureRung;
  readonly state: Exclude<MeasureState, 'rejected'>;
  readonly imposedAt: Date;
  /** When it ended or will end; null = without end. */
  readonly until: Date | null;
}

export interface Found<S extends Strike> {
  readonly rule: MeasureRungRule;
  readonly ground: Exclude<Ground, 'by-hand'>;
  readonly strikes: readonly S[];
}

export interface UserState<S extends Strike> {
  /** Every refusal that was not voided, in any order. */
  readonly strikes: readonly S[];
  readonly history: readonly PastMeasure[];
  /** The newest request before the last refusal that was not refused; it ends a row. */
  readonly acceptedAt: Date | null;
  readonly now: Date;
}

/**
 * What follows on the refusals of one user; null when nothing does. Always the mildest step that was not taken yet: the next one
 * only after the one before, from refusals that came after it. While a proposal waits for a person, nothing is added.
 */
export function nextMeasure<S extends Strike>(policy: MeasurePolicy, state: UserState<S>): Found<S> | null {
  const { history, now } = state;
  if (history.some((one) => one.state === 'proposed')) return null;
  const remembered = history.filter(
    ({ until }) => until === null || until.getTime() + policy.rememberDays * DAY_MS > now.getTime(),
  );
  const rule = nextRung(policy, remembered, now);
  if (rule === null) return null;
  const since = Math.max(
    now.getTime() - policy.strikeDays * DAY_MS,
    ...remembered.map(({ imposedAt }) => imposedAt.getTime()),
  );
  const strikes = state.strikes
    .filter(({ at }) => at.getTime() > since)
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  return leadsTo(rule, strikes, state.acceptedAt);
}

/** The next step of the ladder; the last one again once it is over. */
function nextRung({ rungs }: MeasurePolicy, remembered: readonly PastMeasure[], now: Date): MeasureRungRule | null {
  const severest = remembered.reduce<PastMeasure | null>(
    (most, one) => (most === null || severityOf(one.rung) >= severityOf(most.rung) ? one : most),
    null,
  );
  if (severest === null) return rungs[0] ?? null;
  const above = rungs.find(({ rung }) => severityOf(rung) > severityOf(severest.rung));
  if (above !== undefined) return above;
  const isInForce = remembered.some(({ rung, until }) => rung === severest.rung && (until === null || until > now));
  return isInForce ? null : (rungs.at(-1) ?? null);
}

function leadsTo<S extends Strike>(
  rule: MeasureRungRule,
  strikes: readonly S[],
  acceptedAt: Date | null,
): Found<S> | null {
  const last = strikes.at(-1);
  if (last === undefined) return null;
  const { inRow, within } = rule;
  if (inRow !== null && strikes.length >= inRow) {
    const row = strikes.slice(-inRow);
    const isUnbroken = acceptedAt === null || (row[0] !== undefined && acceptedAt < row[0].at);
    if (isUnbroken) return { rule, ground: 'in-a-row', strikes: row };
  }
  if (within !== null) {
    const from = last.at.getTime() - within.hours * HOUR_MS;
    const near = strikes.filter(({ at }) => at.getTime() > from);
    if (near.length >= within.strikes) return { rule, ground: 'within', strikes: near };
  }
  return null;
}

export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

/** Until when a measure that begins now may be appealed against. */
export const appealUntil = (startsAt: Date): Date => daysAfter(startsAt, MEASURE_APPEAL.withinDays);

/** Until when an appeal that came now is answered. */
export const appealDueAt = (receivedAt: Date): Date =>
  endOfChinaDay(addWorkingDays(receivedAt, MEASURE_APPEAL.answerWorkingDays));

/**
 * Nobody decides about what they did themselves.
 *
 * @throws HeguiError E_ROLE_FORBIDDEN for whoever imposed or confirmed the measure.
 */
export function requireImpartial(
  actor: string,
  { imposedBy, confirmedBy }: { readonly imposedBy: string; readonly confirmedBy: string | null },
): void {
  if (actor !== imposedBy && actor !== confirmedBy) return;
  throw new HeguiError('E_ROLE_FORBIDDEN', 'the appeal is about a measure of yours; somebody else decides it');
}

/** Is it in force at this instant? */
export const isInForce = (
  { state, endsAt }: { readonly state: MeasureState; readonly endsAt: Date | null },
  now: Date,
): boolean => state === 'active' && (endsAt === null || endsAt > now);

/** May it still be appealed against? Once only, in time, and not once it is undone. */
export const mayAppeal = (
  measure: {
    readonly state: MeasureState;
    readonly endedReason: string | null;
    readonly appeal: object | null;
    readonly appealUntil: Date | null;
  },
  now: Date,
): boolean =>
  (measure.state === 'active' || (measure.state === 'ended' && measure.endedReason === 'expired')) &&
  measure.appeal === null &&
  measure.appealUntil !== null &&
  now < measure.appealUntil;
