import type { Role } from '../contract/index.ts';
import type { Actor, Evidence } from '../evidence/index.ts';
import type { Sql } from '../store/index.ts';

/** What the rules of sign-in look at: how often in a row a password was wrong, and until when nobody gets in. */
export interface LockState {
  readonly failures: number;
  readonly lockedUntil: Date | null;
}

export interface StaffRecord extends LockState {
  readonly id: string;
  /** Lower case. */
  readonly username: string;
  readonly name: string;
  readonly role: Role;
  /** `scrypt$N$r$p$salt$hash`. */
  readonly password: string;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

export type NewStaff = Pick<StaffRecord, 'id' | 'username' | 'name' | 'role' | 'password' | 'createdAt'>;

/** What can change of an account; replaced as a whole. */
export type StaffState = Pick<StaffRecord, 'name' | 'role' | 'password' | 'failures' | 'lockedUntil' | 'disabledAt'>;

export interface SessionTimes {
  readonly createdAt: Date;
  /** Last use, to the minute. */
  readonly seenAt: Date;
  readonly expiresAt: Date;
}

export interface SessionRecord extends SessionTimes {
  readonly hash: Buffer;
  readonly staffId: string;
  readonly csrf: string;
}

/** Who is asking: the member of staff behind a session cookie. */
export interface StaffSession extends SessionTimes {
  /** SHA-256 of the cookie. */
  readonly hash: Buffer;
  readonly csrf: string;
  readonly staff: { readonly id: string; readonly username: string; readonly name: string; readonly role: Role };
  /** The same person as evidence names them. */
  readonly actor: Actor;
}

/** A session that has just begun; `cookie` exists nowhere else. */
export interface NewSession {
  readonly cookie: string;
  readonly session: StaffSession;
}

/** What the wizard asks for besides the first administrator. */
export interface SetupRequest {
  readonly provider: { readonly name: string; readonly creditCode: string };
  readonly service: { readonly name: string; readonly modelCode: string } | null;
  readonly actor: Actor;
}

export interface SetupCreated {
  readonly serviceId: string;
  /** The key itself, shown this once. */
  readonly apiKey: string;
  readonly baseUrl: string;
}

/**
 * Registers the provider and, when asked, makes the first service with its key, inside the unit of work that makes the
 * first administrator: all of it stands, or nothing. Answers null when no service was asked for.
 */
export type AlsoInSetup = (tx: Sql, evidence: Evidence, setup: SetupRequest) => Promise<SetupCreated | null>;
