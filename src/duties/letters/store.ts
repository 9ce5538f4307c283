import type { Sql } from '../../store/index.ts';
import type { NewLetter, StoredLetter } from './model.ts';

const LETTER = `id, number, json_build_object('kind', subject_kind, 'id', subject_id) as subject, matter, recipient, language,
  content, digest, drafted_at as "draftedAt", drafted_by as "draftedBy", signed_at as "signedAt", signed_by as "signedBy",
  signed_name as "signedName", signed_reason as "signedReason", exported_at as "exportedAt", delivered_at as "deliveredAt",
  delivered_by as "deliveredBy", delivery`;

/** Letters about these subjects, oldest first. */
export async function listLetters(sql: Sql, subjectIds: readonly string[]): Promise<StoredLetter[]> {
  const { rows } = await sql.query<StoredLetter>(
    `select ${LETTER} from letter where subject_id = any($1) order by number`,
    [subjectIds],
  );
  return rows;
}

/** Nobody else changes the letter until the transaction ends. */
export async function lockLetter(tx: Sql, id: string): Promise<void> {
  await tx.query('select from letter where id = $1 for update', [id]);
}

export async function readSubjectId(sql: Sql, id: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ subjectId: string }>(
    'select subject_id as "subjectId" from letter where id = $1',
    [id],
  );
  return rows[0]?.subjectId;
}

/** Returns its number. */
export async function insertLetter(
  tx: Sql,
  letter: NewLetter & { readonly id: string; readonly digest: Buffer; readonly at: Date; readonly by: string },
): Promise<number> {
  const { subject, matter, recipient, language, content } = letter;
  const { rows } = await tx.query<{ number: number }>(
    `insert into letter (id, subject_kind, subject_id, matter, recipient, language, content, digest, drafted_at, drafted_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning number`,
    [
      letter.id,
      subject.kind,
      subject.id,
      matter,
      JSON.stringify(recipient),
      language,
      JSON.stringify(content),
      letter.digest,
      letter.at,
      letter.by,
    ],
  );
  return rows[0]?.number ?? 0;
}

export async function signLetter(
  tx: Sql,
  id: string,
  { at, by, name, reason }: { readonly at: Date; readonly by: string; readonly name: string; readonly reason: string },
): Promise<void> {
  await tx.query(
    'update letter set signed_at = $2, signed_by = $3, signed_name = $4, signed_reason = $5 where id = $1',
    [id, at, by, name, reason],
  );
}

/** Only the first time is kept; every time leaves evidence. */
export async function noteExport(tx: Sql, id: string, at: Date): Promise<void> {
  await tx.query('update letter set exported_at = $2 where id = $1 and exported_at is null', [id, at]);
}

export async function deliverLetter(
  tx: Sql,
  id: string,
  {
    at,
    by,
    channel,
    receipt,
  }: { readonly at: Date; readonly by: string; readonly channel: string; readonly receipt: string },
): Promise<void> {
  await tx.query('update letter set delivered_at = $2, delivered_by = $3, delivery = $4 where id = $1', [
    id,
    at,
    by,
    JSON.stringify({ channel, receipt }),
  ]);
}
