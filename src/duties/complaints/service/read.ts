import type {
  ComplaintContent,
  ComplaintDetail,
  ComplaintForPublic,
  ComplaintRow,
  ComplaintStatistics,
} from '../../../contract/index.ts';
import { chinaDay, DAY_MS, endOfChinaDay, HeguiError, invalidField, unknownId } from '../../../kernel/index.ts';
import { cleanReceipt, groupReceipt, type UploadedFile } from '../../../portal/index.ts';
import type { ComplaintParts, Handler, StoredComplaint, StoredMessage } from '../model.ts';
import {
  basisOf,
  dayEndingAt,
  isOpen,
  isProvisional,
  KINDS,
  nextDueAt,
  nextOf,
  tellableCounts,
  workingDaysLeft,
} from '../rules.ts';
import {
  type ComplaintFilter,
  type Cursor,
  countComplaints,
  findComplaintId,
  findComplaints,
  listMerged,
  namesOf,
  readComplaint,
} from '../store/complaints.ts';
import { countByKind, medianAnswerDays } from '../store/figures.ts';
import { listAttachments, listMessages, readAttachment, readDraft } from '../store/messages.ts';
import { involvedIn, requireComplaint } from './locking.ts';
import { mayReopen } from './public-deeds.ts';
import { openAbout, openFile, openMessage, orErased } from './sealing.ts';

export function toRow(complaint: StoredComplaint, now: Date): ComplaintRow {
  const due = nextDueAt(complaint);
  const { assignedTo, assignedName } = complaint;
  return {
    id: complaint.id,
    number: complaint.number,
    kind: complaint.kind,
    state: complaint.state,
    channel: complaint.channel,
    language: complaint.language,
    serviceName: complaint.serviceName,
    receivedAt: complaint.receivedAt.toISOString(),
    next: nextOf(complaint.state),
    nextDueAt: due?.toISOString() ?? null,
    workingDaysLeft: due === null ? null : workingDaysLeft(due, now),
    overdue: due !== null && now >= due,
    paused: complaint.pausedAt !== null,
    escalated: complaint.escalatedBy !== null,
    reopened: complaint.reopened,
    assignedTo: assignedTo === null ? null : { id: assignedTo, name: assignedName ?? assignedTo },
    attachments: complaint.attachments,
    outcome: complaint.outcome,
    exchangeId: complaint.exchangeId,
    caseId: complaint.caseId,
  };
}

/** One page of the desk; `find` leads to at most one. */
export async function listComplaints(
  { database, clock }: ComplaintParts,
  query: {
    readonly filter: Omit<ComplaintFilter, 'now'>;
    readonly find: string | null;
    readonly cursor: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: ComplaintRow[]; next: string | null }> {
  const now = clock.now();
  if (query.find !== null) {
    const id = await findComplaintId(database, /^\d{1,9}$/.test(query.find) ? query.find : cleanReceipt(query.find));
    const found = id === undefined ? undefined : await readComplaint(database, id);
    return { items: found === undefined ? [] : [toRow(found, now)], next: null };
  }
  const page = { after: parseCursor(query.cursor), limit: query.limit + 1 };
  const rows = await findComplaints(database, { ...query.filter, now }, page);
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const hasMore = rows.length > query.limit && last !== undefined;
  return {
    items: shown.map((row) => toRow(row, now)),
    next: hasMore ? Buffer.from(JSON.stringify([last.cursorAt, last.id])).toString('base64url') : null,
  };
}

const CURSOR = /^\["(infinity|\d{4}-[\d :.+-]{10,30})","(cmp_[0-9A-Z]{26})"\]$/;

function parseCursor(text: string | undefined): Cursor | null {
  if (text === undefined || text === '') return null;
  const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined)
    throw invalidField('cursor', 'is not a cursor of this list; start again without it');
  return { at, id };
}

