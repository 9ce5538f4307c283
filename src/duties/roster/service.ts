import type { z } from 'zod';
import type {
  AppointmentMake,
  appointmentEndSchema,
  appointmentSignSchema,
  Roster,
  TrainingKeep,
  trainingWithdrawSchema,
} from '../../contract/index.ts';
import type { Actor, Evidence } from '../../evidence/index.ts';
import { canonicalJson, chinaDay, HeguiError, sha256Hex, unknownId } from '../../kernel/index.ts';
import type { BoardDate } from '../../status/index.ts';
import type { Sql } from '../../store/index.ts';
import type { RosterParts, StoredAppointment } from './model.ts';
import {
  requireAppointment,
  requireEndable,
  requireSignable,
  requireTraining,
  toSubjects,
  toTrainings,
  untrainedOf,
} from './rules.ts';
import {
  endAppointment,
  insertAppointment,
  insertTraining,
  listAppointments,
  listOpenAccounts,
  listTrainings,
  readAppointmentForUpdate,
  signAppointment,
  withdrawTraining,
} from './store.ts';

/** Who answers for which role and duty, and how they were trained. @law pipl#52 algorithm#7 deep-synthesis#7 */
export class RosterService {
  readonly #parts: RosterParts;

  constructor(parts: RosterParts) {
    this.#parts = parts;
  }

  /** Gaps first, then whoever answers; trainings that are due again first. */
  async read(): Promise<Roster> {
    const { database, clock, needs } = this.#parts;
    const [appointments, trained, needed, accounts] = await Promise.all([
      listAppointments(database),
      listTrainings(database),
      needs(),
      listOpenAccounts(database),
    ]);
    const today = chinaDay(clock.now());
    const subjects = toSubjects(appointments, needed, accounts, today);
    const trainings = toTrainings(trained, today);
    return { subjects, trainings, untrained: untrainedOf(subjects, trainings), undecided: [...needed.undecided] };
  }

  /** Names somebody; it counts once it is signed. @throws HeguiError E_REQUEST_INVALID naming the field. */
  async appoint(given: AppointmentMake, by: Actor): Promise<Roster> {
    const { database, unitOfWork, ids, clock } = this.#parts;
    requireAppointment(given, await listOpenAccounts(database));
    await unitOfWork.run(async (tx, evidence) => {
      const id = ids.next('apt');
      await insertAppointment(tx, { ...given, id, madeAt: clock.now(), madeBy: by });
      const { subject, from, to } = given;
      const digest = sha256Hex(canonicalJson(given));
      evidence.append('roster.appointed', { appointment: id, subject, from, to, digest, by });
    });
    return await this.read();
  }

  /** Puts the name of whoever appoints under it. @throws HeguiError E_NOT_FOUND, E_CONFLICT */
  async sign(id: string, { name }: z.output<typeof appointmentSignSchema>, by: Actor): Promise<Roster> {
    return await this.#change(id, async (tx, evidence, row) => {
      requireSignable(row);
      await signAppointment(tx, id, { at: this.#parts.clock.now(), by, name });
      evidence.append('roster.signed', { appointment: id, subject: row.subject, by });
    });
  }

  /** Ends an appointment, or takes back one that was not signed. @throws HeguiError E_NOT_FOUND, E_CONFLICT, E_REQUEST_INVALID */
  async end(id: string, { on, reason }: z.output<typeof appointmentEndSchema>, by: Actor): Promise<Roster> {
    return await this.#change(id, async (tx, evidence, row) => {
      requireEndable(row, on);
      await endAppointment(tx, id, { on, reason, at: this.#parts.clock.now(), by });
      const reasonDigest = sha256Hex(reason);
      evidence.append('roster.ended', { appointment: id, subject: row.subject, on, reasonDigest, by });
    });
  }

  /** Writes down that somebody was trained. @throws HeguiError E_REQUEST_INVALID naming the field. */
  async train(given: TrainingKeep, by: Actor): Promise<Roster> {
    const { database, unitOfWork, ids, clock } = this.#parts;
    requireTraining(given, await listOpenAccounts(database), clock.now());
    await unitOfWork.run(async (tx, evidence) => {
      const id = ids.next('trn');
      const { materialSha256, heldOn, validUntil, result } = given;
      const material = materialSha256 === null ? null : Buffer.from(materialSha256, 'hex');
      await insertTraining(tx, { ...given, id, materialSha256: material, at: clock.now(), by });
      const digest = sha256Hex(canonicalJson(given));
      evidence.append('roster.trained', {
        training: id,
        heldOn,
        validUntil,
        result,
        material: materialSha256,
        digest,
        by,
      });
    });
    return await this.read();
  }

  /** It was written down by mistake and counts no longer. @throws HeguiError E_NOT_FOUND, E_CONFLICT */
  async withdraw(id: string, { reason }: z.output<typeof trainingWithdrawSchema>, by: Actor): Promise<Roster> {
    const { unitOfWork, clock } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      const stood = await withdrawTraining(tx, id, { at: clock.now(), by, reason });
      if (stood === undefined) throw unknownId('training');
      if (!stood) throw new HeguiError('E_CONFLICT', 'this training was withdrawn already');
      evidence.append('roster.training-withdrawn', { training: id, reasonDigest: sha256Hex(reason), by });
    });
    return await this.read();
  }

  /** When appointments end and trainings are due again, for calendars. Names nobody. */
  async dates(): Promise<BoardDate[]> {
    const { subjects, trainings } = await this.read();
    const ends = subjects.flatMap(({ name, appointments }) =>
      appointments.flatMap(({ id, to, state }) =>
        to === null || state !== 'in-force'
          ? []
          : [dateOf(id, to, { zh: `${name.zh}：任期届满`, en: `${name.en}: appointment ends` }, false)],
      ),
    );
    const again = trainings.flatMap(({ id, validUntil, topic, state }) =>
      validUntil === null || state === 'superseded' || state === 'withdrawn'
        ? []
        : [
            dateOf(
              id,
              validUntil,
              { zh: `再次培训：${topic}`, en: `Training due again: ${topic}` },
              state === 'expired',
            ),
          ],
    );
    return [...ends, ...again];
  }

  async #change(
    id: string,
    work: (tx: Sql, evidence: Evidence, row: StoredAppointment) => Promise<void>,
  ): Promise<Roster> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const row = await readAppointmentForUpdate(tx, id);
      if (row === undefined) throw unknownId('appointment');
      await work(tx, evidence, row);
    });
    return await this.read();
  }
}

const dateOf = (id: string, day: string, title: BoardDate['title'], isOverdue: boolean): BoardDate => ({
  id: `${id} ${day}`,
  day,
  at: null,
  title,
  about: { zh: '责任与培训台账', en: 'Roster of responsibility and training' },
  isOverdue,
});
