import type { CaseMeasure, CaseStepName } from '../../../../contract/index.ts';
import { HeguiError } from '../../../../kernel/index.ts';
import type { Sql } from '../../../../store/index.ts';
import type { CaseRowRow } from '../model.ts';

export interface Cursor {
  readonly at: string;
  readonly id: string;
}

const CASE = `c.id, c.number, c.title, c.service_id as "serviceId", coalesce(s.name, c.service_id) as "serviceName", c.risk,
  c.source, c.decision_id as "decisionId", c.found_at as "foundAt", c.opened_at as "openedAt",
  to_char(c.opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "openedAtText",
  c.opened_by as "openedBy", c.closed_at as "closedAt",
  (select count(*)::int from content_case_exchange x where x.case_id = c.id) as exchanges,
  coalesce((select jsonb_agg(jsonb_build_object('step', p.step, 'state', p.state, 'by', p."by", 'byName', m.name,
       'at', to_char(p.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'note', p.note, 'measures', p.measures)
       order by p.at)
     from content_case_step p left join staff m on 'staff:' || m.id = p."by" where p.case_id = c.id), '[]') as steps`;
const FROM = 'from content_case c left join service s on s.id = c.service_id';

export interface CaseFilter {
  readonly state: 'any' | 'open' | 'closed' | 'overdue';
  readonly serviceId: string | null;
  readonly exchangeId: string | null;
  /** By step, in hours from finding: what is due when. */
  readonly dueHours: Readonly<Record<string, number>>;
  readonly now: Date;
}

/** Cases, newest first, before the cursor. */
export async function findCases(
  sql: Sql,
  filter: CaseFilter,
  page: { readonly after: Cursor | null; readonly limit: number },
): Promise<CaseRowRow[]> {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = ['true'];
  if (filter.state === 'closed') conditions.push('c.closed_at is not null');
  if (filter.state === 'open' || filter.state === 'overdue') conditions.push('c.closed_at is null');
  if (filter.state === 'overdue') {
    conditions.push(`exists (select from jsonb_each_text(${param(JSON.stringify(filter.dueHours))}::jsonb) as due (step, hours)
      where c.found_at + due.hours::float8 * interval '1 hour' < ${param(filter.now)}
        and not exists (select from content_case_step p where p.case_id = c.id and p.step = due.step))`);
  }
  if (filter.serviceId !== null) conditions.push(`c.service_id = ${param(filter.serviceId)}`);
  if (filter.exchangeId !== null)
    conditions.push(
      `c.id in (select case_id from content_case_exchange where exchange_id = ${param(filter.exchangeId)})`,
    );
  if (page.after !== null)
    conditions.push(`(c.opened_at, c.id) < (${param(page.after.at)}::timestamptz, ${param(page.after.id)})`);
  const { rows } = await sql.query<CaseRowRow>(
    `select ${CASE} ${FROM} where ${conditions.join(' and ')}
      order by c.opened_at desc, c.id desc limit ${param(page.limit)}`,
    params,
  );
  return rows;
}

/** One case with the steps that were taken. */
export async function readCase(sql: Sql, id: string): Promise<CaseRowRow | undefined> {
  return (await sql.query<CaseRowRow>(`select ${CASE} ${FROM} where c.id = $1`, [id])).rows[0];
}

/** The same; nobody else takes a step until the transaction ends. */
export async function readCaseForUpdate(sql: Sql, id: string): Promise<CaseRowRow | undefined> {
  await sql.query('select from content_case where id = $1 for update', [id]);
  return await readCase(sql, id);
}

export interface CaseWrite {
  readonly id: string;
  readonly title: string;
  readonly serviceId: string;
  readonly risk: string;
  readonly source: 'exchange' | 'review' | 'hand';
  readonly decisionId: string | null;
  readonly foundAt: Date;
  readonly openedAt: Date;
  readonly by: string;
}