/** How many wait in each heap, up to 1,000 each. */
export async function countHeaps({ database, clock }: ComplaintParts, staffId: string) {
  const filter = { state: 'open', kind: null, assignee: null, now: clock.now() } as const;
  const count = (given: Partial<ComplaintFilter>) => countComplaints(database, { ...filter, ...given });
  const [open, overdue, mine, unassigned, paused] = await Promise.all([
    count({}),
    count({ state: 'overdue' }),
    count({ assignee: staffId }),
    count({ assignee: 'nobody' }),
    count({ state: 'paused' }),
  ]);
  return { open, overdue, mine, unassigned, paused };
}

/** Everything but what people wrote. @throws HeguiError E_NOT_FOUND */
export async function readDetail(parts: ComplaintParts, id: string, by: Handler): Promise<ComplaintDetail> {
  const { database, clock, notices } = parts;
  const complaint = await requireComplaint(parts, id);
  const [merged, involved, told] = await Promise.all([
    listMerged(database, id),
    involvedIn(parts, database, complaint),
    notices.list(id),
  ]);
  const target = complaint.mergedInto === null ? undefined : await readComplaint(database, complaint.mergedInto);
  const ids = involved.map((actor) => actor.replace(/^staff:/, ''));
  const names = await namesOf(database, ids);
  const mayDecideHandedOn =
    complaint.escalatedBy === null || (by.mayDecideEscalated && complaint.escalatedBy !== by.actor);
  return {
    ...toRow(complaint, clock.now()),
    receipt: groupReceipt(complaint.receipt),
    serviceId: complaint.serviceId,
    acknowledgeBy: dayEndingAt(complaint.acknowledgeDueAt),
    answerBy: dayEndingAt(complaint.answerDueAt),
    acknowledgedAt: complaint.acknowledgedAt?.toISOString() ?? null,
    answeredAt: complaint.answeredAt?.toISOString() ?? null,
    pausedReason: complaint.pausedReason,
    hasContact: complaint.contactChannel !== null,
    contactChannel: complaint.contactChannel,
    mergedInto: target === undefined ? null : { id: target.id, number: target.number },
    merged: [...merged],
    involved: ids.map((one) => ({ id: one, name: names.get(one) ?? one })),
    mayDecide: isOpen(complaint.state) && mayDecideHandedOn && !involved.includes(by.actor),
    notices: told.map(({ createdAt, settledAt, nextAt: _next, ...row }) => ({
      ...row,
      createdAt: createdAt.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
    })),
    basis: basisOf(complaint.kind),
  };
}

/** What people wrote; leaves `complaint.viewed` before anything is handed out. `content` is null once it was erased. */
export async function readContent(
  parts: ComplaintParts,
  id: string,
  purpose: string,
  by: Handler,
): Promise<ComplaintContent> {
  const complaint = await requireComplaint(parts, id);
  await parts.unitOfWork.run(async (_tx, evidence) => {
    evidence.append('complaint.viewed', { complaint: id, purpose, by: by.actor });
  });
  const about = await orErased(openAbout(parts, complaint));
  const messages = about === null ? null : await orErased(openMessages(parts, id));
  if (about === null || messages === null) return { content: null };
  const shown = messages.map(({ row, text, attachments }) => ({
    ...publicPart(row),
    by: row.by === null ? null : { id: row.by.replace(/^staff:/, ''), name: row.byName ?? row.by },
    text,
    attachments,
  }));
  return { content: { ...about, messages: shown } };
}

/** What somebody left unsent; empty when nothing, or when it was erased. @throws HeguiError E_NOT_FOUND */
export async function readOwnDraft(parts: ComplaintParts, id: string, by: Handler): Promise<string> {
  await requireComplaint(parts, id);
  const stored = await readDraft(parts.database, id, by.staffId);
  return stored === undefined ? '' : ((await orErased(openMessage(parts, stored)))?.text ?? '');
}

const publicPart = ({ id, author, purpose, at }: StoredMessage) => ({ id, author, purpose, at: at.toISOString() });

