import type { Incident, IncidentFacts, IncidentReport, Letter } from '../../contract/index.ts';
import { chinaDay, DAY_MS, endOfChinaDay, HeguiError, HOUR_MS, invalidField } from '../../kernel/index.ts';
import { INCIDENT_GRADES, INCIDENT_REPORTS, type IncidentReportRule } from '../../law/index.ts';
import type { Deed, IncidentState, StoredIncident } from './model.ts';

const gradeIds = INCIDENT_GRADES.map(({ id }) => id);

/**
 * @throws HeguiError E_REQUEST_INVALID naming the field: an instant ahead, an order of instants that cannot be, a grade below what
 *   the number of leaked persons makes it. `within` comes before the name, such as `facts.`.
 */
export function requireFacts(facts: IncidentFacts, now: Date, within = ''): void {
  const { discoveredAt, occurredAt, leakedPersons, leak, grade } = facts;
  if (Date.parse(discoveredAt) > now.getTime()) throw invalidField(`${within}discoveredAt`, 'must not lie ahead');
  if (occurredAt !== null && Date.parse(occurredAt) > Date.parse(discoveredAt))
    throw invalidField(`${within}occurredAt`, 'must not lie after the discovery');
  if (leak === 'no' && (leakedPersons ?? 0) > 0)
    throw invalidField(
      `${within}leak`,
      `cannot be "no" while leakedPersons is ${leakedPersons}; say "yes" or "unclear"`,
    );
  const least = INCIDENT_GRADES.find(({ personsMin }) => personsMin !== null && (leakedPersons ?? 0) >= personsMin);
  // An ungraded one may stay so: its clocks run as for a grave one.
  if (least !== undefined && grade !== 'ungraded' && gradeIds.indexOf(grade) > gradeIds.indexOf(least.id))
    throw invalidField(`${within}grade`, `must be at least ${least.id}: ${leakedPersons} persons are ${least.en}`);
}

/** Where it stands after its entries. @throws HeguiError E_INTERNAL for an incident without a first entry. */
export function stateOf({ id, entries }: Pick<StoredIncident, 'id' | 'entries'>): IncidentState {
  const [first, ...rest] = entries;
  if (first?.deed.step !== 'recorded') throw new HeguiError('E_INTERNAL', `the incident ${id} lacks its first entry`);
  return rest.reduce<IncidentState>((state, { deed }) => follow(state, deed), {
    facts: first.deed.facts,
    handledAt: null,
    isClosed: false,
    waived: [],
  });
}

function follow(state: IncidentState, deed: Deed): IncidentState {
  switch (deed.step) {
    case 'recorded':
    case 'corrected':
      return { ...state, facts: deed.facts };
    case 'handled':
      return { ...state, handledAt: new Date(deed.endedAt) };
    case 'waived':
      return { ...state, waived: [...state.waived, deed.report] };
    case 'closed':
      return { ...state, isClosed: true };
    case 'reopened':
      return { ...state, isClosed: false };
    case 'noted':
      return state;
  }
}

/** `maybe`: it depends on what nobody knows yet. */
type Holds = 'yes' | 'maybe' | 'no';

function holds(condition: string, { facts, handledAt }: IncidentState): Holds {
  const [name, value] = condition.split(':');
  switch (name) {
    case 'graded':
      return facts.grade === 'general' ? 'no' : 'yes';
    case 'handled':
      return handledAt === null ? 'no' : 'yes';
    case 'operator':
      return facts.operator === value ? 'yes' : 'no';
    case 'kind':
      return facts.kind === value ? 'yes' : 'no';
    case 'leak':
      return answer(facts.leak);
    case 'minorsAffected':
      return answer(facts.minorsAffected);
    case 'suspectedCrime':
      return answer(facts.suspectedCrime);
    case 'endangersPublic':
      return answer(facts.endangersPublic);
    default:
      throw new HeguiError('E_INTERNAL', `law/incidents.json has the condition ${condition}`);
  }
}

const answer = (given: IncidentFacts['leak']): Holds => (given === 'unclear' ? 'maybe' : given);

function allHold(rule: IncidentReportRule, state: IncidentState): Holds {
  const answers = rule.when.map((condition) => holds(condition, state));
  return answers.includes('no') ? 'no' : answers.includes('maybe') ? 'maybe' : 'yes';
}

/** Hours run from the discovery to the minute; days from the day on which handling ended, to the end of the last one in China. */
function dueAtOf({ within, purpose }: IncidentReportRule, { facts, handledAt }: IncidentState): Date | null {
  if (within === null) return null;
  const from = purpose === 'final' && handledAt !== null ? handledAt : new Date(facts.discoveredAt);
  if (within.unit === 'hours') return new Date(from.getTime() + within.amount * HOUR_MS);
  return endOfChinaDay(chinaDay(new Date(from.getTime() + within.amount * DAY_MS)));
}

