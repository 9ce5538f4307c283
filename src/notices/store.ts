import type { Sql } from '../store/index.ts';
import type { NoticeChannel, NoticeRow } from './model.ts';

export interface TakenNotice {
  readonly id: string;
  readonly subjectId: string;
  readonly channel: NoticeChannel;
  readonly template: string;
  readonly attempts: number;
  /** Of a service; null = the one of the configuration, or no webhook at all. */
  readonly webhookId: string | null;
  readonly createdAt: Date;
  readonly contentKey: string;
  readonly content: Buffer;
}

/** Stores a notice: waiting, or unsent where there is no channel for it. */
export async function insertNotice(
  tx: Sql,
  notice: Omit<TakenNotice, 'attempts' | 'createdAt'> & { readonly isSendable: boolean; readonly at: Date },
): Promise<void> {
  await tx.query(
    `insert into notice (id, subject_id, channel, template, state, next_at, content_key, content, created_at, settled_at,
                         webhook_id)
     values ($1, $2, $3, $4, case when $5 then 'waiting' else 'unsent' end, case when $5 then $8::timestamptz end, $6, $7,
             $8::timestamptz, case when $5 then null else $8::timestamptz end, $9)`,
    [
      notice.id,
      notice.subjectId,
      notice.channel,
      notice.template,
      notice.isSendable,
      notice.contentKey,
      notice.content,
      notice.at,
      notice.webhookId,
    ],
  );
}

/** Takes notices that are due, oldest first, and lets nobody else have them until `until`. Each taking counts as an attempt. */
export async function takeDue(sql: Sql, now: Date, until: Date, limit: number): Promise<TakenNotice[]> {
  const { rows } = await sql.query<TakenNotice>(
    `update notice set next_at = $2, attempts = attempts + 1
      where id in (select id from notice where state = 'waiting' and next_at <= $1 order by next_at limit $3
                      for update skip locked)
      returning id, subject_id as "subjectId", channel, template, attempts, webhook_id as "webhookId",
                created_at as "createdAt", content_key as "contentKey", content`,
    [now, until, limit],
  );
  // An update returns its rows in no order.
  return rows.sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime());
}

/** Ends a notice; false when another process ended it meanwhile. */
export async function settleNotice(
  tx: Sql,
  id: string,
  settled: { readonly state: 'sent' | 'failed'; readonly fault: string | null; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update notice set state = $2, fault = $3, settled_at = $4, next_at = null where id = $1 and state = 'waiting'`,
    [id, settled.state, settled.fault, settled.at],
  );
  return rowCount === 1;
}

/** Lets a notice wait for another attempt. */
export async function postponeNotice(sql: Sql, id: string, fault: string, nextAt: Date): Promise<void> {
  await sql.query(`update notice set next_at = $2, fault = $3 where id = $1 and state = 'waiting'`, [
    id,
    nextAt,
    fault,
  ]);
}

/** Every notice about something, oldest first. */
export async function listNotices(sql: Sql, subjectId: string): Promise<NoticeRow[]> {
  const { rows } = await sql.query<NoticeRow>(
    `select id, channel, template, state, attempts, fault, created_at as "createdAt", settled_at as "settledAt",
            next_at as "nextAt"
       from notice where subject_id = $1 order by created_at, id`,
    [subjectId],
  );
  return rows;
}

/** A notice that went out or was given up waits anew, as if it had never been tried; its subject, or null when none is settled. */
export async function replayNotice(tx: Sql, id: string, at: Date): Promise<string | null> {
  const { rows } = await tx.query<{ subjectId: string }>(
    `update notice set state = 'waiting', attempts = 0, next_at = $2, fault = null, settled_at = null
      where id = $1 and webhook_id is not null and state in ('sent', 'failed') returning subject_id as "subjectId"`,
    [id, at],
  );
  return rows[0]?.subjectId ?? null;
}

/** The webhook that a notice goes to; undefined when there is no such notice. */
export async function readWebhookOf(sql: Sql, id: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ webhookId: string }>(
    'select webhook_id as "webhookId" from notice where id = $1 and webhook_id is not null',
    [id],
  );
  return rows[0]?.webhookId;
}
