import { LRUCache } from 'lru-cache';
import type { Evidence, UnitOfWork } from '../../evidence/index.ts';
import { type Clock, type FillRandom, SECOND_MS, sha256 } from '../../kernel/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import type { NewSession, StaffSession } from '../model.ts';
import { idleSince, isLive, mustNoteUse, startSession } from '../rules.ts';
import { deleteDeadSessions, deleteSession, findSession, insertSession, touchSession } from '../store.ts';

export interface SessionParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly fillRandom: FillRandom;
}

const TOKEN_BYTES = 32;
const COOKIE = /^[A-Za-z0-9_-]{43}$/;
/** What another replica ended may live on here for this long. */
const CACHED_MS_MAX = 3 * SECOND_MS;
const CACHED_MAX = 1_000;

/** Starts, finds and ends the sessions of signed-in staff. */
export class Sessions {
  readonly #parts: SessionParts;
  readonly #cache = new LRUCache<string, { readonly session: StaffSession; readonly readMs: number }>({
    max: CACHED_MAX,
  });
  // Raised whenever sessions may have ended, so that one read before is not put into the cache after.
  #generation = 0;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** A session for someone who has just proved who they are; begins with the unit of work's commit. */
  async start(tx: Sql, evidence: Evidence, staff: StaffSession['staff']): Promise<NewSession> {
    const now = this.#parts.clock.now();
    const cookie = this.#token();
    const session = { hash: sha256(cookie), csrf: this.#token(), ...startSession(now) };
    await deleteDeadSessions(tx, now, idleSince(now));
    await insertSession(tx, { ...session, staffId: staff.id });
    evidence.append('staff.signed-in', { staff: staff.id });
    return { cookie, session: { ...session, staff, actor: `staff:${staff.id}` } };
  }

  /** Who a cookie belongs to; null when it is unknown, expired, idled out, or its account is disabled. */
  async find(cookie: string): Promise<StaffSession | null> {
    if (!COOKIE.test(cookie)) return null;
    const { clock, database } = this.#parts;
    const hash = sha256(cookie);
    const key = hash.toString('base64url');
    const cached = this.#cache.get(key);
    if (cached !== undefined && clock.monotonicMs() - cached.readMs < CACHED_MS_MAX) {
      return isLive(cached.session, clock.now()) ? cached.session : null;
    }
    const generation = this.#generation;
    const readMs = clock.monotonicMs();
    const found = await findSession(database, hash);
    const now = clock.now();
    if (found === null || !isLive(found, now)) return null;
    const session = mustNoteUse(found, now) ? { ...found, seenAt: now } : found;
    if (session !== found) await touchSession(database, hash, now);
    if (generation === this.#generation) this.#cache.set(key, { session, readMs });
    return session;
  }

  /** Signs out. */
  async end(session: StaffSession): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await deleteSession(tx, session.hash);
      evidence.append('staff.signed-out', { staff: session.staff.id });
    });
    this.forget();
  }

  /** Must be called after a commit that changed or ended anyone's session or account: it then works at once here. */
  forget(): void {
    this.#generation += 1;
    this.#cache.clear();
  }

  #token(): string {
    const bytes = Buffer.alloc(TOKEN_BYTES);
    this.#parts.fillRandom(bytes);
    return bytes.toString('base64url');
  }
}
