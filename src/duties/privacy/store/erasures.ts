import { z } from 'zod';
import { type Actor, actorSchema } from '../../../evidence/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ErasureStep, StoredErasure } from '../model.ts';

const stepsSchema = z.record(
  z.string(),
  z.object({
    isDone: z.boolean(),
    erased: z.int(),
    kept: z.array(
      z.object({
        count: z.int(),
        reason: z.object({ zh: z.string(), en: z.string() }),
        law: z.string(),
        until: z.coerce.date().nullable(),
      }),
    ),
  }),
);

const ERASURE = `id, request_id as "requestId", service_id as "serviceId", end_user as "endUser", complaints,
  ordered_by as "orderedBy", ordered_at as "orderedAt", state, steps, left_over as "leftOver", next_at as "nextAt", attempts,
  proven_at as "provenAt"`;
type Row = Omit<StoredErasure, 'steps' | 'orderedBy'> & { readonly steps: unknown; readonly orderedBy: string };
const toErasure = ({ steps, orderedBy, ...row }: Row): StoredErasure => ({
  ...row,
  orderedBy: actorSchema.parse(orderedBy),
  steps: stepsSchema.parse(steps),
});

/** Stores an order that is due at once. */
export async function insertErasure(
  tx: Sql,
  order: Pick<StoredErasure, 'id' | 'requestId' | 'serviceId' | 'endUser' | 'complaints' | 'orderedAt'> & {
    readonly orderedBy: Actor;
  },
): Promise<void> {
  await tx.query(
    `insert into privacy_erasure (id, request_id, service_id, end_user, complaints, ordered_by, ordered_at, state, steps, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'due', '{}', $7)`,
    [order.id, order.requestId, order.serviceId, order.endUser, order.complaints, order.orderedBy, order.orderedAt],
  );
}

/** One order. */
export async function readErasure(sql: Sql, id: string): Promise<StoredErasure | undefined> {
  const { rows } = await sql.query<Row>(`select ${ERASURE} from privacy_erasure where id = $1`, [id]);
  return rows[0] === undefined ? undefined : toErasure(rows[0]);
}

/** The latest order of a request. */
export async function readErasureOf(sql: Sql, requestId: string): Promise<StoredErasure | undefined> {
  const { rows } = await sql.query<Row>(
    `select ${ERASURE} from privacy_erasure where request_id = $1 order by ordered_at desc limit 1`,
    [requestId],
  );
  return rows[0] === undefined ? undefined : toErasure(rows[0]);
}

/** Ids of orders that are to be carried out or carried on now. */
export async function listDue(sql: Sql, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select id from privacy_erasure where next_at <= $1 order by next_at limit $2',
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Takes an order in hand until `until`, when another may take it over. Undefined when somebody else has it. A proven one whose
 * hold ended begins anew.
 */
export async function takeErasure(tx: Sql, id: string, now: Date, until: Date): Promise<StoredErasure | undefined> {
  const { rows } = await tx.query<Row>(
    `update privacy_erasure set next_at = $3, attempts = attempts + 1, state = 'due',
            steps = case when state = 'due' then steps
              else (select coalesce(jsonb_object_agg(key, value || '{"isDone": false}'), '{}') from jsonb_each(steps)) end
      where id = $1 and next_at <= $2 returning ${ERASURE}`,
    [id, now, until],
  );
  return rows[0] === undefined ? undefined : toErasure(rows[0]);
}

/** Notes what one holder did. */
export async function noteStep(tx: Sql, id: string, holder: string, step: ErasureStep): Promise<void> {
  await tx.query('update privacy_erasure set steps = steps || $2::jsonb where id = $1', [
    id,
    JSON.stringify({ [holder]: step }),
  ]);
}

/** Ends an order, until a hold ends. */
export async function settleErasure(
  tx: Sql,
  id: string,
  settled: {
    readonly steps: Readonly<Record<string, ErasureStep>>;
    readonly leftOver: number;
    readonly nextAt: Date | null;
    readonly at: Date;
  },
): Promise<void> {
  await tx.query(
    `update privacy_erasure set state = 'proven', steps = $2, left_over = $3, next_at = $4, proven_at = $5, attempts = 0
      where id = $1`,
    [id, JSON.stringify(settled.steps), settled.leftOver, settled.nextAt, settled.at],
  );
}

/** Orders that are not proven, of these the ones that were due before, and how many were ever proven. */
export async function countErasures(
  sql: Sql,
  dueBefore: Date,
): Promise<{ readonly due: number; readonly late: number; readonly proven: number; readonly faulty: number }> {
  const { rows } = await sql.query<{ due: number; late: number; proven: number; faulty: number }>(
    `select (count(*) filter (where state = 'due'))::int as due,
            (count(*) filter (where state = 'due' and coalesce(proven_at, ordered_at) < $1
                              or state = 'proven' and next_at < $1))::int as late,
            (count(*) filter (where state = 'proven'))::int as proven,
            (count(*) filter (where left_over > 0))::int as faulty
       from privacy_erasure`,
    [dueBefore],
  );
  return rows[0] ?? { due: 0, late: 0, proven: 0, faulty: 0 };
}

/** Keeps an end user's words out of training; false when that was so before. */
export async function insertSuppression(
  tx: Sql,
  given: {
    readonly endUser: string;
    readonly serviceId: string;
    readonly requestId: string | null;
    readonly since: Date;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into privacy_suppression (end_user, service_id, request_id, since) values ($1, $2, $3, $4) on conflict do nothing`,
    [given.endUser, given.serviceId, given.requestId, given.since],
  );
  return rowCount === 1;
}

/** Are this end user's words kept out of training? */
export async function isSuppressed(sql: Sql, endUser: string): Promise<boolean> {
  const { rows } = await sql.query<{ found: boolean }>(
    'select exists (select from privacy_suppression where end_user = $1) as found',
    [endUser],
  );
  return rows[0]?.found === true;
}

/** Those of these exchanges that are of such a person. */
export async function findSuppressed(sql: Sql, exchangeIds: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'select e.id from exchange e join privacy_suppression p on p.end_user = e.end_user where e.id = any($1)',
    [exchangeIds],
  );
  return new Set(rows.map(({ id }) => id));
}
