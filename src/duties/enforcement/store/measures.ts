import type { MeasureEnd } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ActiveMeasure, StoredAppeal, StoredMeasure } from '../model.ts';

const MEASURE = `m.id, m.number, m.service_id as "serviceId", s.name as "serviceName", m.end_user as "endUser", m.rung, m.state,
  m.automated, m.ground, m.policy_version as "policyVersion", m.risks, m.strikes, m.first_at as "firstAt", m.last_at as "lastAt",
  m.endpoints, m.imposed_at as "imposedAt", m.imposed_by as "imposedBy", m.confirmed_at as "confirmedAt",
  m.confirmed_by as "confirmedBy", m.starts_at as "startsAt", m.ends_at as "endsAt", m.days, m.ended_at as "endedAt",
  m.ended_by as "endedBy", m.ended_reason as "endedReason", m.receipt, m.appeal_until as "appealUntil",
  m.content_key as "contentKey", m.content, m.end_key as "endKey", m.end_content as "endContent",
  a.id as "a_id", a.channel as "a_channel", a.language as "a_language", a.received_at as "a_receivedAt", a.due_at as "a_dueAt",
  a.state as "a_state", a.outcome as "a_outcome", a.decided_at as "a_decidedAt", a.decided_by as "a_decidedBy",
  a.content_key as "a_contentKey", a.content as "a_content", a.answer_key as "a_answerKey", a.answer as "a_answer"`;
const FROM = 'from measure m join service s on s.id = m.service_id left join measure_appeal a on a.measure_id = m.id';

type Row = Omit<StoredMeasure, 'appeal'> & {
  readonly [K in keyof StoredAppeal as `a_${K}`]: StoredAppeal[K] | null;
};

function toMeasure(row: Row): StoredMeasure {
  const {
    a_id: id,
    a_channel: channel,
    a_language: language,
    a_receivedAt: receivedAt,
    a_dueAt: dueAt,
    a_state: state,
    a_outcome: outcome,
    a_decidedAt: decidedAt,
    a_decidedBy: decidedBy,
    a_contentKey: contentKey,
    a_content: content,
    a_answerKey: answerKey,
    a_answer: answer,
    ...measure
  } = row;
  if (id === null || channel === null || language === null || receivedAt === null || dueAt === null || state === null)
    return { ...measure, appeal: null };
  if (contentKey === null || content === null) return { ...measure, appeal: null };
  const decided = { outcome, decidedAt, decidedBy, answerKey, answer };
  return { ...measure, appeal: { id, channel, language, receivedAt, dueAt, state, contentKey, content, ...decided } };
}

/** One measure. */
export async function readMeasure(sql: Sql, id: string): Promise<StoredMeasure | undefined> {
  const { rows } = await sql.query<Row>(`select ${MEASURE} ${FROM} where m.id = $1`, [id]);
  return rows[0] === undefined ? undefined : toMeasure(rows[0]);
}

/** The same; nobody else changes it until the transaction ends. */
export async function readMeasureForUpdate(sql: Sql, id: string): Promise<StoredMeasure | undefined> {
  await sql.query('select from measure where id = $1 for update', [id]);
  return await readMeasure(sql, id);
}

/** Everything that was done to one user, newest first. */
export async function listOfUser(sql: Sql, endUser: string): Promise<StoredMeasure[]> {
  const { rows } = await sql.query<Row>(
    `select ${MEASURE} ${FROM} where m.end_user = $1 order by m.imposed_at desc, m.id desc limit 200`,
    [endUser],
  );
  return rows.map(toMeasure);
}

export interface MeasureFilter {
  readonly heap: 'proposed' | 'active' | 'appeals' | 'ended';
  readonly serviceId: string | null;
  readonly now: Date;
}
export interface MeasureCursor {
  readonly at: string;
  readonly id: string;
}

