import { HeguiError } from '../../kernel/index.ts';
import type { Sql } from '../../store/index.ts';
import { failureSchema, filmSchema, isBegun, type JobEnd, type JobStage, type VideoJob } from './model.ts';

const COLUMNS = `id, exchange_id as "exchangeId", service_id as "serviceId", api_key_id as "apiKeyId",
  upstream_id as "upstreamId", upstream_job as "upstreamJob", model, seconds, size, created_at as "createdAt", begun, stage,
  progress, outcome, failure, film, ended_at as "endedAt", closed_at as "closedAt", polled_at as "polledAt", tries,
  content_key as "contentKey", content`;

type JobRow = Omit<VideoJob, 'begun' | 'failure' | 'film'> & {
  readonly begun: unknown;
  readonly failure: unknown;
  readonly film: unknown;
};

function toJob(row: JobRow): VideoJob {
  const { begun } = row;
  if (!isBegun(begun)) throw new HeguiError('E_INTERNAL', `the beginning of job ${row.id} is not what was stored`);
  return {
    ...row,
    begun,
    failure: failureSchema.nullable().parse(row.failure),
    film: filmSchema.nullable().parse(row.film),
  };
}

async function read(sql: Sql, rest: string, values: readonly unknown[]): Promise<VideoJob[]> {
  const { rows } = await sql.query<JobRow>(`select ${COLUMNS} from video_job ${rest}`, [...values]);
  return rows.map(toJob);
}

export type NewJob = Pick<
  VideoJob,
  | 'id'
  | 'exchangeId'
  | 'serviceId'
  | 'apiKeyId'
  | 'upstreamId'
  | 'upstreamJob'
  | 'model'
  | 'seconds'
  | 'size'
  | 'createdAt'
  | 'begun'
  | 'stage'
  | 'progress'
> & { readonly contentKey: string; readonly content: Buffer; readonly lookAt: Date };

export async function insertJob(tx: Sql, job: NewJob): Promise<void> {
  await tx.query(
    `insert into video_job (id, exchange_id, service_id, api_key_id, upstream_id, upstream_job, model, seconds, size,
                            created_at, begun, stage, progress, content_key, content, polled_at, look_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $10, $16)`,
    [
      job.id,
      job.exchangeId,
      job.serviceId,
      job.apiKeyId,
      job.upstreamId,
      job.upstreamJob,
      job.model,
      job.seconds,
      job.size,
      job.createdAt,
      JSON.stringify(job.begun),
      job.stage,
      job.progress,
      job.contentKey,
      job.content,
      job.lookAt,
    ],
  );
}

/** The job with this id, if this key made it and did not delete it. */
export async function readJob(sql: Sql, id: string, apiKeyId: string): Promise<VideoJob | undefined> {
  return (await read(sql, 'where id = $1 and api_key_id = $2 and deleted_at is null', [id, apiKeyId]))[0];
}

/** Jobs of a key in the order of their ids, which is that of their coming; those beyond `after`, where it is given. */
export async function listJobs(
  sql: Sql,
  apiKeyId: string,
  page: { readonly after: string | null; readonly isAscending: boolean; readonly limit: number },
): Promise<VideoJob[]> {
  const { after, isAscending, limit } = page;
  const beyond = isAscending ? 'id > $3' : 'id < $3';
  const order = isAscending ? 'asc' : 'desc';
  return await read(
    sql,
    `where api_key_id = $1 and deleted_at is null and ($3::text is null or ${beyond}) order by id ${order} limit $2`,
    [apiKeyId, limit, after],
  );
}

/** How many jobs are taken in hand at once: films to be made, which cost much, and all others, which cost a question. */
export interface Room {
  readonly films: number;
  readonly others: number;
}

/** Takes jobs in hand that are to be looked at now and that nobody has in hand, those that waited longest first. */
export async function claimDue(
  sql: Sql,
  { now, until, room }: { readonly now: Date; readonly until: Date; readonly room: Room },
): Promise<VideoJob[]> {
  const due = (isFilm: string, limit: string): string => `select id from video_job
    where closed_at is null and look_at <= $1 and (claimed_until is null or claimed_until <= $1)
      and ${isFilm} (stage = 'making' and outcome is null)
    order by look_at limit ${limit} for update skip locked`;
  const { rows } = await sql.query<JobRow>(
    `with films as (${due('', '$3')}), others as (${due('not', '$4')})
     update video_job set claimed_until = $2
      where id in (select id from films) or id in (select id from others) returning ${COLUMNS}`,
    [now, until, room.films, room.others],
  );
  return rows.map(toJob);
}

/** Takes one job in hand; undefined while somebody has it. */
export async function claimJob(sql: Sql, id: string, now: Date, until: Date): Promise<VideoJob | undefined> {
  const { rows } = await sql.query<JobRow>(
    `update video_job set claimed_until = $3
     where id = $1 and closed_at is null and (claimed_until is null or claimed_until <= $2) returning ${COLUMNS}`,
    [id, now, until],
  );
  return rows.map(toJob)[0];
}

/** Keeps a job in hand for longer. */
export async function renewClaim(sql: Sql, id: string, until: Date): Promise<void> {
  await sql.query('update video_job set claimed_until = $2 where id = $1', [id, until]);
}

/** Lets go of a job that goes on, with what is known of it by now. */
export async function notePoll(
  sql: Sql,
  id: string,
  { stage, progress, now, lookAt }: { stage: JobStage; progress: number; now: Date; lookAt: Date },
): Promise<void> {
  await sql.query(
    `update video_job set stage = $2, progress = greatest(progress, $3), polled_at = $4, look_at = $5,
       claimed_until = null, tries = 0 where id = $1`,
    [id, stage, progress, now, lookAt],
  );
}

/** Lets go of a job that is to be tried again. */
export async function noteTry(sql: Sql, id: string, now: Date, lookAt: Date): Promise<void> {
  await sql.query(
    `update video_job set tries = least(tries + 1, 30000), polled_at = $2, look_at = $3, claimed_until = null where id = $1`,
    [id, now, lookAt],
  );
}

/** Ends a job, once; false when it has ended before. */
export async function endJob(
  tx: Sql,
  id: string,
  end: JobEnd,
  now: Date,
  sealed: { readonly contentKey: string; readonly content: Buffer } | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update video_job set outcome = $2, failure = $3, film = $4, ended_at = $5, look_at = $5,
       progress = case when $2 = 'completed' then 100 else progress end,
       content_key = coalesce($6, content_key), content = coalesce($7, content)
     where id = $1 and outcome is null`,
    [
      id,
      end.outcome,
      end.outcome === 'failed' ? JSON.stringify(end.failure) : null,
      end.outcome === 'completed' ? JSON.stringify(end.film) : null,
      now,
      sealed?.contentKey ?? null,
      sealed?.content ?? null,
    ],
  );
  return rowCount > 0;
}

/** Was the closing record of the exchange written, by whomever? */
export async function isExchangeClosed(sql: Sql, exchangeId: string): Promise<boolean> {
  return (await sql.query('select from exchange_close where exchange_id = $1', [exchangeId])).rowCount > 0;
}

/** Notes that the closing record is durable: the end may be shown. */
export async function noteClosed(sql: Sql, id: string, now: Date): Promise<void> {
  await sql.query('update video_job set closed_at = $2, claimed_until = null where id = $1', [id, now]);
}

/** Deletes a job and its prompt for whoever asked for it; false when that was done before. */
export async function deleteJob(tx: Sql, id: string, now: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update video_job set deleted_at = $2, content = null, content_key = null where id = $1 and deleted_at is null`,
    [id, now],
  );
  return rowCount > 0;
}
