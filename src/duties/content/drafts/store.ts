import type { Folding, TermValue } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ListState } from '../model.ts';

/** What a draft changes of the list itself. */
export type DraftSettings = Partial<Omit<ListState, 'name'>>;

export interface DraftRow {
  readonly id: string;
  readonly listId: string;
  readonly baseVersion: number;
  readonly settings: DraftSettings & { readonly folding?: Folding };
  readonly authors: readonly string[];
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly revision: number;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly approvedDigest: string | null;
}

const COLUMNS = `id, list_id as "listId", base_version as "baseVersion", settings, authors, created_at as "createdAt",
  changed_at as "changedAt", revision, approved_by as "approvedBy", approved_at as "approvedAt",
  approved_digest as "approvedDigest"`;

/** The draft of a list. */
export async function readDraft(sql: Sql, listId: string): Promise<DraftRow | undefined> {
  const { rows } = await sql.query<DraftRow>(`select ${COLUMNS} from list_draft where list_id = $1`, [listId]);
  return rows[0];
}

export async function insertDraft(
  tx: Sql,
  draft: { readonly id: string; readonly listId: string; readonly baseVersion: number; readonly by: string },
  at: Date,
): Promise<void> {
  await tx.query(
    `insert into list_draft (id, list_id, base_version, authors, created_at, changed_at)
     values ($1, $2, $3, array[$4], $5, $5)`,
    [draft.id, draft.listId, draft.baseVersion, draft.by, at],
  );
}

/** Notes a change: one more author perhaps, a revision more, and no approval any longer. */
export async function touchDraft(
  tx: Sql,
  id: string,
  change: { readonly by: string; readonly settings: DraftSettings; readonly baseVersion: number },
  at: Date,
): Promise<void> {
  await tx.query(
    `update list_draft set revision = revision + 1, changed_at = $3, settings = $4, base_version = $5,
            authors = case when $2 = any(authors) then authors else authors || $2 end,
            approved_by = null, approved_at = null, approved_digest = null
      where id = $1`,
    [id, change.by, at, JSON.stringify(change.settings), change.baseVersion],
  );
}

export async function approveDraft(tx: Sql, id: string, by: string, digest: string, at: Date): Promise<void> {
  await tx.query('update list_draft set approved_by = $2, approved_at = $3, approved_digest = $4 where id = $1', [
    id,
    by,
    at,
    digest,
  ]);
}

/** Forgets a draft and its terms. */
export async function deleteDraft(tx: Sql, id: string): Promise<void> {
  await tx.query('delete from draft_term where draft_id = $1', [id]);
  await tx.query('delete from list_draft where id = $1', [id]);
}

/**
 * Puts terms into a draft. What a given term leaves out keeps the value it has in the draft or, failing that, in the live
 * list, unless `isExact`.
 */
export async function putTerms(
  tx: Sql,
  draft: Pick<DraftRow, 'id' | 'listId'>,
  terms: readonly { readonly text: string; readonly value: TermValue }[],
  isExact: boolean,
): Promise<void> {
  await tx.query(
    `insert into draft_term (draft_id, text, value)
     select $1, given.text,
            case when $5 then given.value else coalesce(
              (select d.value from draft_term d where d.draft_id = $1 and d.text = given.text),
              (select v.value from term_version v where v.list_id = $2 and v.text = given.text and v.to_version is null),
              '{}'::jsonb) || given.value end
       from unnest($3::text[], $4::jsonb[]) as given (text, value)
     on conflict (draft_id, text) do update set value = excluded.value`,
    [draft.id, draft.listId, terms.map(({ text }) => text), terms.map(({ value }) => JSON.stringify(value)), isExact],
  );
}

/** Has the draft take terms away. */
export async function removeTerms(tx: Sql, draft: Pick<DraftRow, 'id'>, texts: readonly string[]): Promise<void> {
  await tx.query(
    `insert into draft_term (draft_id, text, value) select $1, text, null from unnest($2::text[]) as given (text)
     on conflict (draft_id, text) do update set value = null`,
    [draft.id, texts],
  );
}

/** Has the draft take away every term that is not among these. */
export async function removeOtherTerms(
  tx: Sql,
  draft: Pick<DraftRow, 'id' | 'listId'>,
  texts: readonly string[],
): Promise<void> {
  await tx.query(
    `insert into draft_term (draft_id, text, value)
     select $1, v.text, null from term_version v
      where v.list_id = $2 and v.to_version is null
        and not exists (select from unnest($3::text[]) as kept (text) where kept.text = v.text)
     on conflict (draft_id, text) do update set value = null`,
    [draft.id, draft.listId, texts],
  );
  await tx.query(
    `delete from draft_term d where d.draft_id = $1 and d.value is not null
        and not exists (select from unnest($2::text[]) as kept (text) where kept.text = d.text)`,
    [draft.id, texts],
  );
}

/** Forgets what would change nothing of the live list as it is now. */
export async function dropIdle(tx: Sql, draft: Pick<DraftRow, 'id' | 'listId'>): Promise<void> {
  await tx.query(
    // Subqueries instead of joins: a draft just filled has no statistics, and a join planned without them can take hours.
    `delete from draft_term d where d.draft_id = $1
        and d.value is not distinct from (select v.value from term_version v
              where v.list_id = $2 and v.text = d.text and v.to_version is null)`,
    [draft.id, draft.listId],
  );
}

/** What a draft would do to the live terms, once nothing idle is in it. */
export async function countDraft(sql: Sql, draft: Pick<DraftRow, 'id' | 'listId'>) {
  const { rows } = await sql.query<{ added: number; removed: number; changed: number }>(
    `select (count(*) filter (where is_put and not is_live))::int as added,
            (count(*) filter (where not is_put))::int as removed,
            (count(*) filter (where is_put and is_live))::int as changed
       from (select d.value is not null as is_put,
                    (select true from term_version v
                      where v.list_id = $2 and v.text = d.text and v.to_version is null) is not null as is_live
               from draft_term d where d.draft_id = $1) as told`,
    [draft.id, draft.listId],
  );
  return rows[0] ?? { added: 0, removed: 0, changed: 0 };
}
