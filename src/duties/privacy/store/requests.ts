import type { Sql } from '../../../store/index.ts';
import type { RequestChange, StoredMessage, StoredRequest } from '../model.ts';

export interface Cursor {
  readonly at: string;
  readonly id: string;
}

const REQUEST = `r.id, r.number, r.receipt, r.kind, r.channel, r.language, r.service_id as "serviceId",
  s.name as "serviceName", r.end_user as "endUser", r.identity, r.identity_means as "identityMeans",
  r.identified_at as "identifiedAt", r.complaints, r.state, r.received_at as "receivedAt", r.round_at as "roundAt",
  r.acknowledge_due_at as "acknowledgeDueAt", r.answer_due_at as "answerDueAt", r.extended,
  r.acknowledged_at as "acknowledgedAt", r.answered_at as "answeredAt", r.outcome, r.reopen_until as "reopenUntil",
  r.reopened, r.copy_until as "copyUntil", r.copies_left as "copiesLeft", r.contact_channel as "contactChannel",
  r.ended_at as "endedAt", r.content_key as "contentKey", r.content`;

export interface RequestFilter {
  readonly state: 'open' | 'overdue' | 'ended';
  readonly now: Date;
}

// A probe's request is none of the desk's.
const conditionOf = ({ state, now }: RequestFilter, param: (value: unknown) => string): string =>
  state === 'ended'
    ? 'r.ended_at is not null and not r.synthetic'
    : `r.queue_at is not null and not r.synthetic${state === 'overdue' ? ` and r.queue_at <= ${param(now)}` : ''}`;

/** The statement of one page of the desk. The page is cut by an index before anything is joined. */
export function pageQuery(
  filter: RequestFilter,
  page: { readonly after: Cursor | null; readonly limit: number },
): { readonly text: string; readonly params: readonly unknown[] } {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = [conditionOf(filter, param)];
  const [column, compared, order] =
    filter.state === 'ended'
      ? ['r.ended_at', '<', 'r.ended_at desc, r.id desc']
      : ['r.queue_at', '>', 'r.queue_at, r.id'];
  if (page.after !== null)
    conditions.push(`(${column}, r.id) ${compared} (${param(page.after.at)}::timestamptz, ${param(page.after.id)})`);
  const text = `with page as (select r.* from privacy_request r where ${conditions.join(' and ')} order by ${order}
       limit ${param(page.limit)})
     select ${REQUEST}, ${column}::text as "cursorAt" from page r join service s on s.id = r.service_id order by ${order}`;
  return { text, params };
}

/** One page of the desk: open ones by what is due first, ended ones by what ended last. */
export async function findRequests(
  sql: Sql,
  filter: RequestFilter,
  page: { readonly after: Cursor | null; readonly limit: number },
): Promise<(StoredRequest & { readonly cursorAt: string })[]> {
  const { text, params } = pageQuery(filter, page);
  return (await sql.query<StoredRequest & { cursorAt: string }>(text, params)).rows;
}

const COUNT_MAX = 1_000;

/** How many there are, up to 1,000. */
export async function countRequests(sql: Sql, filter: RequestFilter): Promise<number> {
  const params: unknown[] = [];
  const condition = conditionOf(filter, (value) => `$${params.push(value)}`);
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from (select from privacy_request r where ${condition} limit ${COUNT_MAX}) as capped`,
    params,
  );
  return rows[0]?.count ?? 0;
}

/** One request. */
export async function readRequest(sql: Sql, id: string): Promise<StoredRequest | undefined> {
  const { rows } = await sql.query<StoredRequest>(
    `select ${REQUEST} from privacy_request r join service s on s.id = r.service_id where r.id = $1`,
    [id],
  );
  return rows[0];
}

/** The same; nobody else changes it until the transaction ends. */
export async function readRequestForUpdate(sql: Sql, id: string): Promise<StoredRequest | undefined> {
  await sql.query('select from privacy_request where id = $1 for update', [id]);
  return await readRequest(sql, id);
}

/** The id of the request that staff or whoever asked call so: its number, or its receipt. */
export async function findRequestId(sql: Sql, called: string): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from privacy_request
      where not synthetic and (receipt = $1 or number = case when $1 ~ '^[0-9]{1,9}$' then $1::int end) limit 1`,
    [called],
  );
  return rows[0]?.id;
}

export type NewRequest = Pick<
  StoredRequest,
  | 'id'
  | 'receipt'
  | 'kind'
  | 'channel'
  | 'language'
  | 'serviceId'
  | 'endUser'
  | 'identity'
  | 'complaints'
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

/** Stores a new request. */
export async function insertRequest(tx: Sql, given: NewRequest): Promise<void> {
  await tx.query(
    `insert into privacy_request (id, receipt, kind, channel, language, service_id, end_user, identity, identified_at,
       complaints, state, received_at, round_at, acknowledge_due_at, answer_due_at, contact_channel, content_key, content, queue_at,
       synthetic${given.isTest ? ', number) overriding system value' : ')'}
     values ($1, $2, $3, $4, $5, $6, $7, $8, case when $8 = 'none' then null else $10::timestamptz end, $9, 'received',
       $10::timestamptz, $10::timestamptz, $11::timestamptz, $12, $13, $14, $15, $11::timestamptz, $16
       ${given.isTest ? `, nextval('privacy_probe_number')` : ''})`,
    [
      given.id,
      given.receipt,
      given.kind,
      given.channel,
      given.language,
      given.serviceId,
      given.endUser,
      given.identity,
      given.complaints,
      given.receivedAt,
      given.acknowledgeDueAt,
      given.answerDueAt,
      given.contactChannel,
      given.contentKey,
      given.content,
      given.isTest,
    ],
  );
}

