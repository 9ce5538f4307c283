import { judgeSettingsSchema } from '../contract/index.ts';
import type { Sql } from '../store/index.ts';
import type { DayCounts, StoredGap, StoredJudge } from './model.ts';

interface JudgeRow extends Omit<StoredJudge, 'settings'> {
  readonly settings: unknown;
}

const SELECT_JUDGE = `
  select id, name, settings, secret, yuan_per_call as "yuanPerCall", created_at as "createdAt"
    from judge where retired_at is null`;

const judgeOf = (row: JudgeRow): StoredJudge => ({ ...row, settings: judgeSettingsSchema.parse(row.settings) });

/** Every judge in use, oldest first. */
export async function listJudges(sql: Sql): Promise<StoredJudge[]> {
  return (await sql.query<JudgeRow>(`${SELECT_JUDGE} order by created_at, id`)).rows.map(judgeOf);
}

/** One judge in use. */
export async function readJudge(sql: Sql, id: string): Promise<StoredJudge | undefined> {
  return (await sql.query<JudgeRow>(`${SELECT_JUDGE} and id = $1`, [id])).rows.map(judgeOf)[0];
}

/** The same, kept from being changed by others until the transaction ends. */
export async function readJudgeForUpdate(sql: Sql, id: string): Promise<StoredJudge | undefined> {
  return (await sql.query<JudgeRow>(`${SELECT_JUDGE} and id = $1 for update`, [id])).rows.map(judgeOf)[0];
}

