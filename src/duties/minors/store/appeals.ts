import type { Sql } from '../../../store/index.ts';
import type { StoredAppeal } from '../model.ts';

const APPEAL = `a.id, a.service_id as "serviceId", a.end_user as "endUser", a.receipt, a.band, a.claimed, a.language,
  a.received_at as "receivedAt", a.due_at as "dueAt", a.state, a.outcome, a.content_key as "contentKey", a.content,
  a.answer_key as "answerKey", a.answer`;

export async function insertAppeal(
  tx: Sql,
  appeal: Omit<StoredAppeal, 'state' | 'outcome' | 'answerKey' | 'answer'>,
): Promise<void> {
  const { id, serviceId, endUser, receipt, band, claimed, language, receivedAt, dueAt, contentKey, content } = appeal;
  await tx.query(
    `insert into age_appeal (id, service_id, end_user, receipt, band, claimed, language, received_at, due_at, state, content_key, content)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11)`,
    [id, serviceId, endUser, receipt, band, claimed, language, receivedAt, dueAt, contentKey, content],
  );
}

export async function readAppeal(sql: Sql, id: string, forUpdate = false): Promise<StoredAppeal | undefined> {
  const { rows } = await sql.query<StoredAppeal>(
    `select ${APPEAL} from age_appeal a where a.id = $1${forUpdate ? ' for update' : ''}`,
    [id],
  );
  return rows[0];
}

/** Is an appeal of this end user open? */
export async function hasOpenAppeal(sql: Sql, serviceId: string, endUser: string): Promise<boolean> {
  const { rows } = await sql.query(
    `select from age_appeal where service_id = $1 and end_user = $2 and state = 'open'`,
    [serviceId, endUser],
  );
  return rows.length > 0;
}

/** The open ones by what is due first, then what was decided last; as many as a desk reads. */
export async function listAppeals(
  sql: Sql,
  limit: number,
): Promise<(StoredAppeal & { readonly serviceName: string })[]> {
  const { rows } = await sql.query<StoredAppeal & { readonly serviceName: string }>(
    `select ${APPEAL}, s.name as "serviceName" from age_appeal a join service s on s.id = a.service_id
      order by a.state desc, case when a.state = 'open' then a.due_at end, a.decided_at desc, a.id limit $1`,
    [limit],
  );
  return rows;
}

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
    `update age_appeal set state = 'decided', outcome = $2, decided_at = $3, decided_by = $4, late = $5, answer_key = $6, answer = $7
      where id = $1`,
    [id, given.outcome, given.at, given.by, given.late, given.answerKey, given.answer],
  );
}

export async function countAppeals(sql: Sql, now: Date): Promise<{ readonly open: number; readonly overdue: number }> {
  const { rows } = await sql.query<{ open: number; overdue: number }>(
    `select count(*)::int as open, (count(*) filter (where due_at <= $1))::int as overdue from age_appeal where state = 'open'`,
    [now],
  );
  return rows[0] ?? { open: 0, overdue: 0 };
}
