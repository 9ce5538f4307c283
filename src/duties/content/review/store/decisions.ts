import type { Sql } from '../../../../store/index.ts';
import type { DecisionRow, Judgement } from '../model.ts';
import type { Cursor } from '../rules.ts';

const nameOf = (column: string): string => `(select name from staff where 'staff:' || staff.id = ${column})`;
const DECISION = `d.id, d.item_id as "itemId", d.exchange_id as "exchangeId", d.service_id as "serviceId",
  coalesce(s.name, d.service_id) as "serviceName", d.verdict, d.risk, d.reason, d.reasons, d.decided_by as "decidedBy",
  ${nameOf('d.decided_by')} as "decidedByName", d.decided_at as "decidedAt",
  to_char(d.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "decidedAtText", d.reverses,
  d.superseded_at as "supersededAt",
  case when r.id is null then null else jsonb_build_object('id', r.id, 'verdict', r.verdict, 'risk', r.risk,
    'reason', r.reason, 'proposedBy', r.proposed_by, 'proposedByName', ${nameOf('r.proposed_by')},
    'proposedAt', to_char(r.proposed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as reversal`;
const FROM = `from review_decision d left join service s on s.id = d.service_id
  left join review_reversal r on r.decision_id = d.id and r.state = 'proposed'`;

export interface DecisionFilter {
  /** An actor such as `staff:stf_…`. */
  readonly by: string | null;
  readonly verdict: string | null;
  readonly serviceId: string | null;
  readonly exchangeId: string | null;
  readonly isReversalProposed: boolean;
}

/** Decisions, newest first, before the cursor. */
export async function findDecisions(
  sql: Sql,
  filter: DecisionFilter,
  page: { readonly after: Cursor | null; readonly limit: number },
): Promise<DecisionRow[]> {
  const params: unknown[] = [];
  const param = (value: unknown): string => `$${params.push(value)}`;
  const conditions = ['true'];
  if (filter.by !== null) conditions.push(`d.decided_by = ${param(filter.by)}`);
  if (filter.verdict !== null) conditions.push(`d.verdict = ${param(filter.verdict)}`);
  if (filter.serviceId !== null) conditions.push(`d.service_id = ${param(filter.serviceId)}`);
  if (filter.exchangeId !== null) conditions.push(`d.exchange_id = ${param(filter.exchangeId)}`);
  if (filter.isReversalProposed) conditions.push('r.id is not null');
  if (page.after !== null)
    conditions.push(`(d.decided_at, d.id) < (${param(page.after.at)}::timestamptz, ${param(page.after.id)})`);
  const { rows } = await sql.query<DecisionRow>(
    `select ${DECISION} ${FROM} where ${conditions.join(' and ')}
      order by d.decided_at desc, d.id desc limit ${param(page.limit)}`,
    params,
  );
  return rows;
}

/** One decision, kept from being changed by others until the transaction ends. */
export async function readDecisionForUpdate(sql: Sql, id: string): Promise<DecisionRow | undefined> {
  return (await sql.query<DecisionRow>(`select ${DECISION} ${FROM} where d.id = $1 for update of d`, [id])).rows[0];
}

export interface DecisionWrite extends Judgement {
  readonly id: string;
  readonly itemId: string;
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly reasons: readonly string[];
  readonly by: string;
  readonly at: Date;
  readonly reverses: string | null;
}

/** Stores a decision. */
export async function insertDecision(sql: Sql, decision: DecisionWrite): Promise<void> {
  await sql.query(
    `insert into review_decision (id, item_id, exchange_id, service_id, verdict, risk, reason, reasons, decided_by,
                                  decided_at, reverses)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      decision.id,
      decision.itemId,
      decision.exchangeId,
      decision.serviceId,
      decision.verdict,
      decision.risk,
      decision.reason,
      decision.reasons,
      decision.by,
      decision.at,
      decision.reverses,
    ],
  );
}

/** The decision stands no longer; another takes its place in the same transaction. */
export async function supersedeDecision(sql: Sql, id: string, at: Date): Promise<void> {
  await sql.query('update review_decision set superseded_at = $2 where id = $1', [id, at]);
}

export interface ReversalRow extends Judgement {
  readonly id: string;
  readonly decisionId: string;
  readonly proposedBy: string;
  readonly state: 'proposed' | 'approved' | 'rejected';
}

/** Stores a proposal. */
export async function insertReversal(
  sql: Sql,
  reversal: Omit<ReversalRow, 'state'> & { readonly at: Date },
): Promise<void> {
  await sql.query(
    `insert into review_reversal (id, decision_id, verdict, risk, reason, proposed_by, proposed_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, 'proposed')`,
    [
      reversal.id,
      reversal.decisionId,
      reversal.verdict,
      reversal.risk,
      reversal.reason,
      reversal.proposedBy,
      reversal.at,
    ],
  );
}

/** A proposal under a lock. */
export async function readReversalForUpdate(sql: Sql, id: string): Promise<ReversalRow | undefined> {
  const { rows } = await sql.query<ReversalRow>(
    `select id, decision_id as "decisionId", verdict, risk, reason, proposed_by as "proposedBy", state
       from review_reversal where id = $1 for update`,
    [id],
  );
  return rows[0];
}

/** Ends a proposal. */
export async function settleReversal(
  sql: Sql,
  id: string,
  settled: { readonly state: 'approved' | 'rejected'; readonly by: string; readonly at: Date },
): Promise<void> {
  await sql.query('update review_reversal set state = $2, settled_by = $3, settled_at = $4 where id = $1', [
    id,
    settled.state,
    settled.by,
    settled.at,
  ]);
}

/** Ends whatever proposal there is for a decision that was just reversed by someone else. */
export async function dropReversals(sql: Sql, decisionId: string, by: string, at: Date): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `update review_reversal set state = 'rejected', settled_by = $2, settled_at = $3
      where decision_id = $1 and state = 'proposed' returning id`,
    [decisionId, by, at],
  );
  return rows.map(({ id }) => id);
}

/** The next standing decisions after an id, oldest first. */
export async function nextStanding(
  sql: Sql,
  after: string,
  limit: number,
): Promise<{ id: string; exchangeId: string; risk: string | null; decidedAt: Date }[]> {
  const { rows } = await sql.query<{ id: string; exchangeId: string; risk: string | null; decidedAt: Date }>(
    `select id, exchange_id as "exchangeId", risk, decided_at as "decidedAt" from review_decision
      where superseded_at is null and id > $1 order by id limit $2`,
    [after, limit],
  );
  return rows;
}

/** Everybody who ever decided about the exchange, also where another decision took its place. */
export async function decidersOf(sql: Sql, exchangeId: string): Promise<string[]> {
  const { rows } = await sql.query<{ by: string }>(
    'select distinct decided_by as "by" from review_decision where exchange_id = $1 order by 1',
    [exchangeId],
  );
  return rows.map(({ by }) => by);
}
