import { LRUCache } from 'lru-cache';
import type { UnitOfWork } from '../../evidence/index.ts';
import { type Clock, HeguiError } from '../../kernel/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import type { LockState, NewSession, StaffRecord, StaffSession } from '../model.ts';
import type { Passwords } from '../passwords.ts';
import { addFailure, isLocked, normaliseUsername, planChange, secondsUntil } from '../rules.ts';
import type { SignInThrottle } from '../sign-in-throttle.ts';
import { deleteSessionsOf, findStaff, findStaffByUsername, lockStaff, updateLock, updateStaff } from '../store.ts';
import type { Sessions } from './sessions.ts';

export interface SignInParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

const STRANGERS_MAX = 5_000;

/** Proves with a password who somebody is, and counts the times that it was wrong. */
export class SignIn {
  readonly #parts: SignInParts;
  readonly #passwords: Passwords;
  readonly #throttle: SignInThrottle;
  readonly #sessions: Sessions;
  // Names without an account lock as well, or a lock would tell which names have one.
  readonly #strangers = new LRUCache<string, LockState>({ max: STRANGERS_MAX });

  constructor(
    parts: SignInParts,
    { passwords, throttle, sessions }: { passwords: Passwords; throttle: SignInThrottle; sessions: Sessions },
  ) {
    this.#parts = parts;
    this.#passwords = passwords;
    this.#throttle = throttle;
    this.#sessions = sessions;
  }

  /** @throws HeguiError E_SESSION_REFUSED, E_SESSION_LOCKED or E_RATE_LIMITED with the seconds to wait. */
  async signIn(credentials: { username: string; password: string }, address: string): Promise<NewSession> {
    const attempt = this.#throttle.take(address);
    const username = normaliseUsername(credentials.username);
    const found = await findStaffByUsername(this.#parts.database, username);
    const staff = found?.disabledAt === null ? found : null;
    this.#refuseWhenLocked(staff ?? this.#strangers.get(username));
    const isRight = await this.#passwords.isRight(staff?.password ?? null, credentials.password);
    if (staff === null) throw this.#refuseStranger(username);
    const session = await this.#settle(staff, isRight, async (tx, evidence, current) => {
      await updateLock(tx, current.id, 0, null);
      const { id, name, role } = current;
      return await this.#sessions.start(tx, evidence, { id, username: current.username, name, role });
    });
    attempt.giveBack();
    return session;
  }

  /**
   * Sets the signed-in person's own password and ends their other sessions. Wrong guesses count as at sign-in, so that a
   * session left open does not become a way to the password.
   *
   * @throws HeguiError E_SESSION_REFUSED, E_SESSION_LOCKED or E_RATE_LIMITED with the seconds to wait.
   */
  async changePassword(
    session: StaffSession,
    passwords: { current: string; next: string },
    address: string,
  ): Promise<void> {
    const { clock, database } = this.#parts;
    const attempt = this.#throttle.take(address);
    const staff = await findStaff(database, session.staff.id);
    if (staff === null) throw refused();
    this.#refuseWhenLocked(staff);
    const isRight = await this.#passwords.isRight(staff.password, passwords.current);
    const password = isRight ? await this.#passwords.hash(passwords.next) : staff.password;
    await this.#settle(staff, isRight, async (tx, evidence, current) => {
      const now = clock.now();
      const { next, changed } = planChange(current, { password }, now);
      await updateStaff(tx, current.id, next, now);
      await deleteSessionsOf(tx, current.id, session.hash);
      evidence.append('staff.changed', {
        staff: current.id,
        role: current.role,
        changed: [...changed],
        by: session.actor,
      });
    });
    this.#sessions.forget();
    attempt.giveBack();
  }

  /**
   * Proves with the password that it is the signed-in person who acts, and does the work in the same unit of work, which
   * must leave evidence. Wrong guesses count as at sign-in.
   *
   * @throws HeguiError E_SESSION_REFUSED, E_SESSION_LOCKED or E_RATE_LIMITED with the seconds to wait; what `work` throws.
   */
  async confirm<T>(
    session: StaffSession,
    password: string,
    address: string,
    work: (tx: Sql, evidence: Parameters<Parameters<UnitOfWork['run']>[0]>[1]) => Promise<T>,
  ): Promise<T> {
    const attempt = this.#throttle.take(address);
    const staff = await findStaff(this.#parts.database, session.staff.id);
    if (staff === null) throw refused();
    this.#refuseWhenLocked(staff);
    const isRight = await this.#passwords.isRight(staff.password, password);
    const value = await this.#settle(staff, isRight, (tx, evidence) => work(tx, evidence));
    attempt.giveBack();
    return value;
  }

  /**
   * Records the verdict on a password under the account's lock: of many guesses side by side only the first five count
   * and the rest find the account locked, even one that was right.
   */
  async #settle<T>(
    checked: StaffRecord,
    isRight: boolean,
    onRight: (tx: Sql, evidence: Parameters<Parameters<UnitOfWork['run']>[0]>[1], current: StaffRecord) => Promise<T>,
  ): Promise<T> {
    const { clock, unitOfWork } = this.#parts;
    const settled = await unitOfWork.run(async (tx, evidence) => {
      const current = await lockStaff(tx, checked.id);
      // Disabled, or given another password, while this one was being checked.
      if (current === null || current.disabledAt !== null || current.password !== checked.password) throw refused();
      this.#refuseWhenLocked(current);
      if (isRight) return { isRight: true, value: await onRight(tx, evidence, current) } as const;
      const lock = addFailure(current, clock.now());
      await updateLock(tx, current.id, lock.failures, lock.lockedUntil);
      evidence.append('staff.sign-in-refused', {
        staff: current.id,
        failures: lock.failures,
        ...(lock.lockedUntil === null ? {} : { lockedUntil: lock.lockedUntil.toISOString() }),
      });
      return { isRight: false, lock } as const;
    });
    if (settled.isRight) return settled.value;
    this.#refuseWhenLocked(settled.lock);
    throw refused();
  }

  #refuseStranger(username: string): HeguiError {
    const lock = addFailure(
      this.#strangers.get(username) ?? { failures: 0, lockedUntil: null },
      this.#parts.clock.now(),
    );
    this.#strangers.set(username, lock);
    this.#refuseWhenLocked(lock);
    return refused();
  }

  #refuseWhenLocked(state: LockState | undefined): void {
    const now = this.#parts.clock.now();
    if (state === undefined || !isLocked(state, now)) return;
    throw new HeguiError('E_SESSION_LOCKED', `the account is locked until ${state.lockedUntil.toISOString()}`, {
      retryAfterS: secondsUntil(state.lockedUntil, now),
    });
  }
}

const refused = (): HeguiError => new HeguiError('E_SESSION_REFUSED', 'the user name or the password is not right');
