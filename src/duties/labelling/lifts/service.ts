import type { z } from 'zod';
import type {
  LabelAgreement,
  LabelLift,
  LiftRequest,
  labelLiftsExportSchema,
  labelLiftsPageSchema,
  labelLiftsQuerySchema,
  liftRequestsPageSchema,
  liftRequestsQuerySchema,
  ProducedKind,
} from '../../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../../evidence/index.ts';
import { type Clock, type IdFactory, invalidField, unknownId } from '../../../kernel/index.ts';
import { type Database, sqlStateOf } from '../../../store/index.ts';
import { describeAgreement } from './agreements.ts';
import type {
  AgreementRegister,
  GrantedLift,
  LiftableService,
  LiftedContent,
  LiftFilter,
  RequestRow,
  Withdrawal,
} from './model.ts';
import { noteLift } from './note-lift.ts';
import { chooseRequest, formatCursor, parseCursor, refuseLift, writeLiftsCsv } from './rules.ts';
import {
  countLifts,
  deleteExpiredLifts,
  findLifts,
  findRequests,
  hasExpiredLifts,
  insertRequest,
  type ListedLift,
  listAskedServiceIds,
  listOpenRequests,
  withdrawRequests,
} from './store.ts';

export interface LiftsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly agreements: AgreementRegister;
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, endUser: string) => string;
}

const CSV_ROWS_MAX = 100_000;
const SWEEP_ROWS_MAX = 1_000;
const UNIQUE_VIOLATION = '23505';

/**
 * Content without explicit label: users ask for it and agree to label it themselves, and what they get stays on record. The
 * implicit label is not touched by any of this. @law labelling-measures#9
 */
export class LiftsService {
  readonly #parts: LiftsParts;

  constructor(parts: LiftsParts) {
    this.#parts = parts;
  }

  /** The agreements that users of a service may accept now, the newest first. */
  async agreementsFor({ policy }: LiftableService): Promise<readonly LabelAgreement[]> {
    const now = this.#parts.clock.now();
    const all = await this.#parts.agreements.list();
    const { agreements } = policy.label.lift;
    return all
      .filter(({ version, validFrom }) => agreements.includes(version) && validFrom <= now)
      .map(describeAgreement);
  }

