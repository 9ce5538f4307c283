import type { Sql } from '../../store/index.ts';
import type { Choice, ChoiceChannel, ChoosingUser, DisclosureDraftRow, DisclosureRow } from './model.ts';

const PUBLISHED = `id, service_id as "serviceId", number, content, facts, published_at as "publishedAt",
  published_by as "publishedBy", published_as as "publishedAs", gaps, gap_reason as "gapReason", encode(digest, 'hex') as digest`;

/** Every version of a service, the newest first. */
export async function listPublished(sql: Sql, serviceId: string): Promise<DisclosureRow[]> {
  const { rows } = await sql.query<DisclosureRow>(
    `select ${PUBLISHED} from service_disclosure where service_id = $1 and number is not null order by number desc`,
    [serviceId],
  );
  return rows;
}

/** The newest version of every service that has one. */
export async function listNewest(sql: Sql): Promise<DisclosureRow[]> {
  const { rows } = await sql.query<DisclosureRow>(
    `select distinct on (service_id) ${PUBLISHED} from service_disclosure where number is not null
     order by service_id, number desc`,
  );
  return rows;
}

/** The draft of a service; `forUpdate` keeps it from others until the transaction ends. */
export async function readDraft(
  sql: Sql,
  serviceId: string,
  forUpdate = false,
): Promise<DisclosureDraftRow | undefined> {
  const { rows } = await sql.query<DisclosureDraftRow>(
    `select id, service_id as "serviceId", content, revision, changed_at as "changedAt", changed_by as "changedBy"
       from service_disclosure where service_id = $1 and number is null${forUpdate ? ' for update' : ''}`,
    [serviceId],
  );
  return rows[0];
}

/** Stores the next revision of a draft, 1 for a new one; false when another one was stored meanwhile. */
export async function writeDraft(tx: Sql, draft: DisclosureDraftRow): Promise<boolean> {
  const { id, serviceId, content, revision, changedAt, changedBy } = draft;
  const statement =
    revision === 1
      ? `insert into service_disclosure (service_id, content, revision, changed_at, changed_by, id)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing`
      : `update service_disclosure set content = $2, revision = $3, changed_at = $4, changed_by = $5
         where service_id = $1 and number is null and revision = $3 - 1 and id = $6`;
  const values = [serviceId, JSON.stringify(content), revision, changedAt, changedBy, id];
  return (await tx.query(statement, values)).rowCount === 1;
}

export async function deleteDraft(tx: Sql, serviceId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>(
    'delete from service_disclosure where service_id = $1 and number is null returning id',
    [serviceId],
  );
  return rows[0]?.id;
}

/** Gives a draft its number; from then on it is kept as it is. */
export async function publishDraft(tx: Sql, row: Omit<DisclosureRow, 'serviceId' | 'content'>): Promise<void> {
  await tx.query(
    `update service_disclosure set number = $2, published_at = $3, published_by = $4, published_as = $5, facts = $6, gaps = $7,
       gap_reason = $8, digest = decode($9, 'hex')
     where id = $1`,
    [
      row.id,
      row.number,
      row.publishedAt,
      row.publishedBy,
      row.publishedAs,
      JSON.stringify(row.facts),
      row.gaps,
      row.gapReason,
      row.digest,
    ],
  );
}

/** What an end user said about training; null for nothing. One look into an index. */
export async function readChoice(sql: Sql, serviceId: string, endUser: string): Promise<Choice | null> {
  const { rows } = await sql.query<Choice>(
    'select choice, chosen_at as "chosenAt" from training_choice where service_id = $1 and end_user = $2',
    [serviceId, endUser],
  );
  return rows[0] ?? null;
}

/** Stores what an end user said last. */
export async function writeChoice(
  tx: Sql,
  { serviceId, endUser }: ChoosingUser,
  { choice, chosenAt }: Choice,
  channel: ChoiceChannel,
): Promise<void> {
  await tx.query(
    `insert into training_choice (service_id, end_user, choice, channel, chosen_at) values ($1, $2, $3, $4, $5)
     on conflict (service_id, end_user) do update set choice = $3, channel = $4, chosen_at = $5`,
    [serviceId, endUser, choice, channel, chosenAt],
  );
}

/** How many exchanges of people who had refused are recorded as if they had not, and how many were looked at. */
export interface RefusalsKept {
  readonly looked: number;
  readonly broken: number;
}

const REFUSALS_MAX = 500;
const EXCHANGES_MAX = 20;

/**
 * The last to refuse, and their newest requests since: does each record say so? So many people and so many requests of each are looked
 * at, whatever there are.
 *
 * @param settled who refused after it is left out: another process may not have heard of it yet.
 */
export async function countRefusalsKept(sql: Sql, settled: Date, since: Date): Promise<RefusalsKept> {
  const { rows } = await sql.query<RefusalsKept>(
    `select count(*)::int as looked,
            (count(*) filter (where o.body::jsonb #>> '{data,trainingUse}' = 'allowed'))::int as broken
       from (select end_user, chosen_at from training_choice where choice = 'refused' and chosen_at < $1
              order by chosen_at desc limit ${REFUSALS_MAX}) as refused
      cross join lateral (
            select e.entry_id from exchange e
             where e.end_user = refused.end_user and not e.synthetic
               and e.opened_at > greatest($2, refused.chosen_at + interval '2 minutes')
             order by e.opened_at desc, e.id desc limit ${EXCHANGES_MAX}) as asked
       join evidence_entry o on o.id = asked.entry_id`,
    [settled, since],
  );
  return rows[0] ?? { looked: 0, broken: 0 };
}

export async function countChoices(sql: Sql, serviceId: string): Promise<{ allowed: number; refused: number }> {
  const { rows } = await sql.query<{ allowed: number; refused: number }>(
    `select (count(*) filter (where choice = 'allowed'))::int as allowed, (count(*) filter (where choice = 'refused'))::int as refused
       from training_choice where service_id = $1`,
    [serviceId],
  );
  return rows[0] ?? { allowed: 0, refused: 0 };
}
