import type { ExchangeDetail, Outcome } from '../contract/index.ts';
import type { Sql } from '../store/index.ts';
import type { Bucket, ExchangeFilter, FoundExchange, Latency, SealedPart, StoredExchange } from './model.ts';

interface FoundRow {
  readonly id: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly endUser: string | null;
  readonly endpoint: string;
  readonly model: string;
  readonly stream: boolean;
  readonly synthetic: boolean;
  readonly openedAt: Date;
  readonly openedAtText: string;
  readonly promptChars: number;
  readonly closedAt: Date | null;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly risks: string[];
  readonly hits: number;
  readonly outputChars: number | null;
  readonly firstTokenMs: number | null;
  readonly totalMs: number | null;
}

const FOUND_COLUMNS = `e.id, e.service_id as "serviceId", coalesce(s.name, e.service_id) as "serviceName",
  e.end_user as "endUser", e.endpoint, e.model, e.stream, e.synthetic, e.opened_at as "openedAt",
  to_char(e.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "openedAtText",
  e.prompt_chars as "promptChars", c.closed_at as "closedAt", coalesce(c.outcome, 'open') as outcome, c.reason,
  coalesce(c.risks, '{}') as risks, coalesce(c.hits, 0) as hits, c.output_chars as "outputChars",
  c.first_token_ms as "firstTokenMs", c.total_ms as "totalMs"`;

const FROM = `from exchange e
  left join exchange_close c on c.exchange_id = e.id
  left join service s on s.id = e.service_id`;

function foundOf({ openedAtText, ...row }: FoundRow): FoundExchange {
  return { row, cursor: { openedAt: openedAtText, id: row.id } };
}

/** The newest exchanges that match, at most `limit`, never their content. */
export async function findExchanges(sql: Sql, filter: ExchangeFilter, limit: number): Promise<FoundExchange[]> {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, param);
  const { rows } = await sql.query<FoundRow>(
    `select ${FOUND_COLUMNS} ${FROM} where ${conditions.join(' and ')}
     order by e.opened_at desc, e.id desc limit ${param(limit)}`,
    params,
  );
  return rows.map(foundOf);
}

function conditionsOf(filter: ExchangeFilter, param: (value: unknown) => string): string[] {
  const { search, outcome, serviceId, risk, hits, from, to, after } = filter;
  const conditions = ['true'];
  if (search !== null) {
    const id = param(search.id);
    conditions.push(
      `(e.id = ${id} or e.id = (select p.exchange_id from produced_content p where p.produce_id = ${id})
        or e.end_user = any(${param(search.endUsers)}::text[]))`,
    );
  }
  // Open ones are few among very many: the two primary keys are compared first, without touching a row.
  if (outcome === 'open') {
    conditions.push(`e.id = any(array(
      select o.id from exchange o where not exists (select from exchange_close d where d.exchange_id = o.id)))`);
  } else if (outcome !== null) conditions.push(`c.outcome = ${param(outcome)}`);
  if (serviceId !== null) conditions.push(`e.service_id = ${param(serviceId)}`);
  // A risk comes from a hit; saying so lets the index of the exchanges with hits serve.
  if (risk !== null) conditions.push(`c.risks @> array[${param(risk)}]::text[] and c.hits > 0`);
  if (hits === 'any') conditions.push('c.hits > 0');
  if (hits === 'none') conditions.push('coalesce(c.hits, 0) = 0');
  if (from !== null) conditions.push(`e.opened_at >= ${param(from)}`);
  if (to !== null) conditions.push(`e.opened_at < ${param(to)}`);
  if (after !== null) {
    conditions.push(`(e.opened_at, e.id) < (${param(after.openedAt)}::timestamptz, ${param(after.id)})`);
  }
  return conditions;
}

type StoredRow = FoundRow & {
  readonly keyHint: string | null;
  readonly upstreamName: string | null;
  readonly replaced: number;
  readonly heldCharsMax: number | null;
  readonly openedEntryId: string;
  readonly openedKeyId: string;
  readonly openedContent: Buffer;
  readonly closedEntryId: string | null;
  readonly closedKeyId: string | null;
  readonly closedContent: Buffer | null;
};

