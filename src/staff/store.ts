import type { Role } from '../contract/index.ts';
import type { Sql } from '../store/index.ts';
import type { NewStaff, SessionRecord, StaffRecord, StaffSession, StaffState } from './model.ts';

const STAFF_COLUMNS = `id, username, name, role, password, failures, locked_until as "lockedUntil",
  created_at as "createdAt", disabled_at as "disabledAt"`;

/** Is there any account yet, disabled ones included? */
export async function hasStaff(sql: Sql): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>('select exists (select from staff) as found');
  return rows[0]?.found === true;
}

/** Until the transaction ends nobody else makes or changes an account: of two set-ups at once, one waits and loses. */
export async function lockAccounts(tx: Sql): Promise<void> {
  await tx.query('lock table staff in share row exclusive mode');
}

/** The account of a normalised user name. */
export async function findStaffByUsername(sql: Sql, username: string): Promise<StaffRecord | null> {
  const { rows } = await sql.query<StaffRecord>(`select ${STAFF_COLUMNS} from staff where username = $1`, [username]);
  return rows[0] ?? null;
}

/** One account by its id. */
export async function findStaff(sql: Sql, id: string): Promise<StaffRecord | null> {
  const { rows } = await sql.query<StaffRecord>(`select ${STAFF_COLUMNS} from staff where id = $1`, [id]);
  return rows[0] ?? null;
}

/** One account, held until the transaction ends, so that replicas count its failures one after another. */
export async function lockStaff(tx: Sql, id: string): Promise<StaffRecord | null> {
  const text = `select ${STAFF_COLUMNS} from staff where id = $1 for update`;
  return (await tx.query<StaffRecord>(text, [id])).rows[0] ?? null;
}

/**
 * The account with every active administrator beside it, all held until the transaction ends and taken in one order, so
 * that two administrators cannot demote each other at the same moment.
 */
export async function lockWithAdministrators(
  tx: Sql,
  id: string,
): Promise<{ staff: StaffRecord | null; administrators: string[] }> {
  const { rows } = await tx.query<StaffRecord>(
    `select ${STAFF_COLUMNS} from staff
     where id = $1 or (role = 'administrator' and disabled_at is null) order by id for update`,
    [id],
  );
  return {
    staff: rows.find((one) => one.id === id) ?? null,
    administrators: rows.filter((one) => one.role === 'administrator' && one.disabledAt === null).map((one) => one.id),
  };
}

/** Every account, oldest first. */
export async function listStaff(sql: Sql): Promise<StaffRecord[]> {
  return (await sql.query<StaffRecord>(`select ${STAFF_COLUMNS} from staff order by created_at, id`)).rows;
}

/** A new account. Refused by the database (23505) when the user name is taken. */
export async function insertStaff(tx: Sql, staff: NewStaff): Promise<void> {
  await tx.query(
    `insert into staff (id, username, name, role, password, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $6)`,
    [staff.id, staff.username, staff.name, staff.role, staff.password, staff.createdAt],
  );
}

/** The account as a change left it. */
export async function updateStaff(tx: Sql, id: string, state: StaffState, changedAt: Date): Promise<void> {
  await tx.query(
    `update staff set name = $2, role = $3, password = $4, failures = $5, locked_until = $6, disabled_at = $7,
       changed_at = $8 where id = $1`,
    [id, state.name, state.role, state.password, state.failures, state.lockedUntil, state.disabledAt, changedAt],
  );
}

/** How often in a row the password was wrong, and the lock that follows from it. */
export async function updateLock(tx: Sql, id: string, failures: number, lockedUntil: Date | null): Promise<void> {
  await tx.query('update staff set failures = $2, locked_until = $3 where id = $1', [id, failures, lockedUntil]);
}

/** A session that begins. */
export async function insertSession(tx: Sql, session: SessionRecord): Promise<void> {
  await tx.query(
    `insert into staff_session (hash, staff_id, csrf, created_at, seen_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [session.hash, session.staffId, session.csrf, session.createdAt, session.seenAt, session.expiresAt],
  );
}

type SessionRow = Omit<StaffSession, 'staff' | 'actor'> & {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly role: Role;
};

/** The session of a cookie's hash with its member of staff, unless the account is disabled. May have ended by time. */
export async function findSession(sql: Sql, hash: Buffer): Promise<StaffSession | null> {
  const { rows } = await sql.query<SessionRow>(
    `select s.hash, s.csrf, s.created_at as "createdAt", s.seen_at as "seenAt", s.expires_at as "expiresAt",
            m.id, m.username, m.name, m.role
     from staff_session s join staff m on m.id = s.staff_id
     where s.hash = $1 and m.disabled_at is null`,
    [hash],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { id, username, name, role, ...session } = row;
  return { ...session, staff: { id, username, name, role }, actor: `staff:${id}` };
}

/** Notes the last use; never backwards. */
export async function touchSession(sql: Sql, hash: Buffer, seenAt: Date): Promise<void> {
  await sql.query('update staff_session set seen_at = $2 where hash = $1 and seen_at < $2', [hash, seenAt]);
}

/** Ends one session. */
export async function deleteSession(tx: Sql, hash: Buffer): Promise<void> {
  await tx.query('delete from staff_session where hash = $1', [hash]);
}

/** Ends every session of an account but the one named. */
export async function deleteSessionsOf(tx: Sql, staffId: string, except: Buffer | null): Promise<void> {
  const text = 'delete from staff_session where staff_id = $1 and hash is distinct from $2::bytea';
  await tx.query(text, [staffId, except]);
}

/** Clears away sessions that nobody can use any more. */
export async function deleteDeadSessions(tx: Sql, now: Date, idleSince: Date): Promise<void> {
  await tx.query('delete from staff_session where expires_at <= $1 or seen_at <= $2', [now, idleSince]);
}