/** Stores a new judge. */
export async function insertJudge(sql: Sql, judge: StoredJudge): Promise<void> {
  await sql.query(
    `insert into judge (id, name, kind, settings, secret, yuan_per_call, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [...columnsOf(judge), judge.createdAt],
  );
}

/** Overwrites what can change of a judge. */
export async function updateJudge(sql: Sql, judge: StoredJudge, at: Date): Promise<void> {
  await sql.query(
    `update judge set name = $2, kind = $3, settings = $4, secret = $5, yuan_per_call = $6, changed_at = $7 where id = $1`,
    [...columnsOf(judge), at],
  );
}

const columnsOf = (judge: StoredJudge): unknown[] => [
  judge.id,
  judge.name,
  judge.settings.kind,
  JSON.stringify(judge.settings),
  judge.secret,
  judge.yuanPerCall,
];

/** Retires a judge and forgets its secret. */
export async function retireJudge(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query('update judge set retired_at = $2, secret = null where id = $1', [id, at]);
}

/** Services in use whose policy asks judges, with whom it asks. */
export async function listAskingServices(sql: Sql): Promise<{ name: string; judgeIds: string[] }[]> {
  const { rows } = await sql.query<{ name: string; input: string[] | null; output: string[] | null }>(
    `select name, policy #> '{secondOpinion,input,judges}' as input, policy #> '{secondOpinion,output,judges}' as output
       from service where retired_at is null order by name`,
  );
  return rows.map(({ name, input, output }) => ({ name, judgeIds: [...(input ?? []), ...(output ?? [])] }));
}

/** Adds counts to their days. */
export async function addDayCounts(sql: Sql, counts: readonly DayCounts[]): Promise<void> {
  for (const row of counts) {
    await sql.query(
      `insert into judge_call_day as d (day, judge_id, service_id, direction, calls, safe, unsure, unsafe, errors,
                                        timeouts, chars, yuan, latency)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
       on conflict (day, judge_id, service_id, direction) do update
         set calls = d.calls + excluded.calls, safe = d.safe + excluded.safe, unsure = d.unsure + excluded.unsure,
             unsafe = d.unsafe + excluded.unsafe, errors = d.errors + excluded.errors,
             timeouts = d.timeouts + excluded.timeouts, chars = d.chars + excluded.chars, yuan = d.yuan + excluded.yuan,
             latency = (select array_agg(one + other order by step)
                          from unnest(d.latency, excluded.latency) with ordinality as t (one, other, step))`,
      [
        row.day,
        row.judgeId,
        row.serviceId,
        row.direction,
        row.calls,
        row.safe,
        row.unsure,
        row.unsafe,
        row.errors,
        row.timeouts,
        row.chars,
        row.yuan,
        row.latency,
      ],
    );
  }
}

/** Calls and yuan of each service on a day. */
export async function readSpent(sql: Sql, day: string): Promise<{ serviceId: string; calls: number; yuan: number }[]> {
  const { rows } = await sql.query<{ serviceId: string; calls: number; yuan: number }>(
    `select service_id as "serviceId", sum(calls)::float8 as calls, sum(yuan)::float8 as yuan
       from judge_call_day where day = $1 group by service_id`,
    [day],
  );
  return rows;
}

export interface MonthRow {
  readonly judgeId: string;
  readonly name: string;
  readonly kind: string;
  readonly calls: number;
  readonly safe: number;
  readonly unsure: number;
  readonly unsafe: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly chars: number;
  readonly yuan: number;
  readonly latency: number[];
}

/** What each judge did from a day on until another, retired judges included. */
export async function readMonth(sql: Sql, from: string, to: string): Promise<MonthRow[]> {
  const { rows } = await sql.query<MonthRow>(
    `select j.id as "judgeId", j.name, j.kind, sum(calls)::float8 as calls, sum(safe)::float8 as safe,
            sum(unsure)::float8 as unsure, sum(unsafe)::float8 as unsafe, sum(errors)::float8 as errors,
            sum(timeouts)::float8 as timeouts, sum(chars)::float8 as chars, sum(yuan)::float8 as yuan,
            (select array_agg(n order by step) from (
               select step, sum(n)::float8 as n from judge_call_day e, unnest(e.latency) with ordinality as t (n, step)
                where e.judge_id = j.id and e.day >= $1 and e.day < $2 group by step) as steps) as latency
       from judge j join judge_call_day d on d.judge_id = j.id
      where d.day >= $1 and d.day < $2
      group by j.id order by j.name`,
    [from, to],
  );
  return rows;
}

export interface TruthRow {
  readonly judgeId: string;
  readonly decided: number;
  readonly agreed: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
}

/** How the judges' opinions compare with what people decided, over exchanges of these days. */
export async function readTruth(sql: Sql, from: string, to: string): Promise<TruthRow[]> {
  const { rows } = await sql.query<TruthRow>(
    `select judge_id as "judgeId", count(*)::int as decided,
            (count(*) filter (where (decision = 'unsafe') = is_violation))::int as agreed,
            (count(*) filter (where decision = 'unsafe' and not is_violation))::int as "falsePositives",
            (count(*) filter (where decision = 'safe' and is_violation))::int as "falseNegatives"
       from opinion_truth where day >= $1 and day < $2 group by judge_id`,
    [from, to],
  );
  return rows;
}

/** Keeps what a person decided; a later decision takes the place of an earlier. True when it is new or differs. */
export async function putTruth(
  sql: Sql,
  truth: { exchangeId: string; judgeId: string; decision: string; isViolation: boolean; day: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into opinion_truth as t (exchange_id, judge_id, decision, is_violation, day) values ($1, $2, $3, $4, $5)
     on conflict (exchange_id, judge_id) do update set is_violation = excluded.is_violation
       where t.is_violation <> excluded.is_violation`,
    [truth.exchangeId, truth.judgeId, truth.decision, truth.isViolation, truth.day],
  );
  return rowCount > 0;
}

/** The closing entry of an exchange as it stands in the log, with the day on which the exchange ended. */
export async function readClosing(sql: Sql, exchangeId: string): Promise<{ body: string; closedAt: Date } | undefined> {
  const { rows } = await sql.query<{ body: string; closedAt: Date }>(
    `select e.body, c.closed_at as "closedAt" from exchange_close c join evidence_entry e on e.id = c.entry_id
      where c.exchange_id = $1`,
    [exchangeId],
  );
  return rows[0];
}

