import type { Actor, Evidence } from '../../evidence/index.ts';
import { HeguiError, unknownId } from '../../kernel/index.ts';
import { KeptRows, type Sql } from '../../store/index.ts';
import type {
  AssertionRow,
  Assurance,
  Confirmed,
  IdentityParts,
  IdentityServiceEntry,
  IdentityUser,
  Standing,
  SubjectKind,
} from './model.ts';
import { assuranceFrom, endOf } from './rules.ts';
import { endAssertions, insertAssertion, listStanding } from './store/assertions.ts';
import { lockFor } from './store/attempts.ts';

const keyOf = ({ serviceId, endUser }: IdentityUser): string => `${serviceId} ${endUser}`;
const userOf = (key: string): IdentityUser => ({
  serviceId: key.slice(0, key.indexOf(' ')),
  endUser: key.slice(key.indexOf(' ') + 1),
});

/** What is recorded besides, inside the same unit of work. */
export type AlsoInRecord = (tx: Sql, evidence: Evidence) => Promise<void>;

/** What was confirmed of which end user, and what of it stands. @law csl#26 deep-synthesis#9 */
export class Assertions {
  readonly #parts: IdentityParts;
  readonly #standing: KeptRows<readonly Standing[]>;

  constructor(parts: IdentityParts) {
    const { database, clock } = parts;
    this.#parts = parts;
    this.#standing = new KeptRows<readonly Standing[]>({
      database,
      clock,
      channel: 'hegui_identity',
      read: (key) => listStanding(database, userOf(key)),
    });
  }

  /** Begins to keep in memory what the door asks for; a server does, commands need not. */
  start(): Promise<void> {
    return this.#standing.start();
  }

  stop(): Promise<void> {
    return this.#standing.stop();
  }

  /** What the door asks, from memory in the common case. */
  readonly standingOf = (user: IdentityUser): readonly Standing[] | Promise<readonly Standing[]> =>
    this.#standing.get(keyOf(user));

  /** What stands of an end user now. */
  async liveOf(user: IdentityUser): Promise<readonly Standing[]> {
    const now = this.#parts.clock.now();
    return (await this.standingOf(user)).filter(({ untilAt }) => untilAt > now);
  }

  /** How surely an end user is known; for other duties. */
  async assuranceOf(user: IdentityUser): Promise<Assurance> {
    return assuranceFrom(await this.standingOf(user), this.#parts.clock.now());
  }

  /** Keeps what was confirmed; confirmed anew by the same way, the one before of that level ends. `until` shortens what the policy gives. */
  async record(
    user: IdentityUser,
    how: Pick<AssertionRow, 'method' | 'providerId'> & { readonly until?: string },
    confirmed: Confirmed,
    also: AlsoInRecord = async () => undefined,
  ): Promise<AssertionRow> {
    const { ids, clock, unitOfWork } = this.#parts;
    const { policy } = await this.service(user.serviceId);
    const now = clock.now();
    const { level, subject, reference, ageBand } = confirmed;
    const { method, providerId } = how;
    const row: AssertionRow = {
      id: ids.next('ida'),
      ...user,
      level,
      method,
      providerId,
      reference,
      subjectKind: subject?.kind ?? null,
      subjectHash:
        subject === null ? null : 'hash' in subject ? subject.hash : this.subjectHash(user.serviceId, subject),
      ageBand,
      assertedAt: now,
      untilAt: endOf(level, policy.identity, now, how.until),
    };
    await unitOfWork.run(async (tx, evidence) => {
      // Of two that are confirmed at once by the same way, the later ends the earlier.
      await lockFor(tx, [keyOf(user)]);
      await also(tx, evidence);
      for (const assertion of await endAssertions(tx, user, { at: now, by: 'system', reason: 'renewed' }, row))
        evidence.append('identity.ended', {
          assertion,
          service: user.serviceId,
          endUser: user.endUser,
          reason: 'renewed',
        });
      await insertAssertion(tx, row);
      evidence.append('identity.asserted', {
        assertion: row.id,
        service: user.serviceId,
        endUser: user.endUser,
        level,
        method,
        ...(providerId === null ? {} : { provider: providerId }),
        ...(ageBand === null ? {} : { ageBand }),
        until: row.untilAt.toISOString(),
      });
    });
    this.#standing.forget(keyOf(user));
    return row;
  }

  /** Ends all that stands of an end user; returns how much that was. */
  async withdraw(
    user: IdentityUser,
    end: { readonly by: 'user' | 'app' } | { readonly by: Actor; readonly reasonDigest: string },
  ): Promise<number> {
    const { database, unitOfWork, clock } = this.#parts;
    const { serviceId: service, endUser } = user;
    if ((await listStanding(database, user)).length === 0) return 0;
    const reason = 'reasonDigest' in end ? 'mistaken' : 'withdrawn';
    const ended = await unitOfWork.run(async (tx, evidence) => {
      const all = await endAssertions(tx, user, { at: clock.now(), by: end.by, reason });
      if (all.length === 0) throw new HeguiError('E_CONFLICT', 'it was ended meanwhile; reload');
      for (const assertion of all) {
        const told = { assertion, service, endUser, reason } as const;
        evidence.append(
          'identity.ended',
          'reasonDigest' in end
            ? { ...told, by: end.by, reasonDigest: end.reasonDigest }
            : { ...told, channel: end.by },
        );
      }
      return all.length;
    });
    this.#standing.forget(keyOf(user));
    return ended;
  }

  /** Stands for a number, an address or an account within one service; services cannot be joined by it. */
  subjectHash(serviceId: string, { kind, value }: { readonly kind: SubjectKind; readonly value: string }): string {
    return this.#parts.keyedHash('identity-subject', `${serviceId}\n${kind}\n${value}`);
  }

  pseudonym(serviceId: string, user: string): string {
    return this.#parts.pseudonym(serviceId, user);
  }

  /** @throws HeguiError E_NOT_FOUND */
  async service(id: string): Promise<IdentityServiceEntry> {
    const service = (await this.#parts.services()).get(id);
    if (service === undefined) throw unknownId('service');
    return service;
  }
}
