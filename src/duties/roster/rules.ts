import type { Appointment, AppointmentMake, RosterSubject, Training, TrainingKeep } from '../../contract/index.ts';
import { chinaDay, DAY_MS, HeguiError, invalidField } from '../../kernel/index.ts';
import { ANSWERED_SUBJECTS, type AnsweredSubject } from '../../law/index.ts';
import type { RosterNeeds, StoredAppointment, StoredTraining } from './model.ts';

/** So many days before it is due again a training is said to be near. */
const NEAR_DAYS = 30;

/** @throws HeguiError E_REQUEST_INVALID naming the field. */
export function requireAppointment(
  { subject, staffId, from, to }: AppointmentMake,
  accounts: ReadonlySet<string>,
): void {
  if (!ANSWERED_SUBJECTS.some(({ id }) => id === subject))
    throw invalidField('subject', `must be one of ${ANSWERED_SUBJECTS.map(({ id }) => id).join(', ')}`);
  if (to !== null && to < from) throw invalidField('to', 'must not lie before from');
  requireAccount(staffId, accounts);
}

/** @throws HeguiError E_REQUEST_INVALID naming the field. */
export function requireTraining(
  { heldOn, validUntil, staffId }: TrainingKeep,
  accounts: ReadonlySet<string>,
  now: Date,
): void {
  if (heldOn > chinaDay(now)) throw invalidField('heldOn', 'must not lie ahead');
  if (validUntil !== null && validUntil < heldOn) throw invalidField('validUntil', 'must not lie before heldOn');
  requireAccount(staffId, accounts);
}

function requireAccount(staffId: string | null, accounts: ReadonlySet<string>): void {
  if (staffId !== null && !accounts.has(staffId))
    throw invalidField('staffId', 'is no open account; leave it null for somebody without one');
}

/** @throws HeguiError E_CONFLICT when it is signed or ended. */
export function requireSignable({ signedAt, endedOn }: StoredAppointment): void {
  if (signedAt !== null) throw new HeguiError('E_CONFLICT', 'this appointment is signed already');
  if (endedOn !== null) throw new HeguiError('E_CONFLICT', 'this appointment ended; make a new one');
}

/** @throws HeguiError E_CONFLICT when it ended; E_REQUEST_INVALID for a day before it began. */
export function requireEndable({ endedOn, from }: StoredAppointment, on: string): void {
  if (endedOn !== null) throw new HeguiError('E_CONFLICT', `this appointment ended on ${endedOn} already`);
  if (on < from) throw invalidField('on', `must not lie before ${from}, when it began`);
}

/** How an appointment stands on a day in China. The day of its end is the first on which it no longer counts. */
export function appointmentState(
  { from, to, endedOn, signedAt, staffId }: StoredAppointment,
  accounts: ReadonlySet<string>,
  today: string,
): Appointment['state'] {
  if ((endedOn !== null && endedOn <= today) || (to !== null && to < today)) return 'ended';
  if (staffId !== null && !accounts.has(staffId)) return 'left';
  if (signedAt === null) return 'unsigned';
  return from > today ? 'not-yet' : 'in-force';
}

/** In doubt it is needed: while a service is undecided. */
export function isNeeded({ articles, otherDuty }: AnsweredSubject, needs: RosterNeeds): boolean {
  if (articles.length === 0 && otherDuty === null) return true;
  if (needs.undecided.length > 0) return true;
  return (
    articles.some((article) => needs.articles.has(article)) || (otherDuty !== null && needs.otherDuties.has(otherDuty))
  );
}

// What says most about a gap comes first.
const GAPS = ['left', 'unsigned', 'not-yet', 'ended'] as const;

function gapOf(appointments: readonly Appointment[]): RosterSubject['gap'] {
  if (appointments.some(({ state }) => state === 'in-force')) return null;
  return GAPS.find((gap) => appointments.some(({ state }) => state === gap)) ?? 'nobody';
}

