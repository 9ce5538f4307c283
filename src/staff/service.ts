import type { UnitOfWork } from '../evidence/index.ts';
import type { Clock, FillRandom, IdFactory, Secret } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import type { AlsoInSetup } from './model.ts';
import { type PasswordCost, Passwords } from './passwords.ts';
import { StaffManager } from './service/manage-staff.ts';
import { Sessions } from './service/sessions.ts';
import { SetUp } from './service/set-up.ts';
import { SignIn } from './service/sign-in.ts';
import { SignInThrottle } from './sign-in-throttle.ts';

export interface StaffParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly fillRandom: FillRandom;
  /** What the terminal printed at start; it opens set-up as long as there is no account. */
  readonly setupToken: Secret;
  readonly alsoInSetup: AlsoInSetup;
  /** Work of one password check; the default is the one to use outside tests. */
  readonly passwordCost?: PasswordCost;
}

export interface StaffService {
  readonly setUp: SetUp;
  readonly signIn: SignIn;
  readonly sessions: Sessions;
  readonly members: StaffManager;
}

/** Everything about who may use the console. One per process: it keeps sessions and throttles in memory. */
export function createStaffService(parts: StaffParts): StaffService {
  const passwords = new Passwords(parts.fillRandom, parts.passwordCost);
  const throttle = new SignInThrottle(parts.clock);
  const sessions = new Sessions(parts);
  return {
    setUp: new SetUp(parts, { passwords, throttle, sessions }),
    signIn: new SignIn(parts, { passwords, throttle, sessions }),
    sessions,
    members: new StaffManager(parts, { passwords, sessions }),
  };
}
