import type { Sql } from '../../../store/index.ts';

const OWN = '(select id from exchange where end_user = $1)';
// A decision that something was illegal is on record for a while; every other word about a person need not stay.
const HELD = `d.verdict = 'violation' and d.decided_at >= $2`;

export interface ReviewCounts {
  readonly erasable: number;
  readonly held: number;
  readonly lastHeldAt: Date | null;
}

/** Words that reviewers wrote about one end user's exchanges, and which of them stay. */
export async function countReviews(sql: Sql, endUser: string, heldSince: Date): Promise<ReviewCounts> {
  const { rows } = await sql.query<ReviewCounts>(
    `select ((select count(*) from review_item i where i.exchange_id in ${OWN} and i.details <> '[]')
           + (select count(*) from review_decision d where d.exchange_id in ${OWN} and d.reason <> '' and not (${HELD}))
           + (select count(*) from review_reversal r join review_decision d on d.id = r.decision_id
               where d.exchange_id in ${OWN} and r.reason <> '' and not (${HELD}))
           + (select count(*) from review_suggestion s join review_decision d on d.id = s.decision_id
               where d.exchange_id in ${OWN} and s.state = 'proposed'))::int as erasable,
            (select count(*)::int from review_decision d where d.exchange_id in ${OWN} and ${HELD}) as held,
            (select max(d.decided_at) from review_decision d where d.exchange_id in ${OWN} and ${HELD}) as "lastHeldAt"`,
    [endUser, heldSince],
  );
  return rows[0] ?? { erasable: 0, held: 0, lastHeldAt: null };
}

/** Blanks these words and drops phrases that nobody took; returns how many. */
export async function blankReviews(tx: Sql, endUser: string, heldSince: Date): Promise<number> {
  const values = [endUser, heldSince];
  const done = [
    await tx.query(`update review_item set details = '[]' where exchange_id in ${OWN} and details <> '[]'`, [endUser]),
    await tx.query(
      `update review_reversal r set reason = '' from review_decision d
        where d.id = r.decision_id and d.exchange_id in ${OWN} and r.reason <> '' and not (${HELD})`,
      values,
    ),
    await tx.query(
      `update review_decision d set reason = '' where d.exchange_id in ${OWN} and d.reason <> '' and not (${HELD})`,
      values,
    ),
    await tx.query(
      `delete from review_suggestion s using review_decision d
        where d.id = s.decision_id and d.exchange_id in ${OWN} and s.state = 'proposed'`,
      [endUser],
    ),
  ];
  return done.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

export interface PersonalReview {
  readonly exchangeId: string;
  readonly verdict: string;
  readonly risk: string | null;
  readonly reason: string;
  readonly decidedAt: Date;
}

/** What people decided about one end user's exchanges. */
export async function listReviews(sql: Sql, endUser: string): Promise<PersonalReview[]> {
  const { rows } = await sql.query<PersonalReview>(
    `select exchange_id as "exchangeId", verdict, risk, reason, decided_at as "decidedAt" from review_decision
      where exchange_id in ${OWN} order by decided_at, id`,
    [endUser],
  );
  return rows;
}

// Notes of items that ended, and reasons of decisions; a decision that something was illegal is no exception after the term.
const OLD_ITEM = `closed_at < $1 and details <> '[]'`;
const OLD_DECISION = `reason <> '' and decided_at < $1`;

/** How many such words are older, counting no further than `max`. */
export async function countOldReviews(sql: Sql, before: Date, max: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select ((select count(*) from (select from review_item where ${OLD_ITEM} limit $2) as i)
           + (select count(*) from (select from review_decision where ${OLD_DECISION} limit $2) as d))::int as count`,
    [before, max],
  );
  return Math.min(max, rows[0]?.count ?? 0);
}

/** Blanks them, at most `limit` of each; returns how many. */
export async function blankOldReviews(tx: Sql, before: Date, limit: number): Promise<number> {
  const items = await tx.query(
    `update review_item set details = '[]' where id in (select id from review_item where ${OLD_ITEM} limit $2)`,
    [before, limit],
  );
  const decisions = await tx.query(
    `update review_decision set reason = '' where id in (select id from review_decision where ${OLD_DECISION} limit $2)`,
    [before, limit],
  );
  return items.rowCount + decisions.rowCount;
}

// A case is on record until half a year after its end.
const STANDING = '(k.closed_at is null or k.closed_at >= $1)';

/** Exchanges of cases that are open or ended since. */
export async function listHeld(sql: Sql, since: Date): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select distinct x.exchange_id as id from content_case_exchange x join content_case k on k.id = x.case_id
      where ${STANDING}`,
    [since],
  );
  return rows.map(({ id }) => id);
}

export interface CaseCounts {
  readonly erasable: number;
  readonly held: number;
  readonly isOpen: boolean;
  readonly lastClosedAt: Date | null;
}

/** Recalls that name one end user, by whether their case still stands. */
export async function countCases(sql: Sql, endUser: string, since: Date): Promise<CaseCounts> {
  const { rows } = await sql.query<CaseCounts>(
    `select (count(*) filter (where not ${STANDING}))::int as erasable, (count(*) filter (where ${STANDING}))::int as held,
            coalesce(bool_or(k.closed_at is null), false) as "isOpen", max(k.closed_at) as "lastClosedAt"
       from content_recall c join content_case k on k.id = c.case_id where c.end_user = $2`,
    [since, endUser],
  );
  return rows[0] ?? { erasable: 0, held: 0, isOpen: false, lastClosedAt: null };
}

/** Takes the end user out of recalls whose case stands no longer; returns how many. */
export async function blankRecalls(tx: Sql, endUser: string, since: Date): Promise<number> {
  const { rowCount } = await tx.query(
    `update content_recall c set end_user = null from content_case k
      where k.id = c.case_id and c.end_user = $2 and not ${STANDING}`,
    [since, endUser],
  );
  return rowCount;
}

/** What was recalled from one end user. */
export async function listRecalls(
  sql: Sql,
  endUser: string,
): Promise<{ readonly exchangeId: string; readonly risk: string; readonly issuedAt: Date }[]> {
  const { rows } = await sql.query<{ exchangeId: string; risk: string; issuedAt: Date }>(
    `select exchange_id as "exchangeId", risk, issued_at as "issuedAt" from content_recall where end_user = $1 order by seq`,
    [endUser],
  );
  return rows;
}
