import type { z } from 'zod';
import type { staffChangeSchema, staffCreateSchema } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import { type Clock, HeguiError, type IdFactory } from '../../kernel/index.ts';
import { type Database, sqlStateOf } from '../../store/index.ts';
import type { StaffRecord } from '../model.ts';
import type { Passwords } from '../passwords.ts';
import { leavesNoAdministrator, normaliseUsername, planChange } from '../rules.ts';
import { deleteSessionsOf, findStaff, insertStaff, listStaff, lockWithAdministrators, updateStaff } from '../store.ts';
import type { Sessions } from './sessions.ts';

export interface StaffManagerParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdFactory;
}

const UNIQUE_VIOLATION = '23505';

/** Makes, changes and disables accounts. Accounts are never deleted: the log names them. */
export class StaffManager {
  readonly #parts: StaffManagerParts;
  readonly #passwords: Passwords;
  readonly #sessions: Sessions;

  constructor(parts: StaffManagerParts, { passwords, sessions }: { passwords: Passwords; sessions: Sessions }) {
    this.#parts = parts;
    this.#passwords = passwords;
    this.#sessions = sessions;
  }

  /** Every account, disabled ones included, oldest first. */
  list(): Promise<StaffRecord[]> {
    return listStaff(this.#parts.database);
  }

  /** @throws HeguiError E_CONFLICT when the user name is taken. */
  async create(by: Actor, input: z.output<typeof staffCreateSchema>): Promise<StaffRecord> {
    const { clock, ids, unitOfWork } = this.#parts;
    const password = await this.#passwords.hash(input.password);
    const { name, role } = input;
    const username = normaliseUsername(input.username);
    const staff = { id: ids.next('stf'), username, name, role, password, createdAt: clock.now() };
    try {
      await unitOfWork.run(async (tx, evidence) => {
        await insertStaff(tx, staff);
        evidence.append('staff.created', { staff: staff.id, role, by });
      });
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      throw conflict('username', 'is taken; choose another', error);
    }
    return { ...staff, failures: 0, lockedUntil: null, disabledAt: null };
  }

  /**
   * Applies the change; answers the account as it then is. A new password or disabling ends the person's sessions, all but
   * `keep`, at once in this process and within seconds in others.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONFLICT when nobody would be left who can administer.
   */
  async change(
    by: Actor,
    id: string,
    change: z.output<typeof staffChangeSchema>,
    keep: Buffer | null = null,
  ): Promise<StaffRecord> {
    const { clock, database, unitOfWork } = this.#parts;
    const present = await findStaff(database, id);
    if (present === null) throw unknownStaff();
    const password = change.password === undefined ? undefined : await this.#passwords.hash(change.password);
    const wanted = { ...change, password };
    if (planChange(present, wanted, clock.now()).changed.length === 0) return present;
    const changed = await unitOfWork.run(async (tx, evidence) => {
      const { staff, administrators } = await lockWithAdministrators(tx, id);
      if (staff === null) throw unknownStaff();
      const now = clock.now();
      const plan = planChange(staff, wanted, now);
      if (leavesNoAdministrator(staff, plan.next, administrators)) {
        const field = plan.next.role === 'administrator' ? 'disabled' : 'role';
        throw conflict(field, 'this is the last active administrator; make another one first');
      }
      await updateStaff(tx, id, plan.next, now);
      if (plan.endsSessions) await deleteSessionsOf(tx, id, plan.next.disabledAt === null ? keep : null);
      evidence.append('staff.changed', { staff: id, role: plan.next.role, changed: [...plan.changed], by });
      return { ...staff, ...plan.next };
    });
    this.#sessions.forget();
    return changed;
  }
}

const unknownStaff = (): HeguiError => new HeguiError('E_NOT_FOUND', 'id: there is no such member of staff');

const conflict = (path: string, message: string, cause?: unknown): HeguiError =>
  new HeguiError('E_CONFLICT', `${path}: ${message}`, { fields: [{ path, message }], cause });