/** Every report that the incident asks for, and how it stands. */
export function reportsOf(state: IncidentState, letters: readonly Letter[], now: Date): IncidentReport[] {
  return INCIDENT_REPORTS.flatMap((rule) => {
    const isAsked = allHold(rule, state);
    if (isAsked === 'no') return [];
    const { id, purpose, recipient, source, confidence, isWaivable } = rule;
    const dueAt = dueAtOf(rule, state);
    const deliveredAt = firstDelivery(letters, id);
    const how = { dueAt, deliveredAt, isCertain: isAsked === 'yes', isWaived: state.waived.includes(id), now };
    return [
      {
        id,
        purpose,
        recipient: { zh: recipient.zh, en: recipient.en },
        dueAt: dueAt?.toISOString() ?? null,
        state: reportState(how),
        deliveredAt: deliveredAt?.toISOString() ?? null,
        source,
        confidence,
        isWaivable,
      },
    ];
  });
}

function firstDelivery(letters: readonly Letter[], matter: string): Date | null {
  const times = letters.flatMap((letter) =>
    letter.matter === matter && letter.delivery !== null ? [Date.parse(letter.delivery.at)] : [],
  );
  return times.length === 0 ? null : new Date(Math.min(...times));
}

interface ReportProgress {
  readonly dueAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly isCertain: boolean;
  readonly isWaived: boolean;
  readonly now: Date;
}

function reportState({ dueAt, deliveredAt, isCertain, isWaived, now }: ReportProgress): IncidentReport['state'] {
  if (deliveredAt !== null) return dueAt === null ? 'delivered' : deliveredAt <= dueAt ? 'in-time' : 'late';
  if (isWaived) return 'waived';
  // In doubt it is owed.
  if (dueAt !== null && now > dueAt) return 'overdue';
  return isCertain ? 'open' : 'to-decide';
}

/** Is it still to be made, or to be decided about? */
export const isPending = ({ state }: Pick<IncidentReport, 'state'>): boolean =>
  state === 'open' || state === 'overdue' || state === 'to-decide';

/** The incident as everybody sees it. */
export function toIncident(stored: StoredIncident, letters: readonly Letter[], now: Date): Incident {
  const state = stateOf(stored);
  const reports = reportsOf(state, letters, now);
  const pending = reports.filter(isPending);
  const times = pending.flatMap(({ dueAt }) => dueAt ?? []).toSorted();
  return {
    id: stored.id,
    number: stored.number,
    state: state.isClosed ? 'closed' : state.handledAt === null ? 'open' : 'handled',
    facts: state.facts,
    recordedAt: stored.recordedAt.toISOString(),
    handledAt: state.handledAt?.toISOString() ?? null,
    reports,
    nextDueAt: times[0] ?? null,
    overdue: pending.some((report) => report.state === 'overdue'),
  };
}

/**
 * May this be done now?
 *
 * @throws HeguiError E_CONFLICT out of turn, naming what is missing; E_REQUEST_INVALID naming the field.
 */
export function requireDeed(incident: Incident, deed: Deed, now: Date): void {
  const isClosed = incident.state === 'closed';
  if (deed.step === 'noted') return;
  if (deed.step === 'reopened') {
    if (!isClosed) throw new HeguiError('E_CONFLICT', 'the incident is not closed');
    return;
  }
  if (isClosed) throw new HeguiError('E_CONFLICT', 'the incident is closed; reopen it with a reason first');
  switch (deed.step) {
    case 'recorded':
    case 'corrected':
      requireFacts(deed.facts, now, 'facts.');
      return;
    case 'handled':
      requireHandled(incident, new Date(deed.endedAt), now);
      return;
    case 'waived':
      requireWaivable(incident, deed.report);
      return;
    case 'closed':
      requireClosable(incident);
      return;
  }
}

function requireHandled({ facts }: Incident, endedAt: Date, now: Date): void {
  if (endedAt > now) throw invalidField('endedAt', 'must not lie ahead');
  if (endedAt < new Date(facts.discoveredAt)) throw invalidField('endedAt', 'must not lie before the discovery');
}

function requireWaivable({ reports }: Incident, id: string): void {
  const report = reports.find((one) => one.id === id);
  if (report === undefined || !isPending(report))
    throw invalidField('report', `names no report that is open; open are ${namesOf(reports.filter(isPending))}`);
  if (!report.isWaivable)
    throw invalidField('report', `${id} is owed in any case; correct the facts where they do not ask for it`);
}

function requireClosable({ state, reports }: Incident): void {
  if (state !== 'handled') throw new HeguiError('E_CONFLICT', 'say first when handling ended');
  const missing = reports.filter(isPending);
  if (missing.length > 0)
    throw new HeguiError('E_CONFLICT', `these reports are not delivered yet: ${namesOf(missing)}`);
}

const namesOf = (reports: readonly IncidentReport[]): string =>
  reports.length === 0 ? 'none' : reports.map(({ id }) => id).join(', ');
