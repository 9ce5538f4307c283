import type { Sql } from '../store/index.ts';

/** A leaf of the tree with what is stored of its entry; `entryId` is null when the entry is gone. */
export interface SampledLeaf {
  readonly index: number;
  readonly entryId: string | null;
  readonly kind: string | null;
  readonly at: Date | null;
  readonly body: string | null;
}

/** The leaves with these numbers; one that is not there is left out. */
export async function readLeaves(sql: Sql, indexes: readonly number[]): Promise<SampledLeaf[]> {
  const { rows } = await sql.query<Omit<SampledLeaf, 'index'> & { index: string }>(
    `select l.index, e.id as "entryId", e.kind, e.at, e.body
       from unnest($1::bigint[]) as wanted (index) join evidence_leaf l on l.index = wanted.index
       left join evidence_entry e on e.id = l.entry_id order by l.index`,
    [indexes],
  );
  return rows.map((row) => ({ ...row, index: Number(row.index) }));
}

/** The first and the last leaf of the tree; null for an empty one. */
export async function readLeafBounds(sql: Sql): Promise<{ readonly first: number; readonly last: number } | null> {
  const { rows } = await sql.query<{ first: string | null; last: string | null }>(
    'select (select min(index) from evidence_leaf) as first, (select max(index) from evidence_leaf) as last',
  );
  const { first = null, last = null } = rows[0] ?? {};
  return first === null || last === null ? null : { first: Number(first), last: Number(last) };
}
