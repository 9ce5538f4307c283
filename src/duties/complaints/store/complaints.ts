import type { Sql } from '../../../store/index.ts';
import type { ComplaintChange, StoredComplaint } from '../model.ts';

export interface Cursor {
  readonly at: string;
  readonly id: string;
}

const COMPLAINT = `c.id, c.number, c.receipt, c.kind, c.channel, c.language, c.service_id as "serviceId", s.name as "serviceName",
  c.exchange_id as "exchangeId", c.case_id as "caseId", c.state, c.received_at as "receivedAt", c.round_at as "roundAt",
  c.acknowledge_due_at as "acknowledgeDueAt", c.answer_due_at as "answerDueAt", c.acknowledged_at as "acknowledgedAt",
  c.answered_at as "answeredAt", c.outcome, c.reopen_until as "reopenUntil", c.reopened, c.paused_at as "pausedAt",
  c.paused_reason as "pausedReason", c.assigned_to as "assignedTo", m.name as "assignedName", c.escalated_by as "escalatedBy",
  c.merged_into as "mergedInto", c.contact_channel as "contactChannel", c.ended_at as "endedAt",
  (select count(*)::int from complaint_attachment a where a.complaint_id = c.id) as attachments,
  c.content_key as "contentKey", c.content`;
const FROM = 'from complaint c left join service s on s.id = c.service_id left join staff m on m.id = c.assigned_to';

export interface ComplaintFilter {
  readonly state: 'open' | 'overdue' | 'paused' | 'ended';
  readonly kind: string | null;
  /** Id of a member of staff, `nobody`, or null for all. */
  readonly assignee: string | null;
  readonly now: Date;
}

/** The rest of the conditions of a list; `param` keeps their values. */
function conditionsOf(filter: ComplaintFilter, param: (value: unknown) => string): string[] {
  const conditions = [
    'not c.synthetic',
    filter.state === 'ended' ? 'c.ended_at is not null' : 'c.queue_at is not null',
  ];
  if (filter.state === 'overdue') conditions.push(`c.queue_at <= ${param(filter.now)}`);
  if (filter.state === 'paused') conditions.push(`c.queue_at = 'infinity'`);
  if (filter.kind !== null) conditions.push(`c.kind = ${param(filter.kind)}`);
  if (filter.assignee === 'nobody') conditions.push('c.assigned_to is null');
  else if (filter.assignee !== null) conditions.push(`c.assigned_to = ${param(filter.assignee)}`);
  return conditions;
}

/** One page of the desk: open ones by what is due first, ended ones by what ended last. The page is cut before anything is joined. */
export async function findComplaints(
  sql: Sql,
  filter: ComplaintFilter,
  page: { readonly after: Cursor | null; readonly limit: number },
): Promise<(StoredComplaint & { readonly cursorAt: string })[]> {
  const { text, params } = pageQuery(filter, page);
  return (await sql.query<StoredComplaint & { cursorAt: string }>(text, params)).rows;
}

/** The statement of `findComplaints`, for the bench to explain. */
export function pageQuery(
  filter: ComplaintFilter,
  page: { readonly after: Cursor | null; readonly limit: number },
): { readonly text: string; readonly params: unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = conditionsOf(filter, param);
  const isEnded = filter.state === 'ended';
  const [column, compared, order] = isEnded
    ? ['c.ended_at', '<', 'c.ended_at desc, c.id desc']
    : ['c.queue_at', '>', 'c.queue_at, c.id'];
  if (page.after !== null)
    conditions.push(`(${column}, c.id) ${compared} (${param(page.after.at)}::timestamptz, ${param(page.after.id)})`);
  const text = `with page as (select c.* from complaint c where ${conditions.join(' and ')} order by ${order} limit ${param(page.limit)})
     select ${COMPLAINT}, ${column}::text as "cursorAt" ${FROM.replace('from complaint c', 'from page c')} order by ${order}`;
  return { text, params };
}

const COUNT_MAX = 1_000;

/** How many there are, up to 1,000. */
export async function countComplaints(sql: Sql, filter: ComplaintFilter): Promise<number> {
  const params: unknown[] = [];
  const conditions = conditionsOf(filter, (value) => `$${params.push(value)}`);
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from (select from complaint c where ${conditions.join(' and ')} limit ${COUNT_MAX}) as capped`,
    params,
  );
  return rows[0]?.count ?? 0;
}

/** One complaint. */
export async function readComplaint(sql: Sql, id: string): Promise<StoredComplaint | undefined> {
  return (await sql.query<StoredComplaint>(`select ${COMPLAINT} ${FROM} where c.id = $1`, [id])).rows[0];
}

/** The same; nobody else changes it until the transaction ends. */
export async function readComplaintForUpdate(sql: Sql, id: string): Promise<StoredComplaint | undefined> {
  await sql.query('select from complaint where id = $1 for update', [id]);
  return await readComplaint(sql, id);
}

/** The id of the complaint that staff or the complainant call so: its number, or its receipt. */
export async function findComplaintId(sql: Sql, called: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from complaint
      where not synthetic and (receipt = $1 or number = case when $1 ~ '^[0-9]{1,9}$' then $1::int end) limit 1`,
    [called],
  );
  return rows[0]?.id;
}

