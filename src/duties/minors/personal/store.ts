import type { Sql } from '../../../store/index.ts';
import type { AgeStatement } from '../model.ts';

/** Appeals decided before, links ended before, and crises taken care of before are no longer needed. */
const OVER = {
  appeal: `(state = 'decided' and decided_at < $2)`,
  link: '(ended_at is not null and ended_at < $2)',
  crisis: '(handled_at is not null and handled_at < $2)',
} as const;

export interface MinorCounts {
  readonly erasable: number;
  /** Appeals, ended links and crises that stay for a while. */
  readonly lately: number;
  readonly lastAt: Date | null;
  /** What protects a child: statements and the standing link. */
  readonly protecting: number;
}

/** What is kept about one end user. `isMinor`: by the strongest statement. */
export async function countKept(sql: Sql, endUser: string, before: Date, isMinor: boolean): Promise<MinorCounts> {
  const { rows } = await sql.query<MinorCounts>(
    `select ((select count(*) from age_appeal where end_user = $1 and ${OVER.appeal})
             + (select count(*) from guardian_link where end_user = $1 and ${OVER.link})
             + (select count(*) from companion_crisis where end_user = $1 and ${OVER.crisis})
             + (select count(*) from guardian_code where end_user = $1)
             + (select count(*) from companion_contact where end_user = $1)
             + (select count(*) from age_statement where end_user = $1 and not $3))::int as erasable,
            ((select count(*) from age_appeal where end_user = $1 and not ${OVER.appeal})
             + (select count(*) from guardian_link where end_user = $1 and ended_at is not null and not ${OVER.link})
             + (select count(*) from companion_crisis where end_user = $1 and not ${OVER.crisis}))::int as lately,
            greatest((select max(coalesce(decided_at, received_at)) from age_appeal where end_user = $1),
                     (select max(ended_at) from guardian_link where end_user = $1),
                     (select max(coalesce(handled_at, found_at)) from companion_crisis where end_user = $1)) as "lastAt",
            ((select count(*) from guardian_link where end_user = $1 and ended_at is null)
             + (select count(*) from age_statement where end_user = $1 and $3))::int as protecting`,
    [endUser, before, isMinor],
  );
  return rows[0] ?? { erasable: 0, lately: 0, lastAt: null, protecting: 0 };
}

export async function listStatementsOf(sql: Sql, endUser: string): Promise<AgeStatement[]> {
  const { rows } = await sql.query<AgeStatement>(
    'select source, band, stated_at as at from age_statement where end_user = $1 order by stated_at',
    [endUser],
  );
  return rows;
}

/** Appeals of one end user that were decided before. */
export async function listOverAppeals(sql: Sql, endUser: string, before: Date): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select id from age_appeal where end_user = $1 and ${OVER.appeal} order by id`,
    [endUser, before],
  );
  return rows.map(({ id }) => id);
}

/** Removes whatever need not stay; returns how many rows that were. */
export async function blankKept(tx: Sql, endUser: string, before: Date, isMinor: boolean): Promise<number> {
  const counts = [];
  for (const [statement, values] of [
    [`update age_appeal set end_user = 'erased:' || id where end_user = $1 and ${OVER.appeal}`, [endUser, before]],
    [`update guardian_link set end_user = 'erased:' || id where end_user = $1 and ${OVER.link}`, [endUser, before]],
    [`update companion_crisis set end_user = null where end_user = $1 and ${OVER.crisis}`, [endUser, before]],
    ['delete from guardian_code where end_user = $1', [endUser]],
    ['delete from companion_contact where end_user = $1', [endUser]],
    ['delete from age_statement where end_user = $1 and not $2', [endUser, isMinor]],
  ] as const)
    counts.push((await tx.query(statement, [...values])).rowCount);
  return counts.reduce((sum, count) => sum + count, 0);
}

export interface KeptAppeal {
  readonly claimed: string;
  readonly receivedAt: Date;
  readonly outcome: string | null;
  readonly contentKey: string;
  readonly content: Buffer;
  readonly answerKey: string | null;
  readonly answer: Buffer | null;
}

export async function listAppealsOf(sql: Sql, endUser: string): Promise<KeptAppeal[]> {
  const { rows } = await sql.query<KeptAppeal>(
    `select claimed, received_at as "receivedAt", outcome, content_key as "contentKey", content, answer_key as "answerKey", answer
       from age_appeal where end_user = $1 order by received_at`,
    [endUser],
  );
  return rows;
}

export async function listLinksOf(
  sql: Sql,
  endUser: string,
): Promise<
  { readonly assurance: string; readonly linkedAt: Date; readonly endedAt: Date | null; readonly consented: boolean }[]
> {
  const { rows } = await sql.query<{ assurance: string; linkedAt: Date; endedAt: Date | null; consented: boolean }>(
    `select assurance, linked_at as "linkedAt", ended_at as "endedAt", consented_at is not null as consented
       from guardian_link where end_user = $1 order by linked_at`,
    [endUser],
  );
  return rows;
}

/** Whom somebody named to be called, with the service it was for. */
export async function listContactsOf(
  sql: Sql,
  endUser: string,
): Promise<{ readonly serviceId: string; readonly contentKey: string; readonly content: Buffer }[]> {
  const { rows } = await sql.query<{ serviceId: string; contentKey: string; content: Buffer }>(
    `select service_id as "serviceId", content_key as "contentKey", content from companion_contact where end_user = $1`,
    [endUser],
  );
  return rows;
}