/** One exchange with its sealed content and the names of what it refers to. */
export async function findExchange(sql: Sql, id: string): Promise<StoredExchange | null> {
  const { rows } = await sql.query<StoredRow>(
    `select ${FOUND_COLUMNS}, k.hint as "keyHint", u.name as "upstreamName", coalesce(c.replaced, 0) as replaced,
       c.held_chars_max as "heldCharsMax", e.entry_id as "openedEntryId", e.content_key as "openedKeyId",
       e.content as "openedContent", c.entry_id as "closedEntryId", c.content_key as "closedKeyId",
       c.content as "closedContent"
     ${FROM} left join api_key k on k.id = e.api_key_id left join upstream u on u.id = c.upstream_id
     where e.id = $1`,
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { openedEntryId, openedKeyId, openedContent, closedEntryId, closedKeyId, closedContent, ...rest } = row;
  const { keyHint, upstreamName, replaced, heldCharsMax, ...found } = rest;
  const closed: SealedPart | null =
    closedEntryId === null || closedKeyId === null || closedContent === null
      ? null
      : { entryId: closedEntryId, keyId: closedKeyId, content: closedContent };
  const opened = { entryId: openedEntryId, keyId: openedKeyId, content: openedContent };
  return { ...foundOf(found), keyHint, upstreamName, replaced, heldCharsMax, opened, closed };
}

/** The exchange with this id, or that made the content with this number; never its content. */
export async function findExchangeOf(
  sql: Sql,
  id: string,
): Promise<{ readonly exchangeId: string; readonly serviceId: string } | undefined> {
  const { rows } = await sql.query<{ exchangeId: string; serviceId: string }>(
    `select e.id as "exchangeId", e.service_id as "serviceId" from exchange e
      where e.id = $1 or e.id = (select p.exchange_id from produced_content p where p.produce_id = $1)`,
    [id],
  );
  return rows[0];
}

/** What the register has of the files that an exchange made, in the order of their numbers. */
export async function listProduced(sql: Sql, exchangeId: string): Promise<ExchangeDetail['produced']> {
  const { rows } = await sql.query<ExchangeDetail['produced'][number]>(
    `select produce_id as "produceId", kind, format, bytes, explicit, explicit_reason as "explicitReason"
       from produced_content where exchange_id = $1 order by made_at, produce_id`,
    [exchangeId],
  );
  return rows;
}

/** Every service that ever was: pseudonyms are made per service. */
export async function listServiceIds(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>('select id from service order by id');
  return rows.map(({ id }) => id);
}

// Exchanges that the console's trials and the board's probes made; those that end in the window began a day before at most. Few,
// with an index of their own, so that they are told apart without a join.
const SYNTHETIC = `array(select s.id from exchange s where s.synthetic and s.opened_at >= $1::timestamptz - interval '1 day')`;

/** What happened to the exchanges opened since `from`, by steps counted from `from`; empty steps are left out. */
export async function readBuckets(sql: Sql, from: Date, stepMs: number): Promise<Bucket[]> {
  const { rows } = await sql.query<Bucket>(
    // An exchange closes after it opens, so the closings are bounded as well; the minute is for clocks that differ.
    `select date_bin($2::int * interval '1 millisecond', e.opened_at, $1) as at,
       count(*)::int as exchanges,
       (count(*) filter (where c.exchange_id is null))::int as open,
       (count(*) filter (where c.outcome = 'completed'))::int as completed,
       (count(*) filter (where c.outcome = 'refused'))::int as refused,
       (count(*) filter (where c.outcome = 'cut'))::int as cut,
       (count(*) filter (where c.outcome = 'aborted'))::int as aborted,
       (count(*) filter (where c.outcome in ('failed', 'timed-out')))::int as failed,
       coalesce(sum(c.hits), 0)::float8 as hits,
       coalesce(sum(c.replaced), 0)::float8 as replaced,
       coalesce(sum(c.output_chars), 0)::float8 as "outputChars"
     from exchange e
     left join exchange_close c on c.exchange_id = e.id and c.closed_at >= $1::timestamptz - interval '1 minute'
     where e.opened_at >= $1 and not e.synthetic
     group by 1 order by 1`,
    [from, stepMs],
  );
  return rows;
}

/** Percentiles over the exchanges closed since `from`. */
export async function readLatency(sql: Sql, from: Date): Promise<Latency> {
  const { rows } = await sql.query<{ firstToken: (number | null)[] | null; total: (number | null)[] | null }>(
    `select percentile_cont(array[0.5, 0.99]) within group (order by first_token_ms) as "firstToken",
            percentile_cont(array[0.5, 0.99]) within group (order by total_ms) as total
     from exchange_close where closed_at >= $1 and exchange_id <> all(${SYNTHETIC})`,
    [from],
  );
  const { firstToken, total } = rows[0] ?? { firstToken: null, total: null };
  return {
    firstTokenP50Ms: firstToken?.[0] ?? null,
    firstTokenP99Ms: firstToken?.[1] ?? null,
    totalP50Ms: total?.[0] ?? null,
    totalP99Ms: total?.[1] ?? null,
  };
}

/** How many exchanges closed since `from` had hits of each risk, most first. */
export async function readRisks(sql: Sql, from: Date): Promise<{ code: string; exchanges: number }[]> {
  const { rows } = await sql.query<{ code: string; exchanges: number }>(
    `select code, count(*)::int as exchanges
     from exchange_close c cross join unnest(c.risks) as code
     where c.closed_at >= $1 and c.hits > 0 and c.exchange_id <> all(${SYNTHETIC})
     group by code order by exchanges desc, code`,
    [from],
  );
  return rows;
}

export interface StoredFilter {
  /** Opened at or after. */
  readonly since: Date | null;
  /** null = of every service. */
  readonly serviceIds: readonly string[] | null;
}

export interface StoredParts {
  readonly id: string;
  readonly cursor: string;
  readonly openedKeyId: string;
  readonly openedContent: Buffer;
  readonly closedKeyId: string | null;
  readonly closedContent: Buffer | null;
}

const STORED = `e.opened_at >= coalesce($1::timestamptz, '-infinity') and ($2::text[] is null or e.service_id = any($2))`;

/** How many exchanges there are to read, counting no further than `limit`. */
export async function countStored(sql: Sql, { since, serviceIds }: StoredFilter, limit: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from (select from exchange e where ${STORED} limit $3) as found`,
    [since, serviceIds, limit],
  );
  return rows[0]?.count ?? 0;
}

/** The next exchanges with their sealed content, newest first, after the cursor of the last one before. */
export async function nextStored(
  sql: Sql,
  { since, serviceIds }: StoredFilter,
  after: string | null,
  limit: number,
): Promise<StoredParts[]> {
  const [openedAt = null, id = null] = after?.split(' ') ?? [];
  const { rows } = await sql.query<StoredParts>(
    `select e.id, to_char(e.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || ' ' || e.id as cursor,
            e.content_key as "openedKeyId", e.content as "openedContent",
            c.content_key as "closedKeyId", c.content as "closedContent"
       from exchange e left join exchange_close c on c.exchange_id = e.id
      where ${STORED} and ($3::timestamptz is null or (e.opened_at, e.id) < ($3::timestamptz, $4))
      order by e.opened_at desc, e.id desc limit $5`,
    [since, serviceIds, openedAt, id, limit],
  );
  return rows;
}

/** What is left of an exchange, for whoever checks that it was recorded. */
export interface ExchangeRecord {
  readonly synthetic: boolean;
  /** null while there is no closing record. */
  readonly outcome: string | null;
  /** Bodies of its two entries in the log; null for one that is not there. */
  readonly opened: string | null;
  readonly closed: string | null;
}

/** The record of an exchange without its content. */
export async function readRecord(sql: Sql, id: string): Promise<ExchangeRecord | undefined> {
  const { rows } = await sql.query<ExchangeRecord>(
    `select e.synthetic, c.outcome, o.body as opened, k.body as closed
       from exchange e left join exchange_close c on c.exchange_id = e.id
       left join evidence_entry o on o.id = e.entry_id left join evidence_entry k on k.id = c.entry_id
      where e.id = $1`,
    [id],
  );
  return rows[0];
}

/** Those of these exchanges whose record says that what was entered may be used for training; one that says nothing is none of them. */
export async function findTrainable(sql: Sql, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    `select e.id from exchange e join evidence_entry o on o.id = e.entry_id
      where e.id = any($1) and o.body::jsonb #>> '{data,trainingUse}' = 'allowed'`,
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** How many of these exchanges have a row. */
export async function countExisting(sql: Sql, ids: readonly string[]): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    'select count(*)::int as count from exchange where id = any($1)',
    [ids],
  );
  return rows[0]?.count ?? 0;
}