export type NewComplaint = Pick<
  StoredComplaint,
  | 'id'
  | 'receipt'
  | 'kind'
  | 'channel'
  | 'language'
  | 'serviceId'
  | 'exchangeId'
  | 'receivedAt'
  | 'acknowledgeDueAt'
  | 'answerDueAt'
  | 'contactChannel'
  | 'contentKey'
  | 'content'
> & {
  /** Of the board's own probe: numbered apart from those of people. */
  readonly isTest: boolean;
};

/** Stores a new complaint and returns its number. */
export async function insertComplaint(tx: Sql, given: NewComplaint): Promise<number> {
  const { rows } = await tx.query<{ number: number }>(
    `insert into complaint (id, receipt, kind, channel, language, service_id, exchange_id, state, received_at, round_at,
                            acknowledge_due_at, answer_due_at, contact_channel, queue_at, content_key, content, synthetic
                            ${given.isTest ? ', number) overriding system value' : ')'}
     values ($1, $2, $3, $4, $5, $6, $7, 'received', $8, $8, $9, $10, $11, $9, $12, $13, $14
             ${given.isTest ? `, nextval('complaint_probe_number')` : ''}) returning number`,
    [
      given.id,
      given.receipt,
      given.kind,
      given.channel,
      given.language,
      given.serviceId,
      given.exchangeId,
      given.receivedAt,
      given.acknowledgeDueAt,
      given.answerDueAt,
      given.contactChannel,
      given.contentKey,
      given.content,
      given.isTest,
    ],
  );
  return rows[0]?.number ?? 0;
}

const COLUMNS: Readonly<Record<keyof ComplaintChange, string>> = {
  state: 'state',
  roundAt: 'round_at',
  acknowledgeDueAt: 'acknowledge_due_at',
  answerDueAt: 'answer_due_at',
  acknowledgedAt: 'acknowledged_at',
  answeredAt: 'answered_at',
  answeredLate: 'answered_late',
  answerDays: 'answer_days',
  outcome: 'outcome',
  reopenUntil: 'reopen_until',
  reopened: 'reopened',
  pausedAt: 'paused_at',
  pausedReason: 'paused_reason',
  assignedTo: 'assigned_to',
  escalatedBy: 'escalated_by',
  mergedInto: 'merged_into',
  exchangeId: 'exchange_id',
  serviceId: 'service_id',
  caseId: 'case_id',
  endedAt: 'ended_at',
};

const isColumn = (name: string): name is keyof ComplaintChange => name in COLUMNS;

/**
 * Changes a complaint. `queueAt` says when what is next is due, `never` while the clock stands still, null once it ended;
 * it is stored with every change, so that the desk's order cannot fall behind.
 */
export async function changeComplaint(
  tx: Sql,
  id: string,
  change: ComplaintChange,
  queueAt: Date | 'never' | null,
): Promise<void> {
  const params: unknown[] = [id, queueAt === 'never' ? 'infinity' : queueAt];
  const sets = Object.entries(change)
    .filter(([name]) => isColumn(name))
    .map(([name, value]) => `${isColumn(name) ? COLUMNS[name] : ''} = $${params.push(value)}`);
  await tx.query(`update complaint set ${['queue_at = $2', ...sets].join(', ')} where id = $1`, params);
}

/** Complaints that wait for the answer to this one. */
export async function listMerged(sql: Sql, id: string): Promise<{ readonly id: string; readonly number: number }[]> {
  const { rows } = await sql.query<{ id: string; number: number }>(
    `select id, number from complaint where merged_into = $1 and state = 'merged' order by number`,
    [id],
  );
  return rows;
}

/** Every complaint after one of them, in the order of their ids, for a file. */
export async function nextComplaints(sql: Sql, after: string, limit: number): Promise<StoredComplaint[]> {
  const { rows } = await sql.query<StoredComplaint>(
    `select ${COMPLAINT} ${FROM} where c.id > $1 and not c.synthetic order by c.id limit $2`,
    [after, limit],
  );
  return rows;
}

/** Is there such a member of staff at work, and with which role? */
export async function readHandler(sql: Sql, staffId: string): Promise<{ readonly role: string } | undefined> {
  return (await sql.query<{ role: string }>('select role from staff where id = $1 and disabled_at is null', [staffId]))
    .rows[0];
}

/** Names of members of staff by their id. */
export async function namesOf(sql: Sql, staffIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql.query<{ id: string; name: string }>('select id, name from staff where id = any($1)', [
    staffIds,
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
