import type { AgreementTexts } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';
import type { AcceptanceChannel, AcceptanceRow, DraftRow, PublishedRow, VersionInTime } from './model.ts';
import type { Cursor } from './rules.ts';

const PUBLISHED = `id, service_id as "serviceId", number, jsonb_build_object('zh', title_zh, 'en', title_en) as title,
  effective_at as "effectiveAt", is_material as "isMaterial", published_at as "publishedAt", published_by as "publishedBy",
  published_as as "publishedAs", gaps, gap_reason as "gapReason",
  jsonb_build_object('zh', encode(digest_zh, 'hex'), 'en', encode(digest_en, 'hex')) as digest`;
const TEXTS = `jsonb_build_object('zh', title_zh, 'en', title_en) as title, jsonb_build_object('zh', text_zh, 'en', text_en) as text`;

/** Every version of a service, or of all; the newest first. */
export async function listPublished(sql: Sql, serviceId: string | null): Promise<PublishedRow[]> {
  const { rows } = await sql.query<PublishedRow>(
    `select ${PUBLISHED} from service_agreement where number is not null and ($1::text is null or service_id = $1)
     order by number desc`,
    [serviceId],
  );
  return rows;
}

/** What the door keeps in memory of a service's versions. */
export async function listVersionsInTime(sql: Sql, serviceId: string): Promise<VersionInTime[]> {
  const { rows } = await sql.query<VersionInTime>(
    `select number, effective_at as "effectiveAt", is_material as "isMaterial" from service_agreement
      where service_id = $1 and number is not null`,
    [serviceId],
  );
  return rows;
}

export type PublishedWithTexts = PublishedRow & Pick<AgreementTexts, 'text'>;

export async function readPublished(sql: Sql, id: string): Promise<PublishedWithTexts | undefined> {
  const { rows } = await sql.query<PublishedWithTexts>(
    `select ${PUBLISHED}, ${TEXTS} from service_agreement where id = $1 and number is not null`,
    [id],
  );
  return rows[0];
}

export async function readNumbered(
  sql: Sql,
  serviceId: string,
  number: number,
): Promise<PublishedWithTexts | undefined> {
  const { rows } = await sql.query<PublishedWithTexts>(
    `select ${PUBLISHED}, ${TEXTS} from service_agreement where service_id = $1 and number = $2`,
    [serviceId, number],
  );
  return rows[0];
}

/** The draft of a service; `forUpdate` keeps it from others until the transaction ends. */
export async function readDraft(sql: Sql, serviceId: string, forUpdate = false): Promise<DraftRow | undefined> {
  const { rows } = await sql.query<DraftRow>(
    `select id, service_id as "serviceId", ${TEXTS}, marks, revision, changed_at as "changedAt", changed_by as "changedBy"
       from service_agreement where service_id = $1 and number is null${forUpdate ? ' for update' : ''}`,
    [serviceId],
  );
  return rows[0];
}

export async function listDraftServices(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select service_id as id from service_agreement where number is null',
  );
  return rows.map(({ id }) => id);
}

/** Stores the next revision of a draft, 1 for a new one; false when another one was stored meanwhile. */
export async function writeDraft(tx: Sql, { text, title, marks, ...draft }: DraftRow): Promise<boolean> {
  const { id, serviceId, revision, changedAt, changedBy } = draft;
  const values = [
    serviceId,
    title.zh,
    title.en,
    text.zh,
    text.en,
    JSON.stringify(marks),
    revision,
    changedAt,
    changedBy,
  ];
  const statement =
    revision === 1
      ? `insert into service_agreement (service_id, title_zh, title_en, text_zh, text_en, marks, revision, changed_at, changed_by, id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict do nothing`
      : `update service_agreement set title_zh = $2, title_en = $3, text_zh = $4, text_en = $5, marks = $6, revision = $7,
           changed_at = $8, changed_by = $9
         where service_id = $1 and number is null and revision = $7 - 1 and id = $10`;
  return (await tx.query(statement, [...values, id])).rowCount === 1;
}

export async function deleteDraft(tx: Sql, serviceId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    'delete from service_agreement where service_id = $1 and number is null returning id',
    [serviceId],
  );
  return rows[0]?.id;
}

