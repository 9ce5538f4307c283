import type {
  PrivacyContent,
  PrivacyDetail,
  PrivacyErasure,
  PrivacyForPublic,
  PrivacyFound,
  PrivacyRow,
} from '../../../contract/index.ts';
import { limitBasisSchema } from '../../../contract/index.ts';
import type { KeptRecords } from '../../../evidence/index.ts';
import { HeguiError, invalidField } from '../../../kernel/index.ts';
import { PRIVACY_LIMITS } from '../../../law/index.ts';
import { cleanReceipt, groupReceipt } from '../../../portal/index.ts';
import { type Handler, type PrivacyParts, type StoredErasure, type StoredRequest, subjectOfRequest } from '../model.ts';
import { holdersOf } from '../personal/holders.ts';
import { dayEndingAt, isOpen, isProvisional, needsIdentity, nextDueAt, nextOf, workingDaysLeft } from '../rules.ts';
import { isSuppressed, readErasureOf } from '../store/erasures.ts';
import {
  type Cursor,
  countRequests,
  decidersBefore,
  findRequestId,
  findRequests,
  listMessages,
  type RequestFilter,
  readRequest,
} from '../store/requests.ts';
import { mayReopen } from './handle.ts';
import { requireRequest } from './locking.ts';
import { openContact, openMessage, orErased } from './sealing.ts';

export function toRow(request: StoredRequest, now: Date): PrivacyRow {
  const due = nextDueAt(request);
  const { id, number, kind, state, channel, language, serviceName, identity, reopened, outcome } = request;
  return {
    ...{ id, number, kind, state, channel, language, serviceName, identity, reopened, outcome },
    receivedAt: request.receivedAt.toISOString(),
    next: nextOf(state),
    nextDueAt: due?.toISOString() ?? null,
    workingDaysLeft: due === null ? null : workingDaysLeft(due, now),
    overdue: due !== null && now >= due,
  };
}

/** A page of the desk; with `find` the one that is called so. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
export async function listRequests(
  { database, clock }: PrivacyParts,
  query: {
    readonly state: RequestFilter['state'];
    readonly find: string | null;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: PrivacyRow[]; next: string | null }> {
  const now = clock.now();
  if (query.find !== null) {
    const id = await findRequestId(database, cleanReceipt(query.find));
    const found = id === undefined ? undefined : await readRequest(database, id);
    return { items: found === undefined ? [] : [toRow(found, now)], next: null };
  }
  const after = query.cursor === undefined || query.cursor === '' ? null : parseCursor(query.cursor);
  const found = await findRequests(database, { state: query.state, now }, { after, limit: query.limit + 1 });
  const page = found.slice(0, query.limit);
  const last = page.at(-1);
  const next = found.length > query.limit && last !== undefined ? `${last.cursorAt}|${last.id}` : null;
  return { items: page.map((request) => toRow(request, now)), next };
}

const CURSOR = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::\d\d)?)\|(prq_[0-9A-Z]{26})$/;

function parseCursor(text: string): Cursor {
  const [, at, id] = CURSOR.exec(text) ?? [];
  if (at === undefined || id === undefined) throw invalidField('cursor', 'is not one that a page gave');
  return { at, id };
}

/** How many requests are open and overdue, up to 1,000 of each. */
export async function countHeaps({ database, clock }: PrivacyParts): Promise<{ open: number; overdue: number }> {
  const now = clock.now();
  const [open, overdue] = await Promise.all(
    (['open', 'overdue'] as const).map((state) => countRequests(database, { state, now })),
  );
  return { open: open ?? 0, overdue: overdue ?? 0 };
}

/** Everything but what people wrote. @throws HeguiError E_NOT_FOUND */
export async function readDetail(parts: PrivacyParts, id: string, by: Handler): Promise<PrivacyDetail> {
  const { database, clock, notices } = parts;
  const request = await requireRequest(parts, id);
  const [before, erasure, told] = await Promise.all([
    decidersBefore(database, id),
    readErasureOf(database, id),
    notices.list(id),
  ]);
  const { basis, confidence, note } = PRIVACY_LIMITS;
  const { receipt, serviceId, endUser, identityMeans, complaints, contactChannel, kind, state } = request;
  return {
    ...toRow(request, clock.now()),
    ...{ receipt: groupReceipt(receipt), serviceId, endUser, identityMeans, complaints: [...complaints] },
    identifiedAt: request.identifiedAt?.toISOString() ?? null,
    acknowledgeBy: dayEndingAt(request.acknowledgeDueAt),
    answerBy: dayEndingAt(request.answerDueAt),
    isExtended: request.extended,
    hasContact: contactChannel !== null,
    copy: copyOf(request, clock.now()),
    erasure: erasure === undefined ? null : toErasure(parts, erasure),
    trainingRestricted: endUser !== null && (await isSuppressed(database, endUser)),
    needsIdentity: needsIdentity(kind) && endUser === null,
    involved: before.map(({ by: actor, name }) => ({ id: actor.replace(/^staff:/, ''), name: name ?? actor })),
    mayDecide: state === 'acknowledged' && !before.some((one) => one.by === by.actor),
    notices: told.map(({ createdAt, settledAt, nextAt: _next, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
    })),
    basis: limitBasisSchema.parse({ articles: basis, confidence, note }),
  };
}