const ORDERS = {
  proposed: { column: 'm.imposed_at', id: 'm.id', isNewestFirst: false },
  active: { column: 'm.imposed_at', id: 'm.id', isNewestFirst: true },
  ended: { column: 'm.imposed_at', id: 'm.id', isNewestFirst: true },
  appeals: { column: 'a.due_at', id: 'a.measure_id', isNewestFirst: false },
} as const;
const HEAPS = {
  proposed: `m.state = 'proposed'`,
  active: `m.state = 'active'`,
  ended: `m.state in ('ended', 'rejected')`,
  appeals: `a.state = 'open'`,
} as const;

/** The statement of one page of the desk, in the order of an index. */
export function pageQuery(
  { heap, serviceId }: Omit<MeasureFilter, 'now'>,
  page: { readonly after: MeasureCursor | null; readonly limit: number },
): { readonly text: string; readonly params: readonly unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const { column, id, isNewestFirst } = ORDERS[heap];
  const [compared, direction] = isNewestFirst ? ['<', ' desc'] : ['>', ''];
  const conditions: string[] = [HEAPS[heap]];
  if (serviceId !== null) conditions.push(`m.service_id = ${param(serviceId)}`);
  if (page.after !== null)
    conditions.push(`(${column}, ${id}) ${compared} (${param(page.after.at)}::timestamptz, ${param(page.after.id)})`);
  const text = `select ${MEASURE}, ${column}::text as "cursorAt" ${FROM} where ${conditions.join(' and ')}
     order by ${column}${direction}, ${id}${direction} limit ${param(page.limit)}`;
  return { text, params };
}

/** One page of the desk: appeals and proposals by what waits longest, the others newest first. */
export async function findMeasures(
  sql: Sql,
  filter: Omit<MeasureFilter, 'now'>,
  page: { readonly after: MeasureCursor | null; readonly limit: number },
): Promise<(StoredMeasure & { readonly cursorAt: string })[]> {
  const { text, params } = pageQuery(filter, page);
  const { rows } = await sql.query<Row & { cursorAt: string }>(text, params);
  return rows.map(({ cursorAt, ...row }) => ({ ...toMeasure(row), cursorAt }));
}

/** What staff call so: a number, an id, a receipt, or everything of a pseudonym; newest first. */
export async function findCalled(sql: Sql, called: string, receipt: string): Promise<StoredMeasure[]> {
  const { rows } = await sql.query<Row>(
    `select ${MEASURE} ${FROM} where m.id = $1 or m.end_user = $1 or m.receipt = $2
         or m.number = case when $1 ~ '^[0-9]{1,9}$' then $1::int end
      order by m.imposed_at desc, m.id desc limit 200`,
    [called, receipt],
  );
  return rows.map(toMeasure);
}

const COUNT_MAX = 1_000;

/** How many there are in each heap, up to 1,000. */
export async function countHeaps(sql: Sql, now: Date) {
  const { rows } = await sql.query<{ proposed: number; active: number; appeals: number; overdue: number }>(
    `select (select count(*)::int from (select from measure where state = 'proposed' limit ${COUNT_MAX}) p) as proposed,
            (select count(*)::int from (select from measure where state = 'active' limit ${COUNT_MAX}) m) as active,
            (select count(*)::int from (select from measure_appeal where state = 'open' limit ${COUNT_MAX}) a) as appeals,
            (select count(*)::int from (select from measure_appeal where state = 'open' and due_at <= $1
                                         limit ${COUNT_MAX}) o) as overdue`,
    [now],
  );
  return rows[0] ?? { proposed: 0, active: 0, appeals: 0, overdue: 0 };
}

/** Every measure after one of them, in the order of their ids, for a file. */
export async function nextMeasures(sql: Sql, after: string, limit: number): Promise<StoredMeasure[]> {
  const { rows } = await sql.query<Row>(`select ${MEASURE} ${FROM} where m.id > $1 order by m.id limit $2`, [
    after,
    limit,
  ]);
  return rows.map(toMeasure);
}

