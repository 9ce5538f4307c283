import type { Sql } from '../../../store/index.ts';
import type { AssertionRow, IdentityUser, Standing } from '../model.ts';

/** What the door keeps in memory of an end user. */
export async function listStanding(sql: Sql, { serviceId, endUser }: IdentityUser): Promise<Standing[]> {
  const { rows } = await sql.query<Standing>(
    `select level, method, age_band as "ageBand", asserted_at as "assertedAt", until_at as "untilAt"
       from identity_assertion where service_id = $1 and end_user = $2 and ended_at is null`,
    [serviceId, endUser],
  );
  return rows;
}

export async function insertAssertion(tx: Sql, row: AssertionRow): Promise<void> {
  await tx.query(
    `insert into identity_assertion (id, service_id, end_user, level, method, provider_id, reference, subject_kind, subject_hash,
                                     age_band, asserted_at, until_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, decode($9, 'hex'), $10, $11, $12)`,
    [
      row.id,
      row.serviceId,
      row.endUser,
      row.level,
      row.method,
      row.providerId,
      row.reference,
      row.subjectKind,
      row.subjectHash,
      row.ageBand,
      row.assertedAt,
      row.untilAt,
    ],
  );
}

/** Ends what stands of an end user, of one level by one method and provider, or all of it; returns their ids. */
export async function endAssertions(
  tx: Sql,
  { serviceId, endUser }: IdentityUser,
  end: { readonly at: Date; readonly by: string; readonly reason: 'renewed' | 'withdrawn' | 'mistaken' },
  only: Pick<AssertionRow, 'level' | 'method' | 'providerId'> | null = null,
): Promise<string[]> {
  const { rows } = await tx.query<{ id: string }>(
    `update identity_assertion set ended_at = $3, ended_by = $4, ended_reason = $5
      where service_id = $1 and end_user = $2 and ended_at is null
        and ($6::text is null or (method = $6 and provider_id is not distinct from $7 and level = $8))
      returning id`,
    [
      serviceId,
      endUser,
      end.at,
      end.by,
      end.reason,
      only?.method ?? null,
      only?.providerId ?? null,
      only?.level ?? null,
    ],
  );
  return rows.map(({ id }) => id);
}

export interface ListedAssertion extends AssertionRow {
  readonly providerName: string | null;
  readonly endedAt: Date | null;
  readonly endedReason: string | null;
  readonly sameSubject: number;
}

/** Everything that was confirmed of an end user, newest first, with how many others have the same behind them now. */
export async function listAssertions(
  sql: Sql,
  { serviceId, endUser }: IdentityUser,
  now: Date,
): Promise<ListedAssertion[]> {
  const { rows } = await sql.query<ListedAssertion>(
    `select a.id, a.service_id as "serviceId", a.end_user as "endUser", a.level, a.method, a.provider_id as "providerId",
            p.name as "providerName", a.reference, a.subject_kind as "subjectKind",
            encode(a.subject_hash, 'hex') as "subjectHash", a.age_band as "ageBand", a.asserted_at as "assertedAt",
            a.until_at as "untilAt", a.ended_at as "endedAt", a.ended_reason as "endedReason",
            (select count(distinct o.end_user)::int from identity_assertion o
              where o.service_id = a.service_id and o.subject_hash = a.subject_hash and o.end_user <> a.end_user
                and o.ended_at is null and o.until_at > $3) as "sameSubject"
       from identity_assertion a left join identity_provider p on p.id = a.provider_id
      where a.service_id = $1 and a.end_user = $2 order by a.asserted_at desc, a.id desc`,
    [serviceId, endUser, now],
  );
  return rows;
}

export interface LevelCounts {
  readonly serviceId: string;
  readonly phone: number;
  readonly verified: number;
  readonly entity: number;
}

/** End users of each service by their highest level; codes by e-mail do not count. */
export async function countLevels(sql: Sql, now: Date): Promise<LevelCounts[]> {
  const { rows } = await sql.query<LevelCounts>(
    `select service_id as "serviceId", (count(*) filter (where rank = 1))::int as phone,
            (count(*) filter (where rank = 2))::int as verified, (count(*) filter (where rank = 3))::int as entity
       from (select service_id, end_user, max(array_position(array['phone', 'verified', 'entity'], level)) as rank
               from identity_assertion where ended_at is null and until_at > $1 and method <> 'code-email'
              group by service_id, end_user) as users
      group by service_id`,
    [now],
  );
  return rows;
}

/** By service, how many people, numbers or organisations stand behind more than one end user. */
export async function countShared(sql: Sql, now: Date): Promise<{ serviceId: string; count: number }[]> {
  const { rows } = await sql.query<{ serviceId: string; count: number }>(
    `select service_id as "serviceId", count(*)::int as count
       from (select service_id from identity_assertion
              where subject_hash is not null and ended_at is null and until_at > $1
              group by service_id, subject_hash having count(distinct end_user) > 1) as shared
      group by service_id`,
    [now],
  );
  return rows;
}