  /**
   * An end user asks for content without explicit label and accepts an agreement. Asking again is the same request.
   *
   * @param digest of the text that the user was shown; refused when it is not this version's.
   * @throws HeguiError E_LABEL_LIFT_REFUSED; E_REQUEST_INVALID for an agreement that cannot be accepted (now).
   */
  async request(
    service: LiftableService,
    endUser: string | null,
    { agreement: version, digest }: { readonly agreement: string; readonly digest: string | null },
  ): Promise<LiftRequest> {
    if (endUser === null) throw refuseLift('anonymous');
    const { agreements } = service.policy.label.lift;
    if (agreements.length === 0) throw refuseLift('off');
    const found = agreements.includes(version) ? await this.#parts.agreements.find(version) : undefined;
    if (found === undefined || found.validFrom > this.#parts.clock.now())
      throw invalidField('agreement', 'is no version that may be accepted now; see GET /v1/hegui/label-agreements');
    if (digest !== null && digest !== found.digest.toString('hex'))
      throw invalidField('digest', 'is not that of this version; show the user the text as it is now, and ask again');
    const row: RequestRow = {
      id: this.#parts.ids.next('lrq'),
      serviceId: service.id,
      endUser,
      agreement: version,
      digest: found.digest,
      requestedAt: this.#parts.clock.now(),
      withdrawnAt: null,
      withdrawnBy: null,
    };
    return describeRequest({ ...(await this.#keep(row)), lifted: 0 });
  }

  async #keep(row: RequestRow): Promise<RequestRow> {
    const { id, serviceId, endUser, agreement } = row;
    const digest = row.digest.toString('hex');
    const findSame = async (): Promise<RequestRow | undefined> =>
      (await listOpenRequests(this.#parts.database, serviceId, endUser)).find((open) => open.agreement === agreement);
    const same = await findSame();
    if (same !== undefined) return same;
    try {
      await this.#parts.unitOfWork.run(async (tx, evidence) => {
        await insertRequest(tx, row);
        evidence.append('label-lift.requested', { request: id, service: serviceId, endUser, agreement, digest });
      });
      return row;
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      return (await findSame()) ?? row;
    }
  }

  /** What an end user has asked for and not withdrawn. @throws HeguiError E_LABEL_LIFT_REFUSED where nobody is named. */
  async openRequestsOf(serviceId: string, endUser: string | null): Promise<readonly LiftRequest[]> {
    if (endUser === null) throw refuseLift('anonymous');
    const rows = await listOpenRequests(this.#parts.database, serviceId, endUser);
    return rows.map((row) => describeRequest({ ...row, lifted: 0 }));
  }

  /** An end user wants the explicit label again; returns the requests that ended. @throws HeguiError as `openRequestsOf` */
  async withdrawOwn(serviceId: string, endUser: string | null): Promise<readonly string[]> {
    if (endUser === null) throw refuseLift('anonymous');
    const open = await listOpenRequests(this.#parts.database, serviceId, endUser);
    if (open.length === 0) return [];
    return await this.#withdraw({ serviceId, endUser }, { by: 'end-user', reason: null });
  }

  /** A member of staff ends a request. @throws HeguiError E_NOT_FOUND when there is no open one with this id. */
  async withdraw(id: string, reason: string, by: Actor): Promise<void> {
    await this.#withdraw({ id }, { by, reason });
  }

  async #withdraw(which: Parameters<typeof withdrawRequests>[1], withdrawal: Withdrawal): Promise<string[]> {
    return await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const ended = await withdrawRequests(tx, which, withdrawal, this.#parts.clock.now());
      if (ended.length === 0) throw unknownId('open request');
      for (const { id, serviceId, endUser } of ended)
        evidence.append('label-lift.withdrawn', { request: id, service: serviceId, endUser, by: withdrawal.by });
      return ended.map(({ id }) => id);
    });
  }

  /** Whether this end user may have content without explicit label now. @throws HeguiError E_LABEL_LIFT_REFUSED saying why not. */
  async grant(service: LiftableService, endUser: string | null): Promise<GrantedLift> {
    if (endUser === null) throw refuseLift('anonymous');
    const chosen = chooseRequest(service, await listOpenRequests(this.#parts.database, service.id, endUser));
    if (!chosen.ok) throw refuseLift(chosen.reason);
    const { id, agreement } = chosen.request;
    return { requestId: id, endUser, agreement, keepMonths: service.policy.label.lift.keepMonths };
  }

  /** Writes down that a content leaves without explicit label; durable when it resolves, to until when it is kept. */
  async note(lift: GrantedLift, content: LiftedContent): Promise<Date> {
    return await this.#parts.unitOfWork.run((tx, evidence) => noteLift(tx, evidence, this.#parts, lift, content));
  }

  /** Requests, newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  async listRequests(query: z.output<typeof liftRequestsQuerySchema>): Promise<z.infer<typeof liftRequestsPageSchema>> {
    const { serviceId = null, state = null, cursor, limit } = query;
    const search = await this.#search(query.search, serviceId);
    const after = cursor === undefined || cursor === '' ? null : parseCursor(cursor);
    const found = await findRequests(this.#parts.database, { serviceId, state, search }, after, limit + 1);
    const page = found.slice(0, limit);
    return { items: page.map(describeRequest), next: nextOf(found, page) };
  }

  /** What left without explicit label, newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  async list(query: z.output<typeof labelLiftsQuerySchema>): Promise<z.infer<typeof labelLiftsPageSchema>> {
    const { cursor, limit } = query;
    const after = cursor === undefined || cursor === '' ? null : parseCursor(cursor);
    const found = await findLifts(this.#parts.database, await this.#filter(query), after, limit + 1);
    const page = found.slice(0, limit);
    return { items: page.map(describeLift), next: nextOf(found, page) };
  }

  /** The same as CSV. Leaves evidence before it is handed out. @throws HeguiError E_REQUEST_INVALID for more than 100,000 rows. */
  async exportCsv(query: z.output<typeof labelLiftsExportSchema>, by: Actor): Promise<string> {
    const rows = await findLifts(this.#parts.database, await this.#filter(query), null, CSV_ROWS_MAX + 1);
    if (rows.length > CSV_ROWS_MAX)
      throw invalidField('from', `leaves more than ${CSV_ROWS_MAX} rows; name a shorter time span`);
    const exportEntry = await this.#parts.unitOfWork.run(async (_tx, evidence) =>
      evidence.append('label-lifts.exported', { rows: rows.length, by }),
    );
    return writeLiftsCsv(rows, exportEntry);
  }

  /** How much left without explicit label, by kind and in all; for the coverage of labels. */
  async count(asked: { readonly serviceId?: string; readonly from?: Date; readonly to?: Date } = {}): Promise<{
    readonly total: number;
    readonly byKind: Readonly<Partial<Record<ProducedKind, number>>>;
  }> {
    const { serviceId = null, from = null, to = null } = asked;
    const rows = await countLifts(this.#parts.database, { serviceId, search: null, from, to });
    return {
      total: rows.reduce((sum, { count }) => sum + count, 0),
      byKind: Object.fromEntries(rows.map(({ kind, count }) => [kind, count])),
    };
  }

  /** Removes deliveries whose time is over, and says in the log how many. Nothing else removes one. */
  async sweep(): Promise<number> {
    const { database, unitOfWork, clock } = this.#parts;
    const now = clock.now();
    let removed = 0;
    while (await hasExpiredLifts(database, now)) {
      const count = await unitOfWork.run(async (tx, evidence) => {
        const deleted = await deleteExpiredLifts(tx, now, SWEEP_ROWS_MAX);
        evidence.append('label-lifts.expired', { count: deleted, until: now.toISOString() });
        return deleted;
      });
      removed += count;
      // Another process holds them: it removes them.
      if (count === 0) break;
    }
    return removed;
  }

  async #filter(query: z.output<typeof labelLiftsExportSchema>): Promise<LiftFilter> {
    const { serviceId = null, from, to } = query;
    const search = await this.#search(query.search, serviceId);
    return {
      serviceId,
      search,
      from: from === undefined ? null : new Date(from),
      to: to === undefined ? null : new Date(to),
    };
  }

  /** What people type: a number or an id, a pseudonym, or the name that an app sends. */
  async #search(text: string | undefined, serviceId: string | null): Promise<LiftFilter['search']> {
    if (text === undefined || text === '') return null;
    const { database, pseudonym } = this.#parts;
    const serviceIds = serviceId === null ? await listAskedServiceIds(database) : [serviceId];
    return { id: text, endUsers: [text, ...serviceIds.map((id) => pseudonym(id, text))] };
  }
}

function nextOf(
  found: readonly { readonly id: string; readonly cursorAt: string }[],
  page: readonly { readonly id: string; readonly cursorAt: string }[],
): string | null {
  const last = page.at(-1);
  return found.length > page.length && last !== undefined ? formatCursor({ at: last.cursorAt, id: last.id }) : null;
}

const describeRequest = (row: RequestRow & { readonly lifted: number }): LiftRequest => ({
  id: row.id,
  serviceId: row.serviceId,
  endUser: row.endUser,
  agreement: row.agreement,
  digest: row.digest.toString('hex'),
  requestedAt: row.requestedAt.toISOString(),
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  withdrawnBy: row.withdrawnBy,
  lifted: row.lifted,
});

const describeLift = ({ cursorAt: _cursor, at, expiresAt, ...row }: ListedLift): LabelLift => ({
  ...row,
  at: at.toISOString(),
  expiresAt: expiresAt.toISOString(),
});
