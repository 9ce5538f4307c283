import type { Sql } from '../../../../store/index.ts';

export interface SuggestionRow {
  readonly id: string;
  readonly decisionId: string;
  readonly listId: string;
  readonly listName: string;
  readonly scope: 'term' | 'list';
  readonly term: string;
  readonly phrase: string;
  readonly createdAt: Date;
  readonly state: 'proposed' | 'taken' | 'dismissed';
  readonly draftId: string | null;
  readonly draftRevision: number | null;
}

const SUGGESTION = `select g.id, g.decision_id as "decisionId", g.list_id as "listId", coalesce(w.name, g.list_id) as "listName",
  g.scope, g.term, g.phrase, g.created_at as "createdAt", g.state, g.draft_id as "draftId",
  g.draft_revision as "draftRevision"
  from review_suggestion g left join word_list w on w.id = g.list_id`;

/** Suggestions for word lists, newest first, at most 500. */
export async function findSuggestions(sql: Sql, listId: string | null, state: string): Promise<SuggestionRow[]> {
  const { rows } = await sql.query<SuggestionRow>(
    `${SUGGESTION} where g.state = $1 and ($2::text is null or g.list_id = $2) order by g.created_at desc, g.id limit 500`,
    [state, listId],
  );
  return rows;
}

/** One suggestion. */
export async function readSuggestion(sql: Sql, id: string): Promise<SuggestionRow | undefined> {
  return (await sql.query<SuggestionRow>(`${SUGGESTION} where g.id = $1`, [id])).rows[0];
}

/** One suggestion under a lock. */
export async function readSuggestionForUpdate(sql: Sql, id: string): Promise<SuggestionRow | undefined> {
  return (await sql.query<SuggestionRow>(`${SUGGESTION} where g.id = $1 for update of g`, [id])).rows[0];
}

/** Stores a suggestion; false when the list was given the phrase before. */
export async function insertSuggestion(
  sql: Sql,
  given: Omit<SuggestionRow, 'listName' | 'state' | 'draftId' | 'draftRevision'> & { readonly by: string },
): Promise<boolean> {
  const { rowCount } = await sql.query(
    `insert into review_suggestion (id, decision_id, list_id, scope, term, phrase, created_by, created_at, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'proposed') on conflict (list_id, phrase) do nothing`,
    [given.id, given.decisionId, given.listId, given.scope, given.term, given.phrase, given.by, given.createdAt],
  );
  return rowCount === 1;
}

/** Ends a suggestion. */
export async function settleSuggestion(
  sql: Sql,
  id: string,
  settled: {
    readonly state: 'taken' | 'dismissed';
    readonly scope: 'term' | 'list';
    readonly place: { readonly draftId: string; readonly revision: number } | null;
    readonly by: string;
    readonly at: Date;
  },
): Promise<void> {
  const { state, scope, place, by, at } = settled;
  await sql.query(
    `update review_suggestion set state = $2, scope = $3, draft_id = $4, draft_revision = $5, settled_by = $6,
            settled_at = $7
      where id = $1`,
    [id, state, scope, place?.draftId ?? null, place?.revision ?? null, by, at],
  );
}

/** Is there such a list, not retired? */
export async function hasList(sql: Sql, id: string): Promise<boolean> {
  return (await sql.query('select from word_list where id = $1 and retired_at is null', [id])).rowCount === 1;
}

/** Has the list this live term? */
export async function hasTerm(sql: Sql, listId: string, text: string): Promise<boolean> {
  return (await sql.query('select from term where list_id = $1 and text = $2', [listId, text])).rowCount === 1;
}