/** Stores a new case. */
export async function insertCase(sql: Sql, given: CaseWrite): Promise<void> {
  await sql.query(
    `insert into content_case (id, title, service_id, risk, source, decision_id, found_at, opened_at, opened_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      given.id,
      given.title,
      given.serviceId,
      given.risk,
      given.source,
      given.decisionId,
      given.foundAt,
      given.openedAt,
      given.by,
    ],
  );
}

/** Writes down that a step was taken or left out. */
export async function insertStep(
  sql: Sql,
  caseId: string,
  step: {
    readonly step: CaseStepName;
    readonly state: 'done' | 'skipped';
    readonly at: Date;
    readonly by: string;
    readonly note: string;
    readonly measures: readonly CaseMeasure[];
  },
): Promise<void> {
  await sql.query(
    `insert into content_case_step (case_id, step, state, at, "by", note, measures) values ($1, $2, $3, $4, $5, $6, $7)`,
    [caseId, step.step, step.state, step.at, step.by, step.note, JSON.stringify(step.measures)],
  );
  if (step.step === 'closed')
    await sql.query('update content_case set closed_at = $2 where id = $1', [caseId, step.at]);
}

/** Adds exchanges to a case; returns those that were not in it. */
export async function insertExchanges(
  sql: Sql,
  caseId: string,
  exchangeIds: readonly string[],
  at: Date,
): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `insert into content_case_exchange (case_id, exchange_id, added_at) select $1, unnest($2::text[]), $3
     on conflict do nothing returning exchange_id as id`,
    [caseId, exchangeIds, at],
  );
  return rows.map(({ id }) => id);
}

/** Of these exchanges those that a service had. */
export async function exchangesOfService(
  sql: Sql,
  serviceId: string,
  exchangeIds: readonly string[],
): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>('select id from exchange where service_id = $1 and id = any($2)', [
    serviceId,
    exchangeIds,
  ]);
  return new Set(rows.map(({ id }) => id));
}

export async function listCaseExchanges(sql: Sql, caseId: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select exchange_id as id from content_case_exchange where case_id = $1 order by exchange_id',
    [caseId],
  );
  return rows.map(({ id }) => id);
}

/** The exchange and risk of a standing decision that there was a violation. */
export async function readViolation(
  sql: Sql,
  decisionId: string,
): Promise<{ exchangeId: string; serviceId: string } | undefined> {
  const { rows } = await sql.query<{ exchangeId: string; serviceId: string }>(
    `select exchange_id as "exchangeId", service_id as "serviceId" from review_decision
      where id = $1 and verdict = 'violation' and superseded_at is null`,
    [decisionId],
  );
  return rows[0];
}

/** Does the version exist: of a list, or of a service's policy? */
export async function hasVersion(sql: Sql, measure: Exclude<CaseMeasure, { kind: 'other' }>): Promise<boolean> {
  const text =
    measure.kind === 'word-list'
      ? 'select from word_list where id = $1 and version >= $2'
      : 'select from service where id = $1 and policy_version >= $2';
  return (await sql.query(text, [measure.id, measure.version])).rowCount === 1;
}

/** Is there such a service, retired or not? */
export const hasService = async (sql: Sql, id: string): Promise<boolean> =>
  (await sql.query('select from service where id = $1', [id])).rowCount === 1;

/** How the cases stand; `some` are the ids of overdue ones. */
export interface CaseCounts {
  readonly open: number;
  readonly overdue: number;
  readonly nextDueAt: Date | null;
  readonly closed: number;
  readonly unreported: number;
  readonly some: string[];
}

const SOME_CASES = 5;

/** Counts open cases with what is due, and those closed since `from` with what was reported. */
export async function countCases(
  sql: Sql,
  hours: Readonly<Record<string, number>>,
  from: Date,
  now: Date,
): Promise<CaseCounts> {
  const { rows } = await sql.query<CaseCounts>(
    `with open_case as (
       select c.id, (select min(c.found_at + due.hours::float8 * interval '1 hour')
                       from jsonb_each_text($1::jsonb) as due (step, hours)
                      where not exists (select from content_case_step p where p.case_id = c.id and p.step = due.step)) as due_at
         from content_case c where c.closed_at is null)
     select (select count(*)::int from open_case) as open,
            (select count(*)::int from open_case where due_at < $3) as overdue,
            (select min(due_at) from open_case) as "nextDueAt",
            (select count(*)::int from content_case where closed_at >= $2) as closed,
            (select count(*)::int from content_case c where c.closed_at >= $2 and not exists (
               select from content_case_report r where r.case_id = c.id and r.signed_at is not null)) as unreported,
            array(select id from open_case where due_at < $3 order by due_at limit ${SOME_CASES}) as some`,
    [JSON.stringify(hours), from, now],
  );
  const [row] = rows;
  if (row === undefined) throw new HeguiError('E_INTERNAL', 'counting cases gave no row');
  return row;
}
