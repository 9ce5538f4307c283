import type { Evidence } from '../../../evidence/index.ts';
import { unknownId } from '../../../kernel/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { PrivacyParts, RequestChange, StoredRequest } from '../model.ts';
import { nextDueAt, requireOpen } from '../rules.ts';
import { changeRequest, insertMessage, readRequest, readRequestForUpdate } from '../store/requests.ts';
import type { SealedMessage } from './sealing.ts';

/** @throws HeguiError E_NOT_FOUND */
export async function requireRequest({ database }: Pick<PrivacyParts, 'database'>, id: string): Promise<StoredRequest> {
  const request = await readRequest(database, id);
  if (request === undefined) throw unknownId('request');
  return request;
}

/** The request under a lock. @throws HeguiError E_NOT_FOUND */
export async function lockRequest(tx: Sql, id: string): Promise<StoredRequest> {
  const request = await readRequestForUpdate(tx, id);
  if (request === undefined) throw unknownId('request');
  return request;
}

/** The same, still open. @throws HeguiError E_NOT_FOUND; E_CONFLICT once it ended or is being carried out. */
export async function lockOpen(tx: Sql, id: string): Promise<StoredRequest> {
  const request = await lockRequest(tx, id);
  requireOpen(request);
  return request;
}

/** Changes it; the desk's order follows from what it is then. */
export async function change(tx: Sql, request: StoredRequest, given: RequestChange): Promise<void> {
  await changeRequest(tx, request.id, given, nextDueAt({ ...request, ...given }));
}

/** Stores a message with what is to be told of it. */
export async function storeMessage(
  { notices }: Pick<PrivacyParts, 'notices'>,
  tx: Sql,
  evidence: Evidence,
  requestId: string,
  message: SealedMessage,
  told: readonly PreparedNotice[] = [],
): Promise<void> {
  await insertMessage(tx, requestId, message.row);
  for (const notice of told) await notices.queue(tx, evidence, notice);
}

/** What an entry says of a message. */
export const entryOf = (request: string, { row, commitment }: SealedMessage) => ({
  request,
  message: row.id,
  commitment,
});