async function openMessages(parts: ComplaintParts, id: string) {
  const [rows, files] = await Promise.all([listMessages(parts.database, id), listAttachments(parts.database, id)]);
  return await Promise.all(
    rows.map(async (row) => {
      const { text, files: names } = await openMessage(parts, row);
      const attachments = files
        .filter(({ messageId }) => messageId === row.id)
        .map(({ messageId: _message, ...file }) => ({ ...file, name: names[file.id] ?? file.id }));
      return { row, text, attachments };
    }),
  );
}

// Merger says only that two people complained about the same, which is nobody's business but the desk's.
const INTERNAL = new Set(['note', 'escalation', 'merger']);

/** What the complainant may see. @throws HeguiError E_NOT_FOUND; E_CONTENT_ERASED */
export async function readForPublic(parts: ComplaintParts, id: string): Promise<ComplaintForPublic> {
  const complaint = await requireComplaint(parts, id);
  const messages = (await openMessages(parts, id)).filter(({ row }) => !INTERNAL.has(row.purpose));
  const now = parts.clock.now();
  // To the complainant a merged one is being dealt with like any other.
  const state = complaint.state === 'merged' ? 'acknowledged' : complaint.state;
  const answerBy = dayEndingAt(complaint.answerDueAt);
  const canReopen = mayReopen(complaint, now) && complaint.reopenUntil !== null;
  return {
    receipt: groupReceipt(complaint.receipt),
    kind: complaint.kind,
    state,
    language: complaint.language,
    receivedAt: complaint.receivedAt.toISOString(),
    acknowledgeBy: dayEndingAt(complaint.acknowledgeDueAt),
    answerBy,
    isProvisional: isProvisional(answerBy),
    acknowledgedAt: complaint.acknowledgedAt?.toISOString() ?? null,
    answeredAt: complaint.answeredAt?.toISOString() ?? null,
    outcome: complaint.outcome,
    isPaused: complaint.pausedAt !== null,
    canReply: isOpen(complaint.state),
    canReopenUntil: canReopen && complaint.reopenUntil !== null ? dayEndingAt(complaint.reopenUntil) : null,
    messages: messages.map(({ row, text, attachments }) => ({ ...publicPart(row), text, attachments })),
  };
}

/** A file of a complaint. Somebody at the desk leaves `complaint.viewed`; the complainant looks at their own. */
export async function readFile(
  parts: ComplaintParts,
  id: string,
  attachmentId: string,
  by: Handler | null,
): Promise<UploadedFile> {
  const attachment = await readAttachment(parts.database, id, attachmentId);
  if (attachment === undefined) throw unknownId('attachment');
  const message = (await listMessages(parts.database, id)).find((one) => one.id === attachment.messageId);
  if (message === undefined) throw new HeguiError('E_INTERNAL', 'an attachment without its message');
  if (by !== null) {
    await parts.unitOfWork.run(async (_tx, evidence) => {
      const told = { complaint: id, purpose: 'handling', attachment: attachmentId, by: by.actor };
      evidence.append('complaint.viewed', told);
    });
  }
  const { files } = await openMessage(parts, message);
  const bytes = await openFile(parts, attachment);
  return { name: files[attachmentId] ?? attachmentId, mediaType: attachment.mediaType, bytes };
}

const STATISTICS_DAYS = 365;

/** The last 365 days in numbers that tell nothing about single people. */
export async function readStatistics({ database, clock }: ComplaintParts): Promise<ComplaintStatistics> {
  const to = endOfChinaDay(chinaDay(clock.now()));
  const from = new Date(to.getTime() - STATISTICS_DAYS * DAY_MS);
  const [counts, median] = await Promise.all([countByKind(database, from, to), medianAnswerDays(database, from, to)]);
  const rows = KINDS.map(
    (kind) => counts.find((one) => one.kind === kind) ?? { kind, received: 0, answered: 0, inTime: 0 },
  );
  return tellableCounts(rows, { from: chinaDay(from), to: dayEndingAt(to) }, median);
}
