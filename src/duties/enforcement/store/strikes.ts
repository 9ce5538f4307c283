import type { Sql } from '../../../store/index.ts';
import type { StoredRequest } from '../simulate.ts';

/** A refusal of a user's own words, as its exchange says. */
export interface RefusedExchange {
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly endUser: string;
  readonly at: Date;
  readonly risks: readonly string[];
}

const REFUSED = `from exchange e join exchange_close c on c.exchange_id = e.id and c.outcome = 'refused'
     join measure_policy p on p.service_id = e.service_id and p.state = 'active' and e.opened_at >= p.activated_at
       and e.strike_risks && array(select jsonb_array_elements_text(p.settings -> 'risks'))
    where e.strike_risks is not null and e.end_user is not null and not e.synthetic`;
const COLUMNS = `e.id as "exchangeId", e.service_id as "serviceId", e.end_user as "endUser", e.opened_at as at, e.strike_risks as risks`;

/** The refusal, when the policy in force counts it; a synthetic one never is. */
export async function readCountable(sql: Sql, exchangeId: string): Promise<RefusedExchange | undefined> {
  const { rows } = await sql.query<RefusedExchange>(`select ${COLUMNS} ${REFUSED} and e.id = $1`, [exchangeId]);
  return rows[0];
}

/** Refusals since an instant that were not counted yet, oldest first. */
export async function listUncounted(sql: Sql, since: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ exchangeId: string }>(
    `select ${COLUMNS} ${REFUSED} and e.opened_at >= $1
        and not exists (select from measure_strike k where k.exchange_id = e.id)
      order by e.opened_at, e.id limit $2`,
    [since, limit],
  );
  return rows.map(({ exchangeId }) => exchangeId);
}

/** How many refusals of between the two instants were never counted. */
export async function countUncounted(sql: Sql, from: Date, to: Date): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count ${REFUSED} and e.opened_at >= $1 and e.opened_at < $2
        and not exists (select from measure_strike k where k.exchange_id = e.id)`,
    [from, to],
  );
  return rows[0]?.count ?? 0;
}

/** Waits until nobody else counts or weighs this user; held until the transaction ends. */
export async function lockUser(tx: Sql, endUser: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('measure ' || $1, 0))`, [endUser]);
}

/** Counts a refusal. @returns false when it was counted already, here or elsewhere. */
export async function insertStrike(tx: Sql, strike: RefusedExchange, policyVersion: number): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into measure_strike (exchange_id, service_id, end_user, at, risks, policy_version) values ($1, $2, $3, $4, $5, $6)
     on conflict (exchange_id) do nothing`,
    [strike.exchangeId, strike.serviceId, strike.endUser, strike.at, strike.risks, policyVersion],
  );
  return rowCount === 1;
}

export interface StoredStrike {
  readonly exchangeId: string;
  readonly at: Date;
  readonly risks: readonly string[];
}

/** Refusals of a user that count. */
export async function listStrikes(sql: Sql, endUser: string, since: Date): Promise<StoredStrike[]> {
  const { rows } = await sql.query<StoredStrike>(
    `select exchange_id as "exchangeId", at, risks from measure_strike
      where end_user = $1 and at > $2 and voided_at is null order by at, exchange_id`,
    [endUser, since],
  );
  return rows;
}

/** The newest request of a user between two instants that was not refused; null when there was none. */
export async function lastAccepted(sql: Sql, endUser: string, from: Date, to: Date): Promise<Date | null> {
  const { rows } = await sql.query<{ at: Date }>(
    `select e.opened_at as at from exchange e left join exchange_close c on c.exchange_id = e.id
      where e.end_user = $1 and e.opened_at > $2 and e.opened_at < $3 and not e.synthetic
        and c.outcome is distinct from 'refused'
      order by e.opened_at desc limit 1`,
    [endUser, from, to],
  );
  return rows[0]?.at ?? null;
}

/** Refusals of a user of which nobody asked yet what follows. */
export async function listWaiting(sql: Sql, endUser: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select exchange_id as id from measure_strike where end_user = $1 and not weighed',
    [endUser],
  );
  return rows.map(({ id }) => id);
}

/** Notes that what follows from these was asked. */
export async function markWeighed(sql: Sql, exchangeIds: readonly string[]): Promise<void> {
  await sql.query('update measure_strike set weighed = true where exchange_id = any($1)', [exchangeIds]);
}

/** Users with a refusal of which nobody asked yet what follows. */
export async function listUnweighed(sql: Sql, limit: number): Promise<{ serviceId: string; endUser: string }[]> {
  const { rows } = await sql.query<{ serviceId: string; endUser: string }>(
    `select distinct service_id as "serviceId", end_user as "endUser" from measure_strike where not weighed limit $1`,
    [limit],
  );
  return rows;
}

/** Says which measure these led to. */
export async function linkStrikes(tx: Sql, exchangeIds: readonly string[], measureId: string): Promise<void> {
  await tx.query('update measure_strike set measure_id = $2 where exchange_id = any($1)', [exchangeIds, measureId]);
}

/** The refusals that led to a measure, oldest first. */
export async function listLedTo(
  sql: Sql,
  measureId: string,
): Promise<(StoredStrike & { readonly voidedAt: Date | null })[]> {
  const { rows } = await sql.query<StoredStrike & { voidedAt: Date | null }>(
    `select exchange_id as "exchangeId", at, risks, voided_at as "voidedAt" from measure_strike
      where measure_id = $1 order by at, exchange_id`,
    [measureId],
  );
  return rows;
}

/** They count no longer. @returns how many. */
export async function voidStrikes(tx: Sql, measureId: string, at: Date): Promise<number> {
  const { rowCount } = await tx.query(
    'update measure_strike set voided_at = $2 where measure_id = $1 and voided_at is null',
    [measureId, at],
  );
  return rowCount ?? 0;
}

/** The end user of an exchange and its service; undefined when nobody was named. */
export async function readEndUser(
  sql: Sql,
  exchangeId: string,
): Promise<{ readonly serviceId: string; readonly endUser: string } | undefined> {
  const { rows } = await sql.query<{ serviceId: string; endUser: string }>(
    `select service_id as "serviceId", end_user as "endUser" from exchange where id = $1 and end_user is not null`,
    [exchangeId],
  );
  return rows[0];
}

/** Every request of users who were refused at least once since an instant, each user's in the order of time; no content. */
export async function listRequests(sql: Sql, serviceId: string, since: Date, limit: number): Promise<StoredRequest[]> {
  const { rows } = await sql.query<StoredRequest>(
    `with struck as (select distinct end_user from exchange
                      where strike_risks is not null and opened_at >= $2 and service_id = $1 and not synthetic
                        and end_user is not null),
          newest as (select e.end_user, e.opened_at, e.id, e.endpoint, e.strike_risks from exchange e
                       join struck s on s.end_user = e.end_user
                      where e.opened_at >= $2 and not e.synthetic order by e.opened_at desc limit $3)
     select n.end_user as "endUser", n.opened_at as at, n.endpoint, c.outcome = 'refused' as "isRefused",
            n.strike_risks as "strikeRisks"
       from newest n join exchange_close c on c.exchange_id = n.id order by n.opened_at, n.id`,
    [serviceId, since, limit],
  );
  return rows;
}

/** How many named end users asked something since an instant. */
export async function countUsers(sql: Sql, serviceId: string, since: Date): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(distinct end_user)::int as count from exchange
      where service_id = $1 and opened_at >= $2 and not synthetic and end_user is not null`,
    [serviceId, since],
  );
  return rows[0]?.count ?? 0;
}
