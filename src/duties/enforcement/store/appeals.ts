import type { MeasureLanguage, MeasureReportText } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';

/** Stores an appeal. */
export async function insertAppeal(
  tx: Sql,
  given: {
    readonly id: string;
    readonly measureId: string;
    readonly channel: 'portal' | 'api';
    readonly language: MeasureLanguage;
    readonly receivedAt: Date;
    readonly dueAt: Date;
    readonly contentKey: string;
    readonly content: Buffer;
  },
): Promise<void> {
  await tx.query(
    `insert into measure_appeal (id, measure_id, channel, language, received_at, due_at, state, content_key, content)
     values ($1, $2, $3, $4, $5, $6, 'open', $7, $8)`,
    [
      given.id,
      given.measureId,
      given.channel,
      given.language,
      given.receivedAt,
      given.dueAt,
      given.contentKey,
      given.content,
    ],
  );
}

/** Decides an appeal. */
export async function decideAppeal(
  tx: Sql,
  id: string,
  given: {
    readonly outcome: 'upheld' | 'overturned';
    readonly at: Date;
    readonly by: string;
    readonly late: boolean;
    readonly answerKey: string;
    readonly answer: Buffer;
  },
): Promise<void> {
  await tx.query(
    `update measure_appeal set state = 'decided', outcome = $2, decided_at = $3, decided_by = $4, late = $5, answer_key = $6,
            answer = $7 where id = $1`,
    [id, given.outcome, given.at, given.by, given.late, given.answerKey, given.answer],
  );
}

/** A report as it is stored. */
export interface StoredReport {
  readonly revision: number;
  readonly authority: string;
  readonly summary: string;
  readonly draftedAt: Date;
  readonly draftedBy: string;
  readonly signed: MeasureReportText | null;
  readonly digest: string | null;
  readonly signedAt: Date | null;
  readonly signedName: string | null;
}

/** The report about a measure; undefined when nobody drafted one. */
export async function readReport(sql: Sql, measureId: string): Promise<StoredReport | undefined> {
  const { rows } = await sql.query<StoredReport>(
    `select revision, authority, summary, drafted_at as "draftedAt", drafted_by as "draftedBy", signed, digest,
            signed_at as "signedAt", signed_name as "signedName" from measure_report where measure_id = $1`,
    [measureId],
  );
  return rows[0];
}

/** Keeps the draft in the place of the one before. */
export async function writeReportDraft(
  tx: Sql,
  measureId: string,
  given: {
    readonly revision: number;
    readonly authority: string;
    readonly summary: string;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  await tx.query(
    `insert into measure_report (measure_id, revision, authority, summary, drafted_at, drafted_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (measure_id) do update set revision = excluded.revision, authority = excluded.authority,
       summary = excluded.summary, drafted_at = excluded.drafted_at, drafted_by = excluded.drafted_by`,
    [measureId, given.revision, given.authority, given.summary, given.at, given.by],
  );
}

/** Signs it; from then on nothing of it changes. */
export async function signReport(
  tx: Sql,
  measureId: string,
  given: {
    readonly text: MeasureReportText;
    readonly digest: string;
    readonly at: Date;
    readonly by: string;
    readonly name: string;
  },
): Promise<void> {
  await tx.query(
    `update measure_report set signed = $2, digest = $3, signed_at = $4, signed_by = $5, signed_name = $6 where measure_id = $1`,
    [measureId, JSON.stringify(given.text), given.digest, given.at, given.by, given.name],
  );
}

/** Who reports about which service. */
export async function readReporter(
  sql: Sql,
  serviceId: string,
): Promise<{ readonly provider: MeasureReportText['provider']; readonly modelCode: string } | undefined> {
  const { rows } = await sql.query<{ name: string | null; creditCode: string | null; modelCode: string }>(
    `select p.name, p.credit_code as "creditCode", s.model_code as "modelCode" from service s left join provider p on true
      where s.id = $1`,
    [serviceId],
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const { name, creditCode, modelCode } = row;
  return { provider: name === null || creditCode === null ? null : { name, creditCode }, modelCode };
}
