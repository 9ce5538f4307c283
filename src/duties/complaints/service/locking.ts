import type { Evidence } from '../../../evidence/index.ts';
import { HeguiError, unknownId } from '../../../kernel/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ComplaintChange, ComplaintParts, Handler, StoredComplaint } from '../model.ts';
import { nextDueAt, requireOpen } from '../rules.ts';
import { changeComplaint, readComplaint, readComplaintForUpdate } from '../store/complaints.ts';
import { decidersBefore, insertAttachment, insertMessage } from '../store/messages.ts';
import type { SealedMessage } from './sealing.ts';
import { queueAll } from './telling.ts';

/** @throws HeguiError E_NOT_FOUND */
export async function requireComplaint({ database }: Pick<ComplaintParts, 'database'>, id: string) {
  const complaint = await readComplaint(database, id);
  if (complaint === undefined) throw unknownId('complaint');
  return complaint;
}

/** The complaint under a lock, still open. @throws HeguiError E_NOT_FOUND; E_CONFLICT once it ended. */
export async function lockOpen(tx: Sql, id: string): Promise<StoredComplaint> {
  const complaint = await readComplaintForUpdate(tx, id);
  if (complaint === undefined) throw unknownId('complaint');
  requireOpen(complaint);
  return complaint;
}

/** Changes it; the desk's order follows from what it is then. */
export async function change(tx: Sql, complaint: StoredComplaint, given: ComplaintChange): Promise<void> {
  const next = { ...complaint, ...given };
  const queueAt = nextDueAt(next) ?? (next.pausedAt !== null && next.endedAt === null ? 'never' : null);
  await changeComplaint(tx, complaint.id, given, queueAt);
}

/** Stores a message with its files and what is to be told of it. */
export async function storeMessage(
  parts: ComplaintParts,
  tx: Sql,
  evidence: Evidence,
  complaintId: string,
  message: SealedMessage,
  notices: readonly PreparedNotice[] = [],
): Promise<void> {
  await insertMessage(tx, complaintId, message.row);
  for (const file of message.files) await insertAttachment(tx, complaintId, file);
  await queueAll(parts, tx, evidence, notices);
}

/** Everybody who decided what the complaint is about, or answered it before. */
export async function involvedIn(
  { decidersOf }: ComplaintParts,
  sql: Sql,
  { id, exchangeId }: Pick<StoredComplaint, 'id' | 'exchangeId'>,
): Promise<string[]> {
  const before = await decidersBefore(sql, id);
  const about = exchangeId === null ? [] : await decidersOf(exchangeId);
  return [...new Set([...before, ...about])];
}

/** @throws HeguiError E_ROLE_FORBIDDEN for what was handed on to somebody who may decide more. */
export function requireMayDecide({ escalatedBy }: StoredComplaint, { actor, mayDecideEscalated }: Handler): void {
  if (escalatedBy === null) return;
  if (!mayDecideEscalated)
    throw new HeguiError('E_ROLE_FORBIDDEN', 'the complaint was handed on; a compliance officer decides it');
  if (escalatedBy === actor)
    throw new HeguiError('E_ROLE_FORBIDDEN', 'you handed the complaint on; somebody else decides it');
}