/** Stores a gap that waits to be judged. */
export async function insertGap(sql: Sql, gap: StoredGap, nextAt: Date): Promise<void> {
  await sql.query(
    `insert into opinion_gap (id, exchange_id, service_id, direction, path, judge_id, reason, from_char, to_char,
                              opened_at, next_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      gap.id,
      gap.exchangeId,
      gap.serviceId,
      gap.direction,
      gap.path,
      gap.judgeId,
      gap.reason,
      gap.from,
      gap.to,
      gap.openedAt,
      nextAt,
    ],
  );
}

const SELECT_GAP = `
  select g.id, g.exchange_id as "exchangeId", g.service_id as "serviceId", g.direction, g.path, g.judge_id as "judgeId",
         g.reason, g.from_char as "from", g.to_char as "to", g.opened_at as "openedAt", g.attempts,
         g.judged_at as "judgedAt", g.result`;

/** Takes the next gap that is due and puts its next try off, so that no other process takes it meanwhile. */
export async function takeDueGap(
  sql: Sql,
  now: Date,
  attemptsMax: number,
  nextAt: (attempts: number) => Date,
): Promise<StoredGap | undefined> {
  const { rows } = await sql.query<StoredGap>(
    `${SELECT_GAP} from opinion_gap g where judged_at is null and next_at <= $1 and attempts < $2
      order by next_at limit 1 for update skip locked`,
    [now, attemptsMax],
  );
  const [gap] = rows;
  if (gap === undefined) return undefined;
  await sql.query('update opinion_gap set attempts = attempts + 1, next_at = $2 where id = $1', [
    gap.id,
    nextAt(gap.attempts + 1),
  ]);
  return gap;
}

/** Notes what a gap was found to be; false when it had been judged before. */
export async function closeGap(sql: Sql, id: string, result: string, at: Date): Promise<boolean> {
  const { rowCount } = await sql.query(
    'update opinion_gap set judged_at = $3, result = $2 where id = $1 and judged_at is null',
    [id, result, at],
  );
  return rowCount === 1;
}

/** Gaps, newest first, with the names people know; at most `limit`, older than the cursor. */
export async function listGaps(
  sql: Sql,
  filter: { readonly state: 'waiting' | 'judged' | 'all'; readonly cursor: string | null; readonly limit: number },
): Promise<(StoredGap & { serviceName: string; judgeName: string })[]> {
  const state = { waiting: 'g.judged_at is null', judged: 'g.judged_at is not null', all: 'true' }[filter.state];
  const { rows } = await sql.query<StoredGap & { serviceName: string; judgeName: string }>(
    `${SELECT_GAP}, coalesce(s.name, g.service_id) as "serviceName", coalesce(j.name, g.judge_id) as "judgeName"
       from opinion_gap g left join service s on s.id = g.service_id left join judge j on j.id = g.judge_id
      where ${state} and ($1::text is null or g.id < $1) order by g.id desc limit $2`,
    [filter.cursor, filter.limit],
  );
  return rows;
}

export interface SealedTexts {
  readonly inputKeyId: string;
  readonly input: Buffer;
  readonly outputKeyId: string | null;
  readonly output: Buffer | null;
  readonly isClosed: boolean;
}

/** The sealed content of an exchange. */
export async function readSealed(sql: Sql, exchangeId: string): Promise<SealedTexts | undefined> {
  const { rows } = await sql.query<SealedTexts>(
    `select e.content_key as "inputKeyId", e.content as input, c.content_key as "outputKeyId", c.content as output,
            c.exchange_id is not null as "isClosed"
       from exchange e left join exchange_close c on c.exchange_id = e.id where e.id = $1`,
    [exchangeId],
  );
  return rows[0];
}

export interface GapCounts {
  readonly waiting: number;
  readonly overdue: number;
}

/** Gaps that nobody has judged yet, and those among them that are older than an instant. */
export async function countGaps(sql: Sql, before: Date): Promise<GapCounts> {
  const { rows } = await sql.query<GapCounts>(
    `select count(*)::int as waiting, (count(*) filter (where opened_at < $1))::int as overdue
       from opinion_gap where judged_at is null`,
    [before],
  );
  return rows[0] ?? { waiting: 0, overdue: 0 };
}