export type NewMeasure = Omit<
  StoredMeasure,
  | 'number'
  | 'serviceName'
  | 'appeal'
  | 'confirmedAt'
  | 'confirmedBy'
  | 'endedAt'
  | 'endedBy'
  | 'endedReason'
  | 'endKey'
  | 'endContent'
>;

/** Stores a new measure and returns its number. */
export async function insertMeasure(tx: Sql, given: NewMeasure): Promise<number> {
  const { rows } = await tx.query<{ number: number }>(
    `insert into measure (id, service_id, end_user, rung, state, automated, ground, policy_version, risks, strikes, first_at,
                          last_at, endpoints, imposed_at, imposed_by, starts_at, ends_at, days, receipt, appeal_until,
                          content_key, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
     returning number`,
    [
      given.id,
      given.serviceId,
      given.endUser,
      given.rung,
      given.state,
      given.automated,
      given.ground,
      given.policyVersion,
      given.risks,
      given.strikes,
      given.firstAt,
      given.lastAt,
      given.endpoints,
      given.imposedAt,
      given.imposedBy,
      given.startsAt,
      given.endsAt,
      given.days,
      given.receipt,
      given.appealUntil,
      given.contentKey,
      given.content,
    ],
  );
  return rows[0]?.number ?? 0;
}

/** A proposal takes effect. */
export async function confirmMeasure(
  tx: Sql,
  id: string,
  given: {
    readonly at: Date;
    readonly by: string;
    readonly endsAt: Date | null;
    readonly receipt: string;
    readonly appealUntil: Date;
  },
): Promise<void> {
  await tx.query(
    `update measure set state = 'active', automated = false, confirmed_at = $2, confirmed_by = $3, starts_at = $2, ends_at = $4,
            receipt = $5, appeal_until = $6 where id = $1`,
    [id, given.at, given.by, given.endsAt, given.receipt, given.appealUntil],
  );
}

/** A measure ends, or a proposal is not confirmed. */
export async function endMeasure(
  tx: Sql,
  id: string,
  given: {
    readonly at: Date;
    readonly by: string;
    readonly reason: MeasureEnd;
    readonly words: { readonly key: string; readonly content: Buffer } | null;
  },
): Promise<void> {
  await tx.query(
    `update measure set state = case when $4 = 'rejected' then 'rejected' else 'ended' end, ended_at = $2, ended_by = $3,
            ended_reason = $4, end_key = $5, end_content = $6 where id = $1`,
    [id, given.at, given.by, given.reason, given.words?.key ?? null, given.words?.content ?? null],
  );
}

/** Everything that is in force, for the gateway's memory. */
export async function listInForce(sql: Sql, now: Date): Promise<(ActiveMeasure & { readonly endUser: string })[]> {
  const { rows } = await sql.query<ActiveMeasure & { endUser: string }>(
    `select id, number, end_user as "endUser", rung, endpoints, ends_at as "endsAt", receipt from measure
      where state = 'active' and (ends_at is null or ends_at > $1)`,
    [now],
  );
  return rows;
}

/** Measures whose time is over. */
export async function listOver(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from measure where state = 'active' and ends_at <= $1 order by ends_at limit $2`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** Names of members of staff by what entries call them. */
export async function namesOf(sql: Sql, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ actor: string; name: string }>(
    `select 'staff:' || id as actor, name from staff where 'staff:' || id = any($1)`,
    [actors],
  );
  return new Map(rows.map(({ actor, name }) => [actor, name]));
}

/** How many measures in force lack what the person must be told: a receipt, an end, or time to appeal. */
export async function countWithoutReasons(sql: Sql): Promise<{ readonly inForce: number; readonly lacking: number }> {
  const { rows } = await sql.query<{ inForce: number; lacking: number }>(
    `select count(*)::int as "inForce",
            count(*) filter (where receipt is null or appeal_until is null or (automated and ends_at is null)
                               or (rung = 'end' and imposed_by not like 'staff:%'))::int as lacking
       from measure where state = 'active'`,
  );
  return rows[0] ?? { inForce: 0, lacking: 0 };
}