const copyOf = ({ copyUntil, copiesLeft }: StoredRequest, now: Date): PrivacyDetail['copy'] =>
  copyUntil === null || copiesLeft === 0 || now >= copyUntil
    ? null
    : { until: copyUntil.toISOString(), left: copiesLeft };

const toKept = ({ until, count, reason, law }: KeptRecords) => ({
  count,
  reason,
  law,
  until: until?.toISOString() ?? null,
});

/** What an order to erase did, by holder. */
export function toErasure(parts: PrivacyParts, erasure: StoredErasure): PrivacyErasure {
  const { id, state, orderedAt, provenAt, nextAt, leftOver, steps } = erasure;
  return {
    id,
    state,
    orderedAt: orderedAt.toISOString(),
    provenAt: provenAt?.toISOString() ?? null,
    nextAt: nextAt?.toISOString() ?? null,
    leftOver,
    holders: holdersOf(parts).flatMap(({ name, title }) => {
      const step = steps[name];
      return step === undefined ? [] : [{ name, title, erased: step.erased, kept: step.kept.map(toKept) }];
    }),
  };
}

/**
 * Looks for everything about the person of a request; leaves `privacy.searched` before anything is told.
 *
 * @throws HeguiError E_CONFLICT while it is not known who asks.
 */
export async function search(parts: PrivacyParts, id: string, by: Handler): Promise<PrivacyFound> {
  const subject = subjectOfRequest(await requireRequest(parts, id));
  if (subject === null) throw new HeguiError('E_CONFLICT', 'it is not known who asks; make sure of that first');
  const holders = await Promise.all(
    holdersOf(parts).map(async ({ name, title, search: look }) => {
      const { erasable, kept } = await look(subject);
      return { name, title, erasable, kept: kept.map(toKept) };
    }),
  );
  await parts.unitOfWork.run(async (_tx, evidence) => {
    const found = Object.fromEntries(holders.map(({ name, erasable }) => [name, erasable]));
    evidence.append('privacy.searched', { request: id, holders: found, by: by.actor });
  });
  return { holders };
}

/** What people wrote; leaves `privacy.viewed` before anything is handed out. `content` is null once it was erased. */
export async function readContent(
  parts: PrivacyParts,
  id: string,
  purpose: string,
  by: Handler,
): Promise<PrivacyContent> {
  const request = await requireRequest(parts, id);
  await parts.unitOfWork.run(async (_tx, evidence) => {
    evidence.append('privacy.viewed', { request: id, purpose, by: by.actor });
  });
  return { content: await orErased(openAll(parts, request)) };
}

async function openAll(parts: PrivacyParts, request: StoredRequest): Promise<NonNullable<PrivacyContent['content']>> {
  const contact = await openContact(parts, request);
  const rows = await listMessages(parts.database, request.id);
  const messages = await Promise.all(
    rows.map(async (row) => {
      const { id, author, purpose, at, by, byName } = row;
      const person = by === null ? null : { id: by.replace(/^staff:/, ''), name: byName ?? by };
      return { id, author, purpose, at: at.toISOString(), text: await openMessage(parts, row), by: person };
    }),
  );
  return { contact, messages };
}

// How staff made sure who asks is between them and the person; notes are the desk's alone.
const INTERNAL: ReadonlySet<string> = new Set(['note', 'identity']);

/** What whoever asked may see. @throws HeguiError E_NOT_FOUND; E_CONTENT_ERASED */
export async function readForPublic(parts: PrivacyParts, id: string): Promise<PrivacyForPublic> {
  const request = await requireRequest(parts, id);
  const { messages } = await openAll(parts, request);
  const now = parts.clock.now();
  const erasure = await readErasureOf(parts.database, id);
  const { kind, state, serviceName, identity, receipt, outcome } = request;
  const answerBy = dayEndingAt(request.answerDueAt);
  // An answer that says it is done is not shown before that is proven.
  const isExecuting = state === 'executing';
  const latest = isExecuting ? messages.findLast(({ purpose }) => purpose === 'answer')?.id : undefined;
  const canReopen = mayReopen(request, now) && request.reopenUntil !== null;
  return {
    receipt: groupReceipt(receipt),
    ...{ kind, state, serviceName, identity },
    receivedAt: request.receivedAt.toISOString(),
    acknowledgeBy: dayEndingAt(request.acknowledgeDueAt),
    answerBy,
    isProvisional: isOpen(state) && isProvisional(answerBy),
    isExtended: request.extended,
    answeredAt: request.answeredAt?.toISOString() ?? null,
    outcome: isExecuting ? null : outcome,
    canReopenUntil: canReopen && request.reopenUntil !== null ? dayEndingAt(request.reopenUntil) : null,
    copy: copyOf(request, now),
    erasure: erasure === undefined ? null : toErasure(parts, erasure),
    messages: messages
      .filter((message) => !INTERNAL.has(message.purpose) && message.id !== latest)
      .map(({ by: _by, ...message }) => message),
  };
}
