import type { Sql } from '../../../store/index.ts';

const OWN = '(select id from exchange where end_user = $1)';
const OWN_KEYS = '(select id from content_key where subject = $1)';

export interface PersonalFiles {
  /** In the file store. */
  readonly stored: readonly string[];
  /** In the database, from before there was a file store. */
  readonly inRows: number;
  /** Numbers in the register of what was made. */
  readonly registered: number;
  readonly newestAt: Date | null;
}

/** Files that wait for one end user, and what the register says was made for them. */
export async function findFiles(sql: Sql, endUser: string): Promise<PersonalFiles> {
  const stored = await sql.query<{ id: string }>(
    `select id from stored_file where content_key in ${OWN_KEYS} and deleted_at is null order by id`,
    [endUser],
  );
  const { rows } = await sql.query<Omit<PersonalFiles, 'stored'>>(
    `select (select count(*)::int from produced_file where content_key in ${OWN_KEYS}) as "inRows",
            (select count(*)::int from produced_content where exchange_id in ${OWN}) as registered,
            (select max(made_at) from produced_content where exchange_id in ${OWN}) as "newestAt"`,
    [endUser],
  );
  const [counts = { inRows: 0, registered: 0, newestAt: null }] = rows;
  return { ...counts, stored: stored.rows.map(({ id }) => id) };
}

/** Removes files of one end user that lie in the database; returns how many. */
export async function deleteRowFiles(tx: Sql, endUser: string): Promise<number> {
  return (await tx.query(`delete from produced_file where content_key in ${OWN_KEYS}`, [endUser])).rowCount;
}

export interface RegisteredContent {
  readonly produceId: string;
  readonly kind: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly label: string;
  readonly madeAt: Date;
}

/** What the register says was made for one end user. */
export async function listRegistered(sql: Sql, endUser: string): Promise<RegisteredContent[]> {
  const { rows } = await sql.query<RegisteredContent>(
    `select produce_id as "produceId", kind, media_type as "mediaType", bytes, label, made_at as "madeAt"
       from produced_content where exchange_id in ${OWN} order by made_at, produce_id`,
    [endUser],
  );
  return rows;
}

export interface LiftCounts {
  readonly open: number;
  readonly removable: number;
  readonly kept: number;
  readonly keptUntil: Date | null;
}

// May go: what is past its term, and requests that ended a while ago and by which nothing on record left.
const OLD_REQUEST = `r.withdrawn_at < $3 and not exists (select from label_lift l where l.request_id = r.id)`;

/** Requests for content without explicit label and what left by them. `endedBefore` is when an ended request may go. */
export async function countPersonalLifts(sql: Sql, endUser: string, now: Date, endedBefore: Date): Promise<LiftCounts> {
  const { rows } = await sql.query<LiftCounts>(
    `with request as (select r.*, ${OLD_REQUEST} as is_old from label_lift_request r where r.end_user = $1),
          lift as (select * from label_lift where end_user = $1)
     select (select count(*)::int from request where withdrawn_at is null) as open,
            ((select count(*) from request where is_old) + (select count(*) from lift where expires_at <= $2))::int as removable,
            ((select count(*) from request where withdrawn_at is not null and not is_old)
              + (select count(*) from lift where expires_at > $2))::int as kept,
            greatest((select max(expires_at) from lift),
                     (select max(withdrawn_at) + ($2 - $3) from request)) as "keptUntil"`,
    [endUser, now, endedBefore],
  );
  return rows[0] ?? { open: 0, removable: 0, kept: 0, keptUntil: null };
}

/** Removes what may go; returns how many rows. */
export async function deletePersonalLifts(tx: Sql, endUser: string, now: Date, endedBefore: Date): Promise<number> {
  const lifts = await tx.query('delete from label_lift where end_user = $1 and expires_at <= $2', [endUser, now]);
  const requests = await tx.query(
    `delete from label_lift_request r where r.end_user = $1 and $2::timestamptz is not null and ${OLD_REQUEST}`,
    [endUser, now, endedBefore],
  );
  return lifts.rowCount + requests.rowCount;
}

/** What one end user agreed to, and what they got by it. */
export async function listPersonalLifts(
  sql: Sql,
  endUser: string,
): Promise<
  {
    readonly agreement: string;
    readonly requestedAt: Date;
    readonly withdrawnAt: Date | null;
    readonly lifted: number;
  }[]
> {
  const { rows } = await sql.query<{
    agreement: string;
    requestedAt: Date;
    withdrawnAt: Date | null;
    lifted: number;
  }>(
    `select agreement_version as agreement, requested_at as "requestedAt", withdrawn_at as "withdrawnAt",
            (select count(*)::int from label_lift l where l.request_id = r.id) as lifted
       from label_lift_request r where end_user = $1 order by requested_at, id`,
    [endUser],
  );
  return rows;
}
