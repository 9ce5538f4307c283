import type { Sql } from '../../../store/index.ts';
import type { Run } from '../runs.ts';

/** No answer counts for longer than this, however long it takes. */
const ANSWER_MINUTES_MAX = 60;
/** Nobody sits and waits for a film. */
const AWAITED = 'videos';

/**
 * Spans of served use of one end user since an instant, as recorded exchanges have them: from their opening to their end. One look into
 * an index that holds nothing but requests in minor mode.
 */
export async function listSpans(sql: Sql, endUser: string, since: Date): Promise<Run[]> {
  const { rows } = await sql.query<Run>(
    `select floor(extract(epoch from e.opened_at) / 60)::int as "from",
            floor(extract(epoch from least(greatest(case when e.endpoint = $4 then e.opened_at else coalesce(c.closed_at, e.opened_at) end, e.opened_at),
                                           e.opened_at + make_interval(mins => $3))) / 60)::int as "to"
       from exchange e left join exchange_close c on c.exchange_id = e.id
      where e.end_user = $1 and e.minor_mode = 'used' and e.opened_at >= $2
      order by e.opened_at`,
    [endUser, since, ANSWER_MINUTES_MAX, AWAITED],
  );
  return rows;
}

export interface StopDay {
  /** In China. */
  readonly day: string;
  readonly stop: string;
  readonly requests: number;
  readonly users: number;
}

const DAY = `to_char(e.opened_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`;

/** Requests that minor mode refused since an instant, by day in China and by why; newest day first. */
export async function countStops(sql: Sql, since: Date): Promise<StopDay[]> {
  const { rows } = await sql.query<StopDay>(
    `select ${DAY} as day, e.minor_mode as stop, count(*)::int as requests, count(distinct e.end_user)::int as users
       from exchange e
      where e.minor_mode is not null and e.minor_mode <> 'used' and not e.synthetic and e.opened_at >= $1
      group by 1, 2 order by 1 desc, 2`,
    [since],
  );
  return rows;
}

/** Of one end user, how often minor mode refused on each day, by why. */
export async function listStopsOf(
  sql: Sql,
  endUser: string,
  since: Date,
): Promise<{ readonly day: string; readonly stop: string; readonly requests: number }[]> {
  const { rows } = await sql.query<{ day: string; stop: string; requests: number }>(
    `select ${DAY} as day, e.minor_mode as stop, count(*)::int as requests from exchange e
      where e.end_user = $1 and e.minor_mode is not null and e.minor_mode <> 'used' and e.opened_at >= $2
      group by 1, 2 order by 1 desc, 2`,
    [endUser, since],
  );
  return rows;
}

/** Which functions one end user was served, on each day. */
export async function listFunctionsOf(
  sql: Sql,
  endUser: string,
  since: Date,
): Promise<{ readonly endpoint: string; readonly requests: number }[]> {
  const { rows } = await sql.query<{ endpoint: string; requests: number }>(
    `select e.endpoint, count(*)::int as requests from exchange e
      where e.end_user = $1 and e.minor_mode = 'used' and e.opened_at >= $2 group by 1 order by 2 desc, 1`,
    [endUser, since],
  );
  return rows;
}
