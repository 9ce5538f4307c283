import type { CaseReportText } from '../../../../contract/index.ts';
import type { Sql } from '../../../../store/index.ts';

export interface RecallRow {
  readonly seq: number;
  readonly id: string;
  readonly contentId: string;
  readonly risk: string;
  readonly endUser: string | null;
  readonly shownFrom: Date;
  readonly shownTo: Date | null;
  readonly recalledAt: Date;
}

const RECALL = `seq, id, exchange_id as "contentId", risk, end_user as "endUser", shown_from as "shownFrom",
  shown_to as "shownTo", issued_at as "recalledAt"`;

/** Recalls these exchanges of a case: who had each, from when to when. Ids are given in the order of the exchanges. */
export async function insertRecalls(
  sql: Sql,
  given: {
    readonly caseId: string;
    readonly risk: string;
    readonly exchangeIds: readonly string[];
    readonly ids: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  await sql.query(
    `insert into content_recall (id, case_id, exchange_id, service_id, end_user, risk, shown_from, shown_to, issued_at)
     select g.id, $1, e.id, e.service_id, e.end_user, $2, e.opened_at, c.closed_at, $5
       from unnest($3::text[], $4::text[]) as g (exchange_id, id) join exchange e on e.id = g.exchange_id
       left join exchange_close c on c.exchange_id = e.id
     on conflict (case_id, exchange_id) do nothing`,
    [given.caseId, given.risk, given.exchangeIds, given.ids, given.at],
  );
}

export async function listCaseRecalls(sql: Sql, caseId: string): Promise<RecallRow[]> {
  return (await sql.query<RecallRow>(`select ${RECALL} from content_recall where case_id = $1 order by seq`, [caseId]))
    .rows;
}

/** Recalls of a service after a place, oldest first. */
export async function nextRecalls(
  sql: Sql,
  serviceId: string,
  page: { readonly after: string; readonly since: Date | null; readonly limit: number },
): Promise<RecallRow[]> {
  const { rows } = await sql.query<RecallRow>(
    `select ${RECALL} from content_recall
      where service_id = $1 and seq > $2 and ($3::timestamptz is null or issued_at >= $3) order by seq limit $4`,
    [serviceId, page.after, page.since, page.limit],
  );
  return rows;
}

export interface RetestRow {
  readonly id: string;
  readonly exchangeId: string;
  readonly retestId: string;
  readonly outcome: string;
  readonly verdict: 'stopped' | 'unjudged' | 'clean' | 'violates';
  readonly at: Date;
  readonly by: string;
  readonly byName: string | null;
  readonly judgedBy: string | null;
  readonly judgedByName: string | null;
}

const nameOf = (column: string): string => `(select name from staff where 'staff:' || staff.id = ${column})`;
const RETEST = `r.id, r.exchange_id as "exchangeId", r.retest_id as "retestId", r.outcome, r.verdict, r.at, r."by",
  ${nameOf('r."by"')} as "byName", r.judged_by as "judgedBy", ${nameOf('r.judged_by')} as "judgedByName"`;

/** Retests of a case, oldest first. */
export async function listRetests(sql: Sql, caseId: string): Promise<RetestRow[]> {
  const { rows } = await sql.query<RetestRow>(
    `select ${RETEST} from content_case_retest r where r.case_id = $1 order by r.at, r.id`,
    [caseId],
  );
  return rows;
}

export async function readRetestForUpdate(sql: Sql, caseId: string, id: string): Promise<RetestRow | undefined> {
  const { rows } = await sql.query<RetestRow>(
    `select ${RETEST} from content_case_retest r where r.case_id = $1 and r.id = $2 for update of r`,
    [caseId, id],
  );
  return rows[0];
}

/** Stores what came of a retest. */
export async function insertRetest(
  sql: Sql,
  caseId: string,
  retest: Pick<RetestRow, 'id' | 'exchangeId' | 'retestId' | 'outcome' | 'verdict' | 'at' | 'by'>,
): Promise<void> {
  await sql.query(
    `insert into content_case_retest (id, case_id, exchange_id, retest_id, outcome, verdict, at, "by")
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [retest.id, caseId, retest.exchangeId, retest.retestId, retest.outcome, retest.verdict, retest.at, retest.by],
  );
}

/** Writes down what a person made of a retest. */
export async function judgeRetest(
  sql: Sql,
  id: string,
  judged: { readonly verdict: 'clean' | 'violates'; readonly by: string; readonly at: Date },
): Promise<void> {
  await sql.query('update content_case_retest set verdict = $2, judged_by = $3, judged_at = $4 where id = $1', [
    id,
    judged.verdict,
    judged.by,
    judged.at,
  ]);
}

export interface ExportRow {
  readonly id: string;
  readonly exchanges: number;
  readonly digest: string;
  readonly at: Date;
  readonly by: string;
  readonly byName: string | null;
}

export async function listExports(sql: Sql, caseId: string): Promise<ExportRow[]> {
  const { rows } = await sql.query<ExportRow>(
    `select x.id, x.exchanges, x.digest, x.at, x."by", ${nameOf('x."by"')} as "byName" from content_case_export x
      where x.case_id = $1 order by x.at, x.id`,
    [caseId],
  );
  return rows;
}

/** Writes down that exchanges of a case left the house. */
export async function insertExport(sql: Sql, caseId: string, row: Omit<ExportRow, 'byName'>): Promise<void> {
  await sql.query(
    'insert into content_case_export (id, case_id, exchanges, digest, at, "by") values ($1, $2, $3, $4, $5, $6)',
    [row.id, caseId, row.exchanges, row.digest, row.at, row.by],
  );
}

export interface ReportRow {
  readonly revision: number;
  readonly authority: string;
  readonly summary: string;
  readonly draftedAt: Date;
  readonly draftedBy: string;
  readonly draftedByName: string | null;
  readonly signed: CaseReportText | null;
  readonly digest: string | null;
  readonly signedAt: Date | null;
  readonly signedBy: string | null;
  readonly signedName: string | null;
}

export async function readReport(sql: Sql, caseId: string): Promise<ReportRow | undefined> {
  const { rows } = await sql.query<ReportRow>(
    `select r.revision, r.authority, r.summary, r.drafted_at as "draftedAt", r.drafted_by as "draftedBy",
            ${nameOf('r.drafted_by')} as "draftedByName", r.signed, r.digest, r.signed_at as "signedAt",
            r.signed_by as "signedBy", r.signed_name as "signedName"
       from content_case_report r where r.case_id = $1`,
    [caseId],
  );
  return rows[0];
}

/** Stores the next revision of a draft. */
export async function writeDraft(
  sql: Sql,
  caseId: string,
  draft: {
    readonly revision: number;
    readonly authority: string;
    readonly summary: string;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  await sql.query(
    `insert into content_case_report (case_id, revision, authority, summary, drafted_at, drafted_by)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (case_id) do update set revision = excluded.revision, authority = excluded.authority,
       summary = excluded.summary, drafted_at = excluded.drafted_at, drafted_by = excluded.drafted_by`,
    [caseId, draft.revision, draft.authority, draft.summary, draft.at, draft.by],
  );
}

/** Keeps what was signed, word for word. */
export async function signReport(
  sql: Sql,
  caseId: string,
  signed: {
    readonly text: CaseReportText;
    readonly digest: string;
    readonly at: Date;
    readonly by: string;
    readonly name: string;
  },
): Promise<void> {
  await sql.query(
    `update content_case_report set signed = $2, digest = $3, signed_at = $4, signed_by = $5, signed_name = $6
      where case_id = $1`,
    [caseId, JSON.stringify(signed.text), signed.digest, signed.at, signed.by, signed.name],
  );
}

export interface ReportFacts {
  readonly providerName: string | null;
  readonly creditCode: string | null;
  readonly serviceName: string;
  readonly modelCode: string;
  readonly exchanges: number;
  readonly endUsers: number;
}

/** What a report says besides the case: who provides what, and how many had the content. */
export async function readReportFacts(sql: Sql, caseId: string): Promise<ReportFacts | undefined> {
  const { rows } = await sql.query<ReportFacts>(
    `select (select name from provider) as "providerName", (select credit_code from provider) as "creditCode",
            s.name as "serviceName", s.model_code as "modelCode",
            (select count(*)::int from content_case_exchange x where x.case_id = c.id) as exchanges,
            (select count(distinct e.end_user)::int from content_case_exchange x join exchange e on e.id = x.exchange_id
              where x.case_id = c.id) as "endUsers"
       from content_case c join service s on s.id = c.service_id where c.id = $1`,
    [caseId],
  );
  return rows[0];
}
