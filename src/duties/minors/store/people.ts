import type { AgeBand, AgeSource, GuardianSettings } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { AgeStatement, Assurance, GuardianLink, MinorUser } from '../model.ts';

/** What every source said about the age of an end user. */
export async function listStatements(sql: Sql, { serviceId, endUser }: MinorUser): Promise<AgeStatement[]> {
  const { rows } = await sql.query<AgeStatement>(
    'select source, band, stated_at as at from age_statement where service_id = $1 and end_user = $2',
    [serviceId, endUser],
  );
  return rows;
}

/** Keeps what a source says now in the place of what it said before. */
export async function writeStatement(
  tx: Sql,
  { serviceId, endUser }: MinorUser,
  { source, band, at }: AgeStatement,
): Promise<void> {
  await tx.query(
    `insert into age_statement (service_id, end_user, source, band, stated_at) values ($1, $2, $3, $4, $5)
     on conflict (service_id, end_user, source) do update set band = excluded.band, stated_at = excluded.stated_at`,
    [serviceId, endUser, source, band, at],
  );
}

/** Nobody else states the age of this end user, nor links a guardian, until the transaction ends. */
export async function lockUser(tx: Sql, { serviceId, endUser }: MinorUser): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 29))', [`${serviceId} ${endUser}`]);
}

const LINK = `id, service_id as "serviceId", end_user as "endUser", assurance, receipt, settings, revision, linked_at as "linkedAt",
  consented_at as "consentedAt", ended_at as "endedAt"`;

/** The guardian of a child; undefined when none is linked. */
export async function readGuardian(sql: Sql, { serviceId, endUser }: MinorUser): Promise<GuardianLink | undefined> {
  const { rows } = await sql.query<GuardianLink>(
    `select ${LINK} from guardian_link where service_id = $1 and end_user = $2 and ended_at is null`,
    [serviceId, endUser],
  );
  return rows[0];
}

export async function readLink(sql: Sql, id: string): Promise<GuardianLink | undefined> {
  return (await sql.query<GuardianLink>(`select ${LINK} from guardian_link where id = $1`, [id])).rows[0];
}

export async function insertLink(
  tx: Sql,
  link: Omit<GuardianLink, 'endedAt'> & { readonly consentHash: Buffer | null },
): Promise<void> {
  await tx.query(
    `insert into guardian_link (id, service_id, end_user, assurance, receipt, settings, revision, linked_at, consented_at, consent_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      link.id,
      link.serviceId,
      link.endUser,
      link.assurance,
      link.receipt,
      JSON.stringify(link.settings),
      link.revision,
      link.linkedAt,
      link.consentedAt,
      link.consentHash,
    ],
  );
}

/** Keeps the next revision of what a guardian set; false when another was kept meanwhile, or the link is over. */
export async function writeLinkSettings(
  tx: Sql,
  id: string,
  revision: number,
  settings: GuardianSettings,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update guardian_link set settings = $3, revision = $2 where id = $1 and revision = $2 - 1 and ended_at is null',
    [id, revision, JSON.stringify(settings)],
  );
  return rowCount === 1;
}

/** Ends the link that a child has; returns it, or undefined when there is none. */
export async function endLink(
  tx: Sql,
  { serviceId, endUser }: MinorUser,
  at: Date,
  by: 'guardian' | 'app' | 'decided',
): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    `update guardian_link set ended_at = $3, ended_by = $4 where service_id = $1 and end_user = $2 and ended_at is null returning id`,
    [serviceId, endUser, at, by],
  );
  return rows[0]?.id;
}

/** Keeps a code in the place of every other of the same child, and of those whose time is over. */
export async function writeCode(
  tx: Sql,
  { serviceId, endUser }: MinorUser,
  code: { readonly hash: Buffer; readonly expiresAt: Date },
  now: Date,
): Promise<void> {
  await tx.query('delete from guardian_code where (service_id = $1 and end_user = $2) or expires_at <= $3', [
    serviceId,
    endUser,
    now,
  ]);
  await tx.query('insert into guardian_code (code_hash, service_id, end_user, expires_at) values ($1, $2, $3, $4)', [
    code.hash,
    serviceId,
    endUser,
    code.expiresAt,
  ]);
}

/** For which child a code stands; undefined for one that does not hold, or no longer. */
export async function readCode(sql: Sql, hash: Buffer, now: Date): Promise<MinorUser | undefined> {
  const { rows } = await sql.query<MinorUser>(
    `select service_id as "serviceId", end_user as "endUser" from guardian_code where code_hash = $1 and expires_at > $2`,
    [hash, now],
  );
  return rows[0];
}

/** Takes a code away, so that it serves once; false when somebody was faster. */
export async function takeCode(tx: Sql, hash: Buffer): Promise<boolean> {
  return (await tx.query('delete from guardian_code where code_hash = $1', [hash])).rowCount === 1;
}

interface ProfileRow {
  readonly statements: readonly { readonly source: AgeSource; readonly band: AgeBand }[] | null;
  readonly assurance: Assurance | null;
  readonly settings: GuardianSettings | null;
  readonly consented: boolean | null;
}

/** All that the door needs to know of an end user, in one look. */
export async function readProfileRow(sql: Sql, { serviceId, endUser }: MinorUser): Promise<ProfileRow> {
  const { rows } = await sql.query<ProfileRow>(
    `select (select jsonb_agg(jsonb_build_object('source', source, 'band', band)) from age_statement
              where service_id = $1 and end_user = $2) as statements,
            g.assurance, g.settings, g.consented_at is not null as consented
       from (select 1) as one left join guardian_link g
         on g.service_id = $1 and g.end_user = $2 and g.ended_at is null`,
    [serviceId, endUser],
  );
  return rows[0] ?? { statements: null, assurance: null, settings: null, consented: null };
}

/** How many end users of each service are of which band, by the strongest statement, and how their guardians stand. */
export async function countBands(
  sql: Sql,
): Promise<
  { readonly serviceId: string; readonly band: AgeBand; readonly users: number; readonly consented: number }[]
> {
  const { rows } = await sql.query<{ serviceId: string; band: AgeBand; users: number; consented: number }>(
    `with strongest as (
       select distinct on (service_id, end_user) service_id, end_user, band from age_statement
        order by service_id, end_user, array_position(array['declared', 'guardian', 'verified', 'decided'], source) desc)
     select s.service_id as "serviceId", s.band, count(*)::int as users, count(g.consented_at)::int as consented
       from strongest s left join guardian_link g
         on g.service_id = s.service_id and g.end_user = s.end_user and g.ended_at is null
      group by 1, 2`,
  );
  return rows;
}

/** How many guardians are linked in each service. */
export async function countGuardians(sql: Sql): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql.query<{ serviceId: string; guardians: number }>(
    `select service_id as "serviceId", count(*)::int as guardians from guardian_link where ended_at is null group by 1`,
  );
  return new Map(rows.map(({ serviceId, guardians }) => [serviceId, guardians]));
}
