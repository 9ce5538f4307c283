import type { Sql } from '../../../store/index.ts';

export interface RiskCount {
  readonly risk: string;
  readonly terms: number;
}

/** Terms by risk over all enabled lists, valid on the day, each text counted once a risk. */
export async function countByRisk(sql: Sql, day: string): Promise<RiskCount[]> {
  const { rows } = await sql.query<RiskCount>(
    `select coalesce(t.risk, l.risk) as risk, count(distinct t.text)::int as terms
       from term t join word_list l on l.id = t.list_id
      where l.enabled and l.retired_at is null
        and (t.valid_from is null or t.valid_from <= $1::date) and (t.valid_to is null or t.valid_to >= $1::date)
      group by 1`,
    [day],
  );
  return rows;
}

/** The same over everything at once: a text that stands for two risks is one keyword. */
export async function countTexts(sql: Sql, day: string): Promise<number> {
  const { rows } = await sql.query<{ terms: number }>(
    `select count(distinct t.text)::int as terms from term t join word_list l on l.id = t.list_id
      where l.enabled and l.retired_at is null
        and (t.valid_from is null or t.valid_from <= $1::date) and (t.valid_to is null or t.valid_to >= $1::date)`,
    [day],
  );
  return rows[0]?.terms ?? 0;
}

export interface ListFreshness {
  readonly id: string;
  readonly name: string;
  readonly terms: number;
  /** When a term was last added, changed or removed; null when none ever was. */
  readonly changedAt: Date | null;
}

/** Enabled lists and when their terms last changed. */
export async function readFreshness(sql: Sql): Promise<ListFreshness[]> {
  const { rows } = await sql.query<ListFreshness>(
    `select l.id, l.name, (select count(*)::int from term t where t.list_id = l.id) as terms,
            (select max(v.at) from word_list_version v
              where v.list_id = l.id and v.digest <> coalesce((select b.digest from word_list_version b
                where b.list_id = v.list_id and b.version = v.version - 1), '') and v.cause <> 'create') as "changedAt"
       from word_list l where l.enabled and l.retired_at is null order by l.created_at, l.id`,
  );
  return rows;
}
