import type { Sql } from '../../../store/index.ts';
import type { StoredAttachment, StoredMessage } from '../model.ts';

/** Stores a message. */
export async function insertMessage(
  tx: Sql,
  complaintId: string,
  message: Omit<StoredMessage, 'byName'>,
): Promise<void> {
  await tx.query(
    `insert into complaint_message (id, complaint_id, author, purpose, at, "by", content_key, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      message.id,
      complaintId,
      message.author,
      message.purpose,
      message.at,
      message.by,
      message.contentKey,
      message.content,
    ],
  );
}

/** Everything that was written, oldest first. */
export async function listMessages(sql: Sql, complaintId: string): Promise<StoredMessage[]> {
  const { rows } = await sql.query<StoredMessage>(
    `select m.id, m.author, m.purpose, m.at, m."by", s.name as "byName", m.content_key as "contentKey", m.content
       from complaint_message m left join staff s on 'staff:' || s.id = m."by"
      where m.complaint_id = $1 order by m.at, m.id`,
    [complaintId],
  );
  return rows;
}

const ATTACHMENT = `id, message_id as "messageId", media_type as "mediaType", bytes, scan, content_key as "contentKey", content`;

/** Stores a file. */
export async function insertAttachment(tx: Sql, complaintId: string, file: StoredAttachment): Promise<void> {
  await tx.query(
    `insert into complaint_attachment (id, complaint_id, message_id, media_type, bytes, scan, content_key, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [file.id, complaintId, file.messageId, file.mediaType, file.bytes, file.scan, file.contentKey, file.content],
  );
}

/** The files of a complaint without their bytes; their names lie sealed with the message. */
export async function listAttachments(
  sql: Sql,
  complaintId: string,
): Promise<Omit<StoredAttachment, 'content' | 'contentKey'>[]> {
  const { rows } = await sql.query<Omit<StoredAttachment, 'content' | 'contentKey'>>(
    `select id, message_id as "messageId", media_type as "mediaType", bytes, scan from complaint_attachment
      where complaint_id = $1 order by id`,
    [complaintId],
  );
  return rows;
}

/** One file of a complaint. */
export async function readAttachment(sql: Sql, complaintId: string, id: string): Promise<StoredAttachment | undefined> {
  const { rows } = await sql.query<StoredAttachment>(
    `select ${ATTACHMENT} from complaint_attachment where complaint_id = $1 and id = $2`,
    [complaintId, id],
  );
  return rows[0];
}

/** Keeps a decision; it stays when the complaint is opened again. */
export async function insertDecision(
  tx: Sql,
  decision: {
    readonly complaintId: string;
    readonly messageId: string;
    readonly outcome: string;
    readonly by: string;
    readonly at: Date;
    readonly late: boolean;
  },
): Promise<void> {
  await tx.query(
    `insert into complaint_decision (complaint_id, message_id, outcome, decided_by, decided_at, late)
     values ($1, $2, $3, $4, $5, $6)`,
    [decision.complaintId, decision.messageId, decision.outcome, decision.by, decision.at, decision.late],
  );
}

/** Everybody who decided this complaint, or one that was merged into it, before. */
export async function decidersBefore(sql: Sql, complaintId: string): Promise<string[]> {
  const { rows } = await sql.query<{ by: string }>(
    `select distinct decided_by as "by" from complaint_decision
      where complaint_id = $1 or complaint_id in (select id from complaint where merged_into = $1) order by 1`,
    [complaintId],
  );
  return rows.map(({ by }) => by);
}

export interface DraftRow {
  readonly contentKey: string;
  readonly content: Buffer;
}

/** What somebody has not sent yet. */
export async function readDraft(sql: Sql, complaintId: string, staffId: string): Promise<DraftRow | undefined> {
  const { rows } = await sql.query<DraftRow>(
    `select content_key as "contentKey", content from complaint_draft where complaint_id = $1 and staff_id = $2`,
    [complaintId, staffId],
  );
  return rows[0];
}

/** Keeps a draft in the place of the one before. */
export async function writeDraft(
  sql: Sql,
  complaintId: string,
  staffId: string,
  draft: DraftRow & { readonly at: Date },
): Promise<void> {
  await sql.query(
    `insert into complaint_draft (complaint_id, staff_id, content_key, content, saved_at) values ($1, $2, $3, $4, $5)
     on conflict (complaint_id, staff_id) do update set content_key = excluded.content_key, content = excluded.content,
       saved_at = excluded.saved_at`,
    [complaintId, staffId, draft.contentKey, draft.content, draft.at],
  );
}

/** Removes a draft. */
export async function deleteDraft(sql: Sql, complaintId: string, staffId: string): Promise<void> {
  await sql.query('delete from complaint_draft where complaint_id = $1 and staff_id = $2', [complaintId, staffId]);
}