/** Gives a draft its number; from then on it is kept as it is. */
export async function publishDraft(
  tx: Sql,
  id: string,
  row: Omit<PublishedRow, 'id' | 'serviceId' | 'title'>,
): Promise<void> {
  await tx.query(
    `update service_agreement set number = $2, published_at = $3, published_by = $4, published_as = $5, effective_at = $6,
       is_material = $7, gaps = $8, gap_reason = $9, digest_zh = decode($10, 'hex'), digest_en = decode($11, 'hex')
     where id = $1`,
    [
      id,
      row.number,
      row.publishedAt,
      row.publishedBy,
      row.publishedAs,
      row.effectiveAt,
      row.isMaterial,
      row.gaps,
      row.gapReason,
      row.digest.zh,
      row.digest.en,
    ],
  );
}

const ACCEPTANCE = `id, service_id as "serviceId", end_user as "endUser", agreement_id as "agreementId", number, language,
  encode(digest, 'hex') as digest, channel, accepted_at as "acceptedAt", withdrawn_at as "withdrawnAt", withdrawn_by as "withdrawnBy"`;

/** The newest version that an end user accepted and did not take back; null for none. One look into an index. */
export async function readAccepted(sql: Sql, serviceId: string, endUser: string): Promise<number | null> {
  const { rows } = await sql.query<{ number: number | null }>(
    `select max(number) as number from agreement_acceptance
      where service_id = $1 and end_user = $2 and withdrawn_at is null`,
    [serviceId, endUser],
  );
  return rows[0]?.number ?? null;
}

export async function findStanding(
  sql: Sql,
  serviceId: string,
  endUser: string,
  number: number,
): Promise<AcceptanceRow | undefined> {
  const { rows } = await sql.query<AcceptanceRow>(
    `select ${ACCEPTANCE} from agreement_acceptance
      where service_id = $1 and end_user = $2 and number = $3 and withdrawn_at is null`,
    [serviceId, endUser, number],
  );
  return rows[0];
}

export async function insertAcceptance(tx: Sql, row: AcceptanceRow): Promise<void> {
  const { id, serviceId, endUser, agreementId, number, language, digest, channel, acceptedAt } = row;
  await tx.query(
    `insert into agreement_acceptance (id, service_id, end_user, agreement_id, number, language, digest, channel, accepted_at)
     values ($1, $2, $3, $4, $5, $6, decode($7, 'hex'), $8, $9)`,
    [id, serviceId, endUser, agreementId, number, language, digest, channel, acceptedAt],
  );
}

/** Ends every standing acceptance of an end user; returns them. */
export async function withdrawAcceptances(
  tx: Sql,
  who: { readonly serviceId: string; readonly endUser: string },
  by: AcceptanceChannel,
  at: Date,
): Promise<{ readonly id: string; readonly number: number }[]> {
  const { rows } = await tx.query<{ id: string; number: number }>(
    `update agreement_acceptance set withdrawn_at = $3, withdrawn_by = $4
      where service_id = $1 and end_user = $2 and withdrawn_at is null returning id, number`,
    [who.serviceId, who.endUser, at, by],
  );
  return rows;
}

/** End users whose standing acceptance has at least this number. */
export async function countAccepted(sql: Sql, serviceId: string, least: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(distinct end_user)::int as count from agreement_acceptance
      where service_id = $1 and number >= $2 and withdrawn_at is null`,
    [serviceId, least],
  );
  return rows[0]?.count ?? 0;
}

export interface AcceptanceFilter {
  readonly serviceId: string | null;
  /** Any of these; null = everybody. */
  readonly endUsers: readonly string[] | null;
  readonly after: Cursor | null;
}
export type ListedAcceptance = AcceptanceRow & { readonly at: string };

/** Newest first. */
export async function listAcceptances(sql: Sql, filter: AcceptanceFilter, limit: number): Promise<ListedAcceptance[]> {
  const { serviceId, endUsers, after } = filter;
  const { rows } = await sql.query<ListedAcceptance>(
    `select ${ACCEPTANCE}, to_char(accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
       from agreement_acceptance
      where ($1::text is null or service_id = $1) and ($2::text[] is null or end_user = any($2))
        and ($3::timestamptz is null or (accepted_at, id) < ($3, $4))
      order by accepted_at desc, id desc limit $5`,
    [serviceId, endUsers, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}
