import type { ExplicitReason, LabelOutcome, ProducedKind } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { LabelCount, LabelEntry } from './rules.ts';

/** Up to which leaf contents were counted. Locked until the transaction ends; null while another process counts. */
export async function lockCursor(tx: Sql): Promise<number | null> {
  const { rows } = await tx.query<{ leaf: string }>('select leaf from label_count_cursor for update skip locked');
  return rows[0] === undefined ? null : Number(rows[0].leaf);
}

/** The last leaf of the next part of the log; null when there is nothing new. */
export async function lastLeafOf(sql: Sql, after: number, leavesMax: number): Promise<number | null> {
  const { rows } = await sql.query<{ last: string | null }>(
    'select max(index) as last from (select index from evidence_leaf where index > $1 order by index limit $2) l',
    [after, leavesMax],
  );
  const last = rows[0]?.last ?? null;
  return last === null ? null : Number(last);
}

/** Entries about labels at the leaves in (after, last]. */
export async function entriesBetween(sql: Sql, after: number, last: number): Promise<LabelEntry[]> {
  const { rows } = await sql.query<LabelEntry>(
    `select n.kind, n.at, n.body, x.service_id as "serviceId"
       from evidence_leaf l
       join evidence_entry n on n.id = l.entry_id
        and n.kind in ('response.closed', 'content.labelled', 'content.withheld')
       left join exchange x on n.kind = 'response.closed'
        and x.id = n.body::jsonb -> 'data' ->> 'exchange' and not x.synthetic
      where l.index > $1 and l.index <= $2`,
    [after, last],
  );
  return rows;
}

/** Adds to what was counted before; each hour, service, kind and outcome stands in `counts` once at most. */
export async function addCounts(tx: Sql, counts: readonly LabelCount[]): Promise<void> {
  await tx.query(
    `insert into label_count (hour, service_id, kind, outcome, contents)
     select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::bigint[])
     on conflict (hour, service_id, kind, outcome) do update set contents = label_count.contents + excluded.contents`,
    [
      counts.map(({ hour }) => hour),
      counts.map(({ serviceId }) => serviceId),
      counts.map(({ kind }) => kind),
      counts.map(({ outcome }) => outcome),
      counts.map(({ contents }) => contents),
    ],
  );
}

export async function moveCursor(tx: Sql, leaf: number): Promise<void> {
  await tx.query('update label_count_cursor set leaf = $1', [leaf]);
}

export interface CoverageRow {
  readonly serviceId: string;
  readonly serviceName: string | null;
  readonly kind: ProducedKind;
  readonly outcome: LabelOutcome;
  readonly contents: string;
}

/** Counts since then, by service, kind and what became of the contents. */
export async function readCoverage(sql: Sql, from: Date, serviceId: string | null): Promise<CoverageRow[]> {
  const { rows } = await sql.query<CoverageRow>(
    `select c.service_id as "serviceId", s.name as "serviceName", c.kind, c.outcome, c.contents::text as contents
       from (select service_id, kind, outcome, sum(contents) as contents from label_count
              where hour >= $1 and ($2::text is null or service_id = $2)
              group by 1, 2, 3) c
       left join service s on s.id = c.service_id`,
    [from, serviceId],
  );
  return rows;
}

export interface SampleRow {
  readonly produceId: string;
  readonly serviceId: string;
  readonly serviceName: string | null;
  readonly exchangeId: string | null;
  readonly kind: ProducedKind;
  readonly mediaType: string;
  readonly bytes: number;
  readonly model: string | null;
  readonly explicit: boolean;
  readonly explicitReason: ExplicitReason | null;
  readonly madeAt: Date;
  /** Until when the file can be opened; null for one that is not kept. */
  readonly keptUntil: Date | null;
}

export interface Place {
  readonly at: Date;
  readonly id: string;
}

/** The newest produced files, of a service or of all, after a place in that order. */
export async function readSamples(
  sql: Sql,
  { serviceId, after, limit, now }: { serviceId: string | null; after: Place | null; limit: number; now: Date },
): Promise<SampleRow[]> {
  const { rows } = await sql.query<SampleRow>(
    `select c.produce_id as "produceId", c.service_id as "serviceId", s.name as "serviceName",
            c.exchange_id as "exchangeId", c.kind, c.media_type as "mediaType", c.bytes, c.model, c.explicit,
            c.explicit_reason as "explicitReason", c.made_at as "madeAt",
            (select max(f.expires_at) from stored_file f
              where f.produce_id = c.produce_id and f.deleted_at is null and f.expires_at > $4) as "keptUntil"
       from produced_content c left join service s on s.id = c.service_id
      where ${serviceId === null ? '$1::text is null' : 'c.service_id = $1'}
        and ${after === null ? '$2::timestamptz is null and $3::text is null' : '(c.made_at, c.produce_id) < ($2, $3)'}
      order by c.made_at desc, c.produce_id desc limit $5`,
    [serviceId, after?.at ?? null, after?.id ?? null, now, limit],
  );
  return rows;
}

export interface WithheldRow {
  readonly entryId: string;
  readonly at: Date;
  readonly body: string;
}

/** The newest entries that say that a content was not let out, after a place in that order. */
export async function readWithheld(
  sql: Sql,
  { serviceId, after, limit }: { serviceId: string | null; after: Place | null; limit: number },
): Promise<WithheldRow[]> {
  const { rows } = await sql.query<WithheldRow>(
    `select id as "entryId", at, body from evidence_entry
      where kind = 'content.withheld'
        and ($1::text is null or body::jsonb -> 'data' ->> 'service' = $1)
        and ${after === null ? '$2::timestamptz is null and $3::text is null' : '(at, id) < ($2, $3)'}
      order by at desc, id desc limit $4`,
    [serviceId, after?.at ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** Names of services by their ids; retired ones too. */
export async function serviceNames(sql: Sql, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql.query<{ id: string; name: string }>('select id, name from service where id = any($1)', [
    ids,
  ]);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
