import type { Sql } from '../store/index.ts';

export interface ReceiptRow {
  readonly number: string;
  readonly subject_id: string;
  readonly secret_hash: Buffer;
  readonly content_hash: Buffer;
}

const RECEIPT = 'number, subject_id, secret_hash, content_hash';

/** The receipt with this number, if it was given for this purpose. */
export async function readReceipt(sql: Sql, purpose: string, number: string): Promise<ReceiptRow | undefined> {
  const { rows } = await sql.query<ReceiptRow>(
    `select ${RECEIPT} from portal_receipt where number = $1 and purpose = $2`,
    [number, purpose],
  );
  return rows[0];
}

/** The receipt that a form led to. */
export async function readReceiptOfSubmission(sql: Sql, submissionHash: Buffer): Promise<ReceiptRow | undefined> {
  const { rows } = await sql.query<ReceiptRow>(`select ${RECEIPT} from portal_receipt where submission_hash = $1`, [
    submissionHash,
  ]);
  return rows[0];
}

/** Takes a receipt away, with what it stood for. */
export async function deleteReceipt(tx: Sql, number: string): Promise<void> {
  await tx.query('delete from portal_receipt where number = $1', [number]);
}

/** Stores a receipt. */
export async function insertReceipt(
  tx: Sql,
  receipt: {
    readonly number: string;
    readonly purpose: string;
    readonly subjectId: string;
    readonly secretHash: Buffer;
    readonly submissionHash: Buffer;
    readonly contentHash: Buffer;
    readonly createdAt: Date;
  },
): Promise<void> {
  await tx.query(
    `insert into portal_receipt (number, purpose, subject_id, secret_hash, submission_hash, content_hash, created_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      receipt.number,
      receipt.purpose,
      receipt.subjectId,
      receipt.secretHash,
      receipt.submissionHash,
      receipt.contentHash,
      receipt.createdAt,
    ],
  );
}

export interface SettingsRow {
  readonly settings: unknown;
  readonly revision: number;
}

/** The portal's settings as stored; undefined before anybody changed them. */
export async function readSettings(sql: Sql): Promise<SettingsRow | undefined> {
  return (await sql.query<SettingsRow>('select settings, revision from portal_settings')).rows[0];
}

/** Stores the next revision, 1 for the first; false when another one was stored meanwhile. */
export async function writeSettings(tx: Sql, settings: object, revision: number, at: Date): Promise<boolean> {
  const text =
    revision === 1
      ? 'insert into portal_settings (settings, revision, changed_at) values ($1, $2, $3) on conflict do nothing'
      : 'update portal_settings set settings = $1, revision = $2, changed_at = $3 where revision = $2 - 1';
  return (await tx.query(text, [JSON.stringify(settings), revision, at])).rowCount === 1;
}