/** Every role and duty with whoever answers for it; gaps that are needed first. */
export function toSubjects(
  rows: readonly StoredAppointment[],
  needs: RosterNeeds,
  accounts: ReadonlySet<string>,
  today: string,
): RosterSubject[] {
  const bySubject = Map.groupBy(rows, ({ subject }) => subject);
  const subjects = ANSWERED_SUBJECTS.map((subject): RosterSubject => {
    const appointments = (bySubject.get(subject.id) ?? [])
      .map((row) => appointmentJson(row, accounts, today))
      .toSorted((one, other) => other.from.localeCompare(one.from));
    return {
      id: subject.id,
      kind: subject.kind,
      name: { zh: subject.zh, en: subject.en },
      sources: [...subject.sources],
      confidence: subject.confidence,
      isNamed: subject.isNamed,
      isNeeded: isNeeded(subject, needs),
      gap: gapOf(appointments),
      appointments,
    };
  });
  const rank = ({ gap, isNeeded: needed }: RosterSubject): number => (needed ? (gap === null ? 1 : 0) : 2);
  return subjects.toSorted((one, other) => rank(one) - rank(other));
}

function appointmentJson(row: StoredAppointment, accounts: ReadonlySet<string>, today: string): Appointment {
  const { signedAt, signedBy, signedName, endedOn, endReason, endedAt, endedBy } = row;
  return {
    id: row.id,
    subject: row.subject,
    person: row.person,
    staffId: row.staffId,
    deputy: row.deputy,
    from: row.from,
    to: row.to,
    note: row.note,
    madeAt: row.madeAt.toISOString(),
    madeBy: row.madeBy,
    signature:
      signedAt === null || signedBy === null || signedName === null
        ? null
        : { by: signedBy, name: signedName, at: signedAt.toISOString() },
    end:
      endedOn === null || endReason === null || endedAt === null || endedBy === null
        ? null
        : { on: endedOn, reason: endReason, at: endedAt.toISOString(), by: endedBy },
    state: appointmentState(row, accounts, today),
  };
}

/** Who was trained: an account where there is one, for two people may share a name. */
const personKey = ({ person, staffId }: Pick<Training, 'person' | 'staffId'>): string => staffId ?? person;

/** Every training, what is due again first. Of one person and topic the last one counts. */
export function toTrainings(rows: readonly StoredTraining[], today: string): Training[] {
  const counting = new Map<string, string>();
  const keyOf = (row: StoredTraining): string => `${personKey(row)}\n${row.topic}`;
  const standing = rows.filter(({ withdrawnAt }) => withdrawnAt === null);
  const inOrder = standing.toSorted((one, other) => rankOf(one).localeCompare(rankOf(other)));
  for (const row of inOrder) counting.set(keyOf(row), row.id);
  const trainings = rows.map((row) => trainingJson(row, counting.get(keyOf(row)) === row.id, today));
  const weight = ({ state, validUntil }: Training): string =>
    `${['failed', 'expired', 'near', 'valid', 'superseded', 'withdrawn'].indexOf(state)}${validUntil ?? '~'}`;
  return trainings.toSorted((one, other) => weight(one).localeCompare(weight(other)));
}

const rankOf = ({ heldOn, at }: StoredTraining): string => `${heldOn} ${at.toISOString()}`;

function trainingJson(row: StoredTraining, isCounting: boolean, today: string): Training {
  const { materialSha256, withdrawnAt, withdrawnBy, withdrawnReason, ...rest } = row;
  return {
    ...rest,
    at: row.at.toISOString(),
    materialSha256: materialSha256?.toString('hex') ?? null,
    withdrawal:
      withdrawnAt === null || withdrawnBy === null || withdrawnReason === null
        ? null
        : { at: withdrawnAt.toISOString(), by: withdrawnBy, reason: withdrawnReason },
    state: withdrawnAt !== null ? 'withdrawn' : isCounting ? trainingState(row, today) : 'superseded',
  };
}

function trainingState(
  { result, validUntil }: Pick<StoredTraining, 'result' | 'validUntil'>,
  today: string,
): Training['state'] {
  if (result === 'failed') return 'failed';
  if (validUntil === null) return 'valid';
  if (validUntil < today) return 'expired';
  return Date.parse(validUntil) - Date.parse(today) < NEAR_DAYS * DAY_MS ? 'near' : 'valid';
}

/** People who answer for something today and have no training that counts, by name. */
export function untrainedOf(subjects: readonly RosterSubject[], trainings: readonly Training[]): string[] {
  const trained = new Set(
    trainings.filter(({ state }) => state === 'valid' || state === 'near').map((training) => personKey(training)),
  );
  const answering = subjects.flatMap(({ appointments }) => appointments).filter(({ state }) => state === 'in-force');
  return [...new Set(answering.filter((one) => !trained.has(personKey(one))).map(({ person }) => person))].toSorted();
}
