import { timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import type { setupSchema } from '../../contract/index.ts';
import type { UnitOfWork } from '../../evidence/index.ts';
import { type Clock, HeguiError, type IdFactory, type Secret, sha256 } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { AlsoInSetup, NewSession, SetupCreated } from '../model.ts';
import type { Passwords } from '../passwords.ts';
import { normaliseUsername } from '../rules.ts';
import type { SignInThrottle } from '../sign-in-throttle.ts';
import { hasStaff, insertStaff, lockAccounts } from '../store.ts';
import type { Sessions } from './sessions.ts';

export interface SetUpParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly setupToken: Secret;
  readonly alsoInSetup: AlsoInSetup;
}

/** The wizard: first administrator, provider and first service, once. */
export class SetUp {
  readonly #parts: SetUpParts;
  readonly #passwords: Passwords;
  readonly #throttle: SignInThrottle;
  readonly #sessions: Sessions;

  constructor(
    parts: SetUpParts,
    { passwords, throttle, sessions }: { passwords: Passwords; throttle: SignInThrottle; sessions: Sessions },
  ) {
    this.#parts = parts;
    this.#passwords = passwords;
    this.#throttle = throttle;
    this.#sessions = sessions;
  }

  /** Is there no account yet? */
  async isNeeded(): Promise<boolean> {
    return !(await hasStaff(this.#parts.database));
  }

  /**
   * Makes the first administrator and whatever `alsoInSetup` makes, in one unit of work, and signs the administrator in.
   *
   * @throws HeguiError E_SETUP_DONE, E_SETUP_TOKEN, E_RATE_LIMITED, and what `alsoInSetup` refuses.
   */
  async run(
    setup: z.output<typeof setupSchema>,
    address: string,
  ): Promise<{ begun: NewSession; created: SetupCreated | null }> {
    const { clock, ids, unitOfWork, alsoInSetup } = this.#parts;
    if (!(await this.isNeeded())) throw setupDone();
    const attempt = this.#throttle.take(address);
    if (!this.#isToken(setup.token)) {
      throw new HeguiError('E_SETUP_TOKEN', 'token: is not the one that the terminal printed at the last start');
    }
    attempt.giveBack();
    const password = await this.#passwords.hash(setup.administrator.password);
    const staff = {
      id: ids.next('stf'),
      username: normaliseUsername(setup.administrator.username),
      name: setup.administrator.name,
      role: 'administrator',
    } as const;
    return await unitOfWork.run(async (tx, evidence) => {
      await lockAccounts(tx);
      if (await hasStaff(tx)) throw setupDone();
      await insertStaff(tx, { ...staff, password, createdAt: clock.now() });
      evidence.append('staff.created', { staff: staff.id, role: staff.role, by: 'setup' });
      const created = await alsoInSetup(tx, evidence, {
        provider: setup.provider,
        service: setup.service ?? null,
        actor: 'setup',
      });
      return { begun: await this.#sessions.start(tx, evidence, staff), created };
    });
  }

  // Digests have one length, so nothing about the token can be learnt from how long the comparison takes.
  #isToken(token: string): boolean {
    return timingSafeEqual(sha256(token), sha256(this.#parts.setupToken.reveal()));
  }
}

const setupDone = (): HeguiError =>
  new HeguiError('E_SETUP_DONE', 'there is an account already; sign in, or ask an administrator for one');
