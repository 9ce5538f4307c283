import type { Sql } from '../../../store/index.ts';
import type { Agreement, Cursor, LiftFilter, LiftRow, RequestRow, Withdrawal } from './model.ts';

const AGREEMENT = `version, text_zh as zh, text_en as en, digest, valid_from as "validFrom", created_at as "createdAt",
  created_by as "createdBy"`;

/** Every version of the agreement, the newest first. */
export async function listAgreements(sql: Sql): Promise<Agreement[]> {
  return (await sql.query<Agreement>(`select ${AGREEMENT} from label_agreement order by valid_from desc, version desc`))
    .rows;
}

/** One version of the agreement. */
export async function readAgreement(sql: Sql, version: string): Promise<Agreement | undefined> {
  return (await sql.query<Agreement>(`select ${AGREEMENT} from label_agreement where version = $1`, [version])).rows[0];
}

/** Stores a version, where it stays as it is. */
export async function insertAgreement(tx: Sql, agreement: Agreement): Promise<void> {
  const { version, zh, en, digest, validFrom, createdAt, createdBy } = agreement;
  await tx.query(
    `insert into label_agreement (version, text_zh, text_en, digest, valid_from, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [version, zh, en, digest, validFrom, createdAt, createdBy],
  );
}

const REQUEST = `r.id, r.service_id as "serviceId", r.end_user as "endUser", r.agreement_version as agreement,
  r.agreement_digest as digest, r.requested_at as "requestedAt", r.withdrawn_at as "withdrawnAt",
  r.withdrawn_by as "withdrawnBy"`;

/** The open requests of an end user of a service. */
export async function listOpenRequests(sql: Sql, serviceId: string, endUser: string): Promise<RequestRow[]> {
  const { rows } = await sql.query<RequestRow>(
    `select ${REQUEST} from label_lift_request r
      where r.service_id = $1 and r.end_user = $2 and r.withdrawn_at is null order by r.requested_at, r.id`,
    [serviceId, endUser],
  );
  return rows;
}

/** Stores a request. */
export async function insertRequest(tx: Sql, row: RequestRow): Promise<void> {
  await tx.query(
    `insert into label_lift_request (id, service_id, end_user, agreement_version, agreement_digest, requested_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [row.id, row.serviceId, row.endUser, row.agreement, row.digest, row.requestedAt],
  );
}

/** Withdraws open requests: of an end user of a service, or the one with this id. Returns which they were. */
export async function withdrawRequests(
  tx: Sql,
  which: { readonly serviceId: string; readonly endUser: string } | { readonly id: string },
  { by, reason }: Withdrawal,
  at: Date,
): Promise<Pick<RequestRow, 'id' | 'serviceId' | 'endUser'>[]> {
  const [condition, values] =
    'id' in which ? ['id = $4', [which.id]] : ['service_id = $4 and end_user = $5', [which.serviceId, which.endUser]];
  const { rows } = await tx.query<Pick<RequestRow, 'id' | 'serviceId' | 'endUser'>>(
    `update label_lift_request set withdrawn_at = $1, withdrawn_by = $2, withdrawn_reason = $3
      where ${condition} and withdrawn_at is null returning id, service_id as "serviceId", end_user as "endUser"`,
    [at, by, reason, ...values],
  );
  return rows;
}

export type ListedRequest = RequestRow & { readonly lifted: number; readonly cursorAt: string };

/** Requests with how much left under each, newest first. */
export async function findRequests(
  sql: Sql,
  filter: Omit<LiftFilter, 'from' | 'to'> & { readonly state: 'open' | 'withdrawn' | null },
  after: Cursor | null,
  limit: number,
): Promise<ListedRequest[]> {
  const { rows } = await sql.query<ListedRequest>(
    `select ${REQUEST}, ${microseconds('r.requested_at')} as "cursorAt",
            (select count(*)::int from label_lift l where l.request_id = r.id) as lifted
       from label_lift_request r
      where ($1::text is null or r.service_id = $1)
        and ($2::text is null or r.id = $2 or r.end_user = any($3::text[]))
        and ($4::text is null or (r.withdrawn_at is null) = ($4 = 'open'))
        and ($5::timestamptz is null or (r.requested_at, r.id) < ($5, $6))
      order by r.requested_at desc, r.id desc limit $7`,
    [
      filter.serviceId,
      filter.search?.id ?? null,
      filter.search?.endUsers ?? [],
      filter.state,
      after?.at ?? null,
      after?.id ?? null,
      limit,
    ],
  );
  return rows;
}

/** Writes down that a content left without explicit label. */
export async function insertLift(tx: Sql, row: LiftRow): Promise<void> {
  await tx.query(
    `insert into label_lift (id, request_id, service_id, end_user, agreement_version, exchange_id, produce_id, kind,
                             lifted_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.id,
      row.requestId,
      row.serviceId,
      row.endUser,
      row.agreement,
      row.exchangeId,
      row.produceId,
      row.kind,
      row.at,
      row.expiresAt,
    ],
  );
}

const LIFT = `l.id, l.request_id as "requestId", l.service_id as "serviceId", l.end_user as "endUser",
  l.agreement_version as agreement, l.exchange_id as "exchangeId", l.produce_id as "produceId", l.kind,
  l.lifted_at as at, l.expires_at as "expiresAt"`;

const MATCHES = `($1::text is null or l.service_id = $1)
  and ($2::text is null or l.produce_id = $2 or l.exchange_id = $2 or l.request_id = $2 or l.end_user = any($3::text[]))
  and ($4::timestamptz is null or l.lifted_at >= $4) and ($5::timestamptz is null or l.lifted_at < $5)`;

const filterValues = ({ serviceId, search, from, to }: LiftFilter): unknown[] => [
  serviceId,
  search?.id ?? null,
  search?.endUsers ?? [],
  from,
  to,
];

export type ListedLift = LiftRow & { readonly cursorAt: string };

/** What left without explicit label, newest first. */
export async function findLifts(
  sql: Sql,
  filter: LiftFilter,
  after: Cursor | null,
  limit: number,
): Promise<ListedLift[]> {
  const { rows } = await sql.query<ListedLift>(
    `select ${LIFT}, ${microseconds('l.lifted_at')} as "cursorAt" from label_lift l
      where ${MATCHES} and ($6::timestamptz is null or (l.lifted_at, l.id) < ($6, $7))
      order by l.lifted_at desc, l.id desc limit $8`,
    [...filterValues(filter), after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** How much of each kind left without explicit label. */
export async function countLifts(sql: Sql, filter: LiftFilter): Promise<{ kind: LiftRow['kind']; count: number }[]> {
  const { rows } = await sql.query<{ kind: LiftRow['kind']; count: number }>(
    `select l.kind, count(*)::int as count from label_lift l where ${MATCHES} group by l.kind order by l.kind`,
    filterValues(filter),
  );
  return rows;
}

/** Removes deliveries whose time is over, at most `limit`; returns how many. */
export async function deleteExpiredLifts(tx: Sql, now: Date, limit: number): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from label_lift where id in
       (select id from label_lift where expires_at <= $1 order by expires_at limit $2 for update skip locked)`,
    [now, limit],
  );
  return rowCount;
}

/** Is there a delivery whose time is over? */
export async function hasExpiredLifts(sql: Sql, now: Date): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>(
    'select exists (select from label_lift where expires_at <= $1) as found',
    [now],
  );
  return rows[0]?.found === true;
}

/** Services that anyone ever asked of: pseudonyms are made per service. */
export async function listAskedServiceIds(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select distinct service_id as id from label_lift_request order by 1',
  );
  return rows.map(({ id }) => id);
}

function microseconds(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
