import type { z } from 'zod';
import type {
  acceptanceSchema,
  acceptancesPageSchema,
  acceptancesQuerySchema,
  publicAgreementsSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { HeguiError, type Language } from '../../kernel/index.ts';
import { KeptRows, sqlStateOf } from '../../store/index.ts';
import type { AcceptanceChannel, AcceptanceRow, AgreementParts, PublishedRow, VersionInTime } from './model.ts';
import {
  acceptancesCsv,
  agreementAddress,
  checkAcceptance,
  formatCursor,
  isAccepted,
  parseCursor,
  versionsAt,
} from './rules.ts';
import {
  findStanding,
  insertAcceptance,
  listAcceptances,
  listPublished,
  listVersionsInTime,
  readAccepted,
  readPublished,
  withdrawAcceptances,
} from './store.ts';

const UNIQUE_VIOLATION = '23505';
const CSV_ROWS_MAX = 100_000;

/** An end user of a service, by pseudonym. */
export interface AgreedUser {
  readonly serviceId: string;
  readonly endUser: string;
}

/** Who accepted which version of which agreement. @law measures#9 */
export class Acceptances {
  readonly #parts: AgreementParts;
  readonly #versions: KeptRows<readonly VersionInTime[]>;
  readonly #accepted: KeptRows<number | null>;

  constructor(parts: AgreementParts) {
    const { database, clock } = parts;
    this.#parts = parts;
    this.#versions = new KeptRows<readonly VersionInTime[]>({
      database,
      clock,
      channel: 'hegui_agreements',
      read: (serviceId) => listVersionsInTime(database, serviceId),
    });
    this.#accepted = new KeptRows({
      database,
      clock,
      channel: 'hegui_acceptances',
      read: (key) => readAccepted(database, key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)),
    });
  }

  /** Begins to keep in memory what the door asks for; a server does, commands need not. */
  async start(): Promise<void> {
    await this.#versions.start();
    await this.#accepted.start();
  }

  async stop(): Promise<void> {
    await this.#accepted.stop();
    await this.#versions.stop();
  }

  /** What the door asks, from memory in the common case. */
  readonly versionsOf = (serviceId: string): readonly VersionInTime[] | Promise<readonly VersionInTime[]> =>
    this.#versions.get(serviceId);
  readonly acceptedBy = (user: AgreedUser): number | null | Promise<number | null> => this.#accepted.get(keyOf(user));

  forgetVersions(serviceId: string): void {
    this.#versions.forget(serviceId);
  }

  /** Where an end user stands, for the page and for the app. */
  async standing(user: AgreedUser): Promise<z.infer<typeof publicAgreementsSchema>> {
    const { database, clock } = this.#parts;
    const { serviceId, endUser } = user;
    const versions = await listPublished(database, serviceId);
    const now = clock.now();
    const { inForce, upcoming } = versionsAt(versions, now);
    const accepted = await readAccepted(database, serviceId, endUser);
    return {
      inForce: await this.#describePublic(inForce),
      upcoming: await this.#describePublic(upcoming),
      accepted,
      mustAccept: !isAccepted(accepted, versions, now),
    };
  }

  /** @throws HeguiError E_REQUEST_INVALID; see `checkAcceptance`. Accepting twice is accepting once. */
  async accept(
    { serviceId, endUser }: AgreedUser,
    given: { readonly number: number; readonly language: Language; readonly digest: string },
    channel: AcceptanceChannel,
  ): Promise<AcceptanceRow> {
    const { database, unitOfWork, ids, clock } = this.#parts;
    const versions = await listPublished(database, serviceId);
    const version = versions.find(({ number }) => number === given.number);
    checkAcceptance(version, given, versions, clock.now());
    const { number, language, digest } = given;
    const standing = (): Promise<AcceptanceRow | undefined> => findStanding(database, serviceId, endUser, number);
    const known = await standing();
    if (known !== undefined) return known;
    const row: AcceptanceRow = {
      id: ids.next('acc'),
      serviceId,
      endUser,
      agreementId: version.id,
      number,
      language,
      digest,
      channel,
      acceptedAt: clock.now(),
      withdrawnAt: null,
      withdrawnBy: null,
    };
    try {
      await unitOfWork.run(async (tx, evidence) => {
        await insertAcceptance(tx, row);
        const { id: acceptance, agreementId: agreement } = row;
        evidence.append('agreement.accepted', {
          acceptance,
          agreement,
          service: serviceId,
          number,
          endUser,
          language,
          digest,
          channel,
        });
      });
    } catch (error) {
      const same = sqlStateOf(error) === UNIQUE_VIOLATION ? await standing() : undefined;
      if (same === undefined) throw error;
      return same;
    } finally {
      this.#accepted.forget(keyOf(row));
    }
    return row;
  }

  /** Takes back everything that an end user accepted of a service; returns how much that was. */
  async withdraw(user: AgreedUser, channel: AcceptanceChannel): Promise<number> {
    const { database, unitOfWork, clock } = this.#parts;
    const { serviceId, endUser } = user;
    if ((await readAccepted(database, serviceId, endUser)) === null) return 0;
    const ended = await unitOfWork.run(async (tx, evidence) => {
      const rows = await withdrawAcceptances(tx, user, channel, clock.now());
      if (rows.length === 0) throw new HeguiError('E_CONFLICT', 'the acceptance was taken back meanwhile; reload');
      for (const { id, number } of rows)
        evidence.append('agreement.withdrawn', { acceptance: id, service: serviceId, number, endUser, channel });
      return rows.length;
    });
    this.#accepted.forget(keyOf(user));
    return ended;
  }

  /** Newest first. */
  async list(query: z.output<typeof acceptancesQuerySchema>): Promise<z.infer<typeof acceptancesPageSchema>> {
    const { serviceId = null, search = '', cursor = '', limit } = query;
    const services = await this.#parts.services();
    // Found by the pseudonym, and by the name that the app sends.
    const endUsers =
      search === '' ? null : [search, ...[...services.keys()].map((id) => this.#parts.pseudonym(id, search))];
    const after = cursor === '' ? null : parseCursor(cursor);
    const rows = await listAcceptances(this.#parts.database, { serviceId, endUsers, after }, limit + 1);
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      items: rows.slice(0, limit).map(describeAcceptance),
      next: last === undefined ? null : formatCursor({ at: last.at, id: last.id }),
    };
  }

  /** As CSV, at most 100,000 of the newest; leaves evidence before anything is handed out. */
  async export(serviceId: string | null, by: Actor): Promise<{ readonly csv: string; readonly rows: number }> {
    const rows = await listAcceptances(this.#parts.database, { serviceId, endUsers: null, after: null }, CSV_ROWS_MAX);
    const exportEntry = await this.#parts.unitOfWork.run(async (_tx, evidence) =>
      evidence.append('agreement.exported', { rows: rows.length, by }),
    );
    return { csv: acceptancesCsv(rows, exportEntry), rows: rows.length };
  }

  pseudonym(serviceId: string, user: string): string {
    return this.#parts.pseudonym(serviceId, user);
  }

  async #describePublic(row: PublishedRow | null) {
    const version = row === null ? undefined : await readPublished(this.#parts.database, row.id);
    if (version === undefined) return null;
    const { serviceId, number, title, text, digest, isMaterial } = version;
    return {
      number,
      title,
      text,
      digest,
      isMaterial,
      effectiveAt: version.effectiveAt.toISOString(),
      address: { zh: this.#pageOf(serviceId, 'zh', number), en: this.#pageOf(serviceId, 'en', number) },
    };
  }

  #pageOf(serviceId: string, language: Language, number: number): string {
    return `${agreementAddress(this.#parts.portalAddress, serviceId, language)}/${number}`;
  }
}

const keyOf = ({ serviceId, endUser }: AgreedUser): string => `${serviceId} ${endUser}`;

const describeAcceptance = (row: AcceptanceRow): z.infer<typeof acceptanceSchema> => ({
  id: row.id,
  serviceId: row.serviceId,
  endUser: row.endUser,
  number: row.number,
  language: row.language,
  digest: row.digest,
  channel: row.channel,
  acceptedAt: row.acceptedAt.toISOString(),
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  withdrawnBy: row.withdrawnBy,
});
