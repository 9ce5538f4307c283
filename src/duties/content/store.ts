import type { Folding, TermValue } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';
import type { ListState, TermSettings } from './model.ts';
import { VALUE_COLUMNS } from './term-value.ts';

export interface ListRow extends ListState {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface CountedListRow extends ListRow {
  readonly terms: number;
  readonly draftId: string | null;
}

export interface TermRow extends TermSettings {
  readonly id: string;
  readonly text: string;
}

const COLUMNS = `l.id, l.name, l.risk, l.action, l.enabled, l.folding, l.allow, l.version, l.created_at as "createdAt",
                 l.changed_at as "changedAt", l.approval_required as "approvalRequired"`;
const COUNTED = `${COLUMNS}, (select count(*)::int from term t where t.list_id = l.id) as terms,
                 (select d.id from list_draft d where d.list_id = l.id) as "draftId"`;
const TERM_COLUMNS = `id, text, risk, action, note, severity, source, valid_from::text as "validFrom",
                      valid_to::text as "validTo", rules`;

/** Every list that is not retired, oldest first. */
export async function listLists(sql: Sql): Promise<CountedListRow[]> {
  const { rows } = await sql.query<CountedListRow>(
    `select ${COUNTED} from word_list l where l.retired_at is null order by l.created_at, l.id`,
  );
  return rows;
}

/** One list that is not retired. */
export async function readList(sql: Sql, id: string): Promise<CountedListRow | undefined> {
  const { rows } = await sql.query<CountedListRow>(
    `select ${COUNTED} from word_list l where l.id = $1 and l.retired_at is null`,
    [id],
  );
  return rows[0];
}

/** One list that is not retired, kept from being changed by others until the transaction ends. */
export async function readListForUpdate(tx: Sql, id: string): Promise<ListRow | undefined> {
  const { rows } = await tx.query<ListRow>(
    `select ${COLUMNS} from word_list l where l.id = $1 and l.retired_at is null for update`,
    [id],
  );
  return rows[0];
}

const valuesOf = ({ name, risk, action, enabled, folding, allow, approvalRequired }: ListState): unknown[] => [
  name,
  risk,
  action,
  enabled,
  JSON.stringify(folding),
  JSON.stringify(allow),
  approvalRequired,
];

/** Stores a new list without terms, at version 1. */
export async function insertList(tx: Sql, id: string, list: ListState, at: Date): Promise<void> {
  await tx.query(
    `insert into word_list (id, name, risk, action, enabled, folding, allow, approval_required, version, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $9)`,
    [id, ...valuesOf(list), at],
  );
}

/** Overwrites what can change of a list and raises its version. */
export async function updateList(tx: Sql, id: string, list: ListState, at: Date): Promise<void> {
  await tx.query(
    `update word_list set name = $2, risk = $3, action = $4, enabled = $5, folding = $6, allow = $7,
                          approval_required = $8, version = version + 1, changed_at = $9
      where id = $1`,
    [id, ...valuesOf(list), at],
  );
}

/** Retires a list; its terms stay. */
export async function retireList(tx: Sql, id: string, at: Date): Promise<void> {
  await tx.query('update word_list set retired_at = $2 where id = $1', [id, at]);
}

/** Names of the services in use that name this list. */
export async function servicesNamingList(sql: Sql, id: string): Promise<string[]> {
  const { rows } = await sql.query<{ name: string }>(
    `select s.name from service s
      where s.retired_at is null
        and (exists (select from service_word_list l where l.service_id = s.id and l.list_id = $1)
             or s.policy @> jsonb_build_object('audiences', jsonb_build_object('minors',
                  jsonb_build_object('wordListIds', jsonb_build_array($1::text)))))
      order by s.name`,
    [id],
  );
  return rows.map(({ name }) => name);
}

export interface StoredTerm {
  readonly id: string;
  readonly text: string;
  readonly value: TermValue;
}

const KEPT = VALUE_COLUMNS.map(
  (column) => `case when $5 then excluded.${column} else coalesce(excluded.${column}, term.${column}) end`,
);

/**
 * Adds terms, or changes those that are there; returns how many rows differ now. What a given term leaves out keeps its
 * stored value, unless `isExact`: then it is left to the list.
 */
export async function upsertTerms(
  tx: Sql,
  listId: string,
  terms: readonly StoredTerm[],
  isExact: boolean,
): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into term (id, list_id, text, ${VALUE_COLUMNS.join(', ')})
     select given.id, $1, given.text, ${VALUE_COLUMNS.map((column) => `told.${column}`).join(', ')}
       from unnest($2::text[], $3::text[], $4::jsonb[]) as given (id, text, value),
            lateral jsonb_populate_record(null::term, given.value) as told
     on conflict (list_id, text) do update
        set (${VALUE_COLUMNS.join(', ')}) = row (${KEPT.join(', ')})
      where (${VALUE_COLUMNS.map((column) => `term.${column}`).join(', ')}) is distinct from (${KEPT.join(', ')})`,
    [
      listId,
      terms.map(({ id }) => id),
      terms.map(({ text }) => text),
      terms.map(({ value }) => JSON.stringify(value)),
      isExact,
    ],
  );
  return rowCount;
}

/** Removes the terms of a list that are not among these; returns how many. */
export async function deleteOtherTerms(tx: Sql, listId: string, texts: readonly string[]): Promise<number> {
  const { rowCount } = await tx.query(
    `delete from term t where t.list_id = $1
        and not exists (select from unnest($2::text[]) as kept (text) where kept.text = t.text)`,
    [listId, texts],
  );
  return rowCount;
}

/** A page of terms, newest first; `beforeId` is the last id of the page before, `pattern` a LIKE pattern. */
export async function listTerms(
  sql: Sql,
  page: {
    readonly listId: string;
    readonly pattern: string | null;
    readonly beforeId: string | null;
    readonly limit: number;
  },
): Promise<TermRow[]> {
  const { rows } = await sql.query<TermRow>(
    `select ${TERM_COLUMNS} from term
      where list_id = $1 and ($2::text is null or text ilike $2) and ($3::text is null or id < $3)
      order by id desc limit $4`,
    [page.listId, page.pattern, page.beforeId, page.limit],
  );
  return rows;
}

export async function readTerm(tx: Sql, listId: string, id: string): Promise<TermRow | undefined> {
  const { rows } = await tx.query<TermRow>(`select ${TERM_COLUMNS} from term where list_id = $1 and id = $2`, [
    listId,
    id,
  ]);
  return rows[0];
}

/** The id of the live term with this text. */
export async function findTermId(tx: Sql, listId: string, text: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>('select id from term where list_id = $1 and text = $2', [
    listId,
    text,
  ]);
  return rows[0]?.id;
}

/** Overwrites a term. */
export async function updateTerm(tx: Sql, term: StoredTerm): Promise<void> {
  await tx.query(
    `update term set (text, ${VALUE_COLUMNS.join(', ')}) =
       (select $2, ${VALUE_COLUMNS.map((column) => `told.${column}`).join(', ')}
          from jsonb_populate_record(null::term, $3::jsonb) as told)
      where id = $1`,
    [term.id, term.text, JSON.stringify(term.value)],
  );
}

/** Removes a term of a list; false when it was not there. */
export async function deleteTerm(tx: Sql, listId: string, id: string): Promise<boolean> {
  return (await tx.query('delete from term where list_id = $1 and id = $2', [listId, id])).rowCount === 1;
}

/** Retires whatever a list that is retired still has of drafts. */
export async function dropDrafts(tx: Sql, listId: string): Promise<void> {
  await tx.query('delete from draft_term where draft_id in (select id from list_draft where list_id = $1)', [listId]);
  await tx.query('delete from list_draft where list_id = $1', [listId]);
}

/** The folding of a list that is not retired, read without a lock. */
export async function readFolding(sql: Sql, id: string): Promise<Folding | undefined> {
  const { rows } = await sql.query<{ folding: Folding }>(
    'select folding from word_list where id = $1 and retired_at is null',
    [id],
  );
  return rows[0]?.folding;
}

/**
 * One blocking term of each list that a service uses, written as it is: without rules or patterns, valid on the day. A service that
 * names no list uses every enabled one.
 */
export async function blockingTerms(
  sql: Sql,
  serviceId: string,
  day: string,
): Promise<{ listId: string; listName: string; text: string }[]> {
  const { rows } = await sql.query<{ listId: string; listName: string; text: string }>(
    `select l.id as "listId", l.name as "listName", t.text
       from word_list l
       cross join lateral (
         select text from term t
          where t.list_id = l.id and coalesce(t.action, l.action) = 'block' and t.rules is null
            and t.text !~ '[*?]' and char_length(t.text) >= 2
            and (t.valid_from is null or t.valid_from <= $2::date) and (t.valid_to is null or t.valid_to >= $2::date)
          order by t.text limit 1) t
      where l.enabled and l.retired_at is null
        and (not exists (select from service_word_list w where w.service_id = $1)
             or exists (select from service_word_list w where w.service_id = $1 and w.list_id = l.id))
      order by l.id`,
    [serviceId, day],
  );
  return rows;
}
