import type { Action, Folding } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';
import type { GivenTerm, ListState } from './model.ts';

export interface ListRow extends ListState {
  readonly id: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface CountedListRow extends ListRow {
  readonly terms: number;
}

export interface TermRow {
  readonly id: string;
  readonly text: string;
  readonly risk: string | null;
  readonly action: Action | null;
  readonly note: string | null;
}

const COLUMNS = `l.id, l.name, l.risk, l.action, l.enabled, l.folding, l.version, l.created_at as "createdAt",
                 l.changed_at as "changedAt"`;
const COUNTED = `${COLUMNS}, (select count(*)::int from term t where t.list_id = l.id) as terms`;

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

/** Stores a new list without terms, at version 1. */
export async function insertList(tx: Sql, id: string, list: ListState, at: Date): Promise<void> {
  await tx.query(
    `insert into word_list (id, name, risk, action, enabled, folding, version, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, 1, $7, $7)`,
    [id, list.name, list.risk, list.action, list.enabled, JSON.stringify(list.folding), at],
  );
}

/** Overwrites what can change of a list and raises its version. */
export async function updateList(tx: Sql, id: string, list: ListState, at: Date): Promise<void> {
  await tx.query(
    `update word_list set name = $2, risk = $3, action = $4, enabled = $5, folding = $6, version = version + 1,
                          changed_at = $7
      where id = $1`,
    [id, list.name, list.risk, list.action, list.enabled, JSON.stringify(list.folding), at],
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

/**
 * The number of terms and their digest: SHA-256 over the terms sorted by code point, each as the JSON array
 * `[text,risk,action]` with null for what it leaves to the list, joined by line feeds.
 */
export async function digestTerms(tx: Sql, listId: string): Promise<{ terms: number; digest: string }> {
  // Built from the JSON texts of the parts, because json_build_array puts spaces between them.
  const { rows } = await tx.query<{ terms: number; digest: string }>(
    `select count(*)::int as terms,
            encode(sha256(convert_to(coalesce(string_agg(
              '[' || to_json(text)::text || ',' || coalesce(to_json(risk)::text, 'null') || ','
                  || coalesce(to_json(action)::text, 'null') || ']',
              E'\\n' order by text collate "C"), ''), 'UTF8')), 'hex') as digest
       from term where list_id = $1`,
    [listId],
  );
  return rows[0] ?? { terms: 0, digest: '' };
}

/**
 * Adds terms, or changes those that are there; returns how many rows differ now. What a given term leaves out keeps its
 * stored value, unless `isExact`: then it is left to the list.
 */
export async function upsertTerms(
  tx: Sql,
  listId: string,
  terms: readonly (GivenTerm & { readonly id: string })[],
  isExact: boolean,
): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into term (id, list_id, text, risk, action, note)
     select given.id, $1, given.text, given.risk, given.action, given.note
       from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as given (id, text, risk, action, note)
     on conflict (list_id, text) do update
        set risk = case when $7 then excluded.risk else coalesce(excluded.risk, term.risk) end,
            action = case when $7 then excluded.action else coalesce(excluded.action, term.action) end,
            note = case when $7 then excluded.note else coalesce(excluded.note, term.note) end
      where (term.risk, term.action, term.note) is distinct from (
              case when $7 then excluded.risk else coalesce(excluded.risk, term.risk) end,
              case when $7 then excluded.action else coalesce(excluded.action, term.action) end,
              case when $7 then excluded.note else coalesce(excluded.note, term.note) end)`,
    [
      listId,
      terms.map(({ id }) => id),
      terms.map(({ text }) => text),
      terms.map(({ risk }) => risk),
      terms.map(({ action }) => action),
      terms.map(({ note }) => note),
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
    `select id, text, risk, action, note from term
      where list_id = $1 and ($2::text is null or text ilike $2) and ($3::text is null or id < $3)
      order by id desc limit $4`,
    [page.listId, page.pattern, page.beforeId, page.limit],
  );
  return rows;
}

export async function readTerm(tx: Sql, listId: string, id: string): Promise<TermRow | undefined> {
  const { rows } = await tx.query<TermRow>(
    'select id, text, risk, action, note from term where list_id = $1 and id = $2',
    [listId, id],
  );
  return rows[0];
}

/** Overwrites a term. */
export async function updateTerm(tx: Sql, term: TermRow): Promise<void> {
  await tx.query('update term set text = $2, risk = $3, action = $4, note = $5 where id = $1', [
    term.id,
    term.text,
    term.risk,
    term.action,
    term.note,
  ]);
}

/** Removes a term of a list; false when it was not there. */
export async function deleteTerm(tx: Sql, listId: string, id: string): Promise<boolean> {
  return (await tx.query('delete from term where list_id = $1 and id = $2', [listId, id])).rowCount === 1;
}

/** The next texts of a list in index order, for checking all of them part by part. */
export async function nextTexts(tx: Sql, listId: string, after: string, limit: number): Promise<string[]> {
  const { rows } = await tx.query<{ text: string }>(
    'select text from term where list_id = $1 and text > $2 order by text limit $3',
    [listId, after, limit],
  );
  return rows.map(({ text }) => text);
}

/** The folding of a list that is not retired, read without a lock. */
export async function readFolding(sql: Sql, id: string): Promise<Folding | undefined> {
  const { rows } = await sql.query<{ folding: Folding }>(
    'select folding from word_list where id = $1 and retired_at is null',
    [id],
  );
  return rows[0]?.folding;
}