const COLUMNS: Readonly<Record<keyof RequestChange, string>> = {
  endUser: 'end_user',
  identity: 'identity',
  identityMeans: 'identity_means',
  identifiedAt: 'identified_at',
  state: 'state',
  roundAt: 'round_at',
  acknowledgeDueAt: 'acknowledge_due_at',
  answerDueAt: 'answer_due_at',
  extended: 'extended',
  acknowledgedAt: 'acknowledged_at',
  answeredAt: 'answered_at',
  answeredLate: 'answered_late',
  outcome: 'outcome',
  reopenUntil: 'reopen_until',
  reopened: 'reopened',
  copyUntil: 'copy_until',
  copiesLeft: 'copies_left',
  endedAt: 'ended_at',
};
const isColumn = (name: string): name is keyof RequestChange => name in COLUMNS;

/** Changes a request. `queueAt` is stored with every change, so that the desk's order cannot fall behind. */
export async function changeRequest(tx: Sql, id: string, change: RequestChange, queueAt: Date | null): Promise<void> {
  const params: unknown[] = [id, queueAt];
  const sets = Object.entries(change).flatMap(([name, value]) =>
    isColumn(name) ? [`${COLUMNS[name]} = $${params.push(value)}`] : [],
  );
  await tx.query(`update privacy_request set ${['queue_at = $2', ...sets].join(', ')} where id = $1`, params);
}

/** Every request after one of them, in the order of their ids, for a file. */
export async function nextRequests(sql: Sql, after: string, limit: number): Promise<StoredRequest[]> {
  const { rows } = await sql.query<StoredRequest>(
    `select ${REQUEST} from privacy_request r join service s on s.id = r.service_id
      where r.id > $1 and not r.synthetic order by r.id limit $2`,
    [after, limit],
  );
  return rows;
}

/** Requests of one end user, oldest first. */
export async function requestsOf(sql: Sql, endUser: string): Promise<StoredRequest[]> {
  const { rows } = await sql.query<StoredRequest>(
    `select ${REQUEST} from privacy_request r join service s on s.id = r.service_id
      where r.end_user = $1 and not r.synthetic order by r.received_at, r.id`,
    [endUser],
  );
  return rows;
}

/** Stores a message. */
export async function insertMessage(tx: Sql, requestId: string, message: Omit<StoredMessage, 'byName'>): Promise<void> {
  const { id, author, purpose, at, by, contentKey, content } = message;
  await tx.query(
    `insert into privacy_message (id, request_id, author, purpose, at, "by", content_key, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, requestId, author, purpose, at, by, contentKey, content],
  );
}

/** Everything that was written, oldest first. */
export async function listMessages(sql: Sql, requestId: string): Promise<StoredMessage[]> {
  const { rows } = await sql.query<StoredMessage>(
    `select m.id, m.author, m.purpose, m.at, m."by", s.name as "byName", m.content_key as "contentKey", m.content
       from privacy_message m left join staff s on 'staff:' || s.id = m."by"
      where m.request_id = $1 order by m.at, m.id`,
    [requestId],
  );
  return rows;
}

/** Keeps a decision; it stays when the person does not accept it. */
export async function insertDecision(
  tx: Sql,
  decision: {
    readonly requestId: string;
    readonly messageId: string;
    readonly outcome: string;
    readonly by: string;
    readonly at: Date;
    readonly late: boolean;
  },
): Promise<void> {
  const { requestId, messageId, outcome, by, at, late } = decision;
  await tx.query(
    `insert into privacy_decision (request_id, message_id, outcome, decided_by, decided_at, late)
     values ($1, $2, $3, $4, $5, $6)`,
    [requestId, messageId, outcome, by, at, late],
  );
}

/** Everybody who decided the request before, with their names. */
export async function decidersBefore(
  sql: Sql,
  requestId: string,
): Promise<{ readonly by: string; readonly name: string | null }[]> {
  const { rows } = await sql.query<{ by: string; name: string | null }>(
    `select distinct d.decided_by as "by", s.name from privacy_decision d
       left join staff s on 'staff:' || s.id = d.decided_by where d.request_id = $1 order by 1`,
    [requestId],
  );
  return rows;
}

/** Puts a code in the place of the one before. */
export async function putCode(sql: Sql, requestId: string, codeHash: Buffer, expiresAt: Date): Promise<void> {
  await sql.query(
    `insert into privacy_code (request_id, code_hash, expires_at) values ($1, $2, $3)
     on conflict (request_id) do update set code_hash = $2, expires_at = $3`,
    [requestId, codeHash, expiresAt],
  );
}

/** The request that a code stands for, while its time is not over. */
export async function readCode(sql: Sql, codeHash: Buffer, now: Date): Promise<string | undefined> {
  const { rows } = await sql.query<{ id: string }>(
    'select request_id as id from privacy_code where code_hash = $1 and expires_at > $2',
    [codeHash, now],
  );
  return rows[0]?.id;
}

/** Uses a code up. */
export async function dropCode(tx: Sql, requestId: string): Promise<void> {
  await tx.query('delete from privacy_code where request_id = $1', [requestId]);
}
