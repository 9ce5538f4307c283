import type { TermValue, VersionCause } from '../../../contract/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { ListState } from '../model.ts';
import { VALUE_COLUMNS } from '../term-value.ts';

/** Whose terms are meant: those in force, those of a version, or those that a draft would put in force. */
export type TermSource =
  | { readonly kind: 'live' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'draft'; readonly draftId: string };

/** SQL that gives (text, value) of a source; what it needs goes into `params`, whose first is the list's id. */
function selectTerms(source: TermSource, params: unknown[]): string {
  const live = 'select v.text, v.value from term_version v where v.list_id = $1 and v.to_version is null';
  if (source.kind === 'live') return live;
  if (source.kind === 'version') {
    const version = `$${params.push(source.version)}::int`;
    return `select v.text, v.value from term_version v where v.list_id = $1 and v.from_version <= ${version}
               and (v.to_version is null or v.to_version > ${version})`;
  }
  const draft = `$${params.push(source.draftId)}`;
  return `${live} and not exists (select from draft_term d where d.draft_id = ${draft} and d.text = v.text)
          union all select d.text, d.value from draft_term d where d.draft_id = ${draft} and d.value is not null`;
}

/**
 * The number of terms and their digest: SHA-256 over the terms sorted by code point, each as a JSON array `[text,risk,
 * action]` with null for what it leaves to the list, joined by line feeds. A term with rules or validity has a fourth
 * member: those settings as the text of a `jsonb` object. A list with allow phrases has them as a last line, a JSON object
 * with the member `allow`.
 */
export async function digestTerms(
  sql: Sql,
  listId: string,
  source: TermSource,
  allow: readonly string[],
): Promise<{ terms: number; digest: string }> {
  const params: unknown[] = [listId];
  const lastLine = `$${params.push(allow.length === 0 ? '' : `\n${JSON.stringify({ allow })}`)}::text`;
  // Built from the JSON texts of the parts, because json_build_array puts spaces between them.
  const { rows } = await sql.query<{ terms: number; digest: string }>(
    `select count(*)::int as terms,
            encode(sha256(convert_to(coalesce(string_agg(
              '[' || to_json(text)::text || ',' || coalesce((value -> 'risk')::text, 'null') || ','
                  || coalesce((value -> 'action')::text, 'null')
                  || case when value ?| array['rules', 'valid_from', 'valid_to']
                          then ',' || (value - array['risk', 'action', 'note', 'severity', 'source'])::text else '' end
                  || ']',
              E'\\n' order by text collate "C"), '') || ${lastLine}, 'UTF8')), 'hex') as digest
       from (${selectTerms(source, params)}) as held`,
    params,
  );
  return rows[0] ?? { terms: 0, digest: '' };
}

export interface HeldTerm {
  readonly text: string;
  readonly value: TermValue;
}

/** The next terms of a source by text. Large lists are read in parts, so that none keeps the process busy for long. */
export async function nextTerms(
  sql: Sql,
  listId: string,
  source: TermSource,
  after: string,
  limit: number,
): Promise<HeldTerm[]> {
  const params: unknown[] = [listId];
  const from = selectTerms(source, params);
  const { rows } = await sql.query<HeldTerm>(
    `select text, value from (${from}) as held where text > $${params.push(after)} order by text
      limit $${params.push(limit)}`,
    params,
  );
  return rows;
}

/** The value of one term of a source; undefined when it has no term with this text. */
export async function readTermValue(
  sql: Sql,
  listId: string,
  source: TermSource,
  text: string,
): Promise<TermValue | undefined> {
  const params: unknown[] = [listId];
  const from = selectTerms(source, params);
  const { rows } = await sql.query<HeldTerm>(
    `select text, value from (${from}) as held where text = $${params.push(text)}`,
    params,
  );
  return rows[0]?.value;
}

const DIFFERENCE = `coalesce(a.text, b.text) as text, a.value as before, b.value as after`;
const differs = (before: string, after: string): string =>
  `from (${before}) as a full join (${after}) as b on a.text = b.text where a.value is distinct from b.value`;

export interface TermDifference {
  readonly text: string;
  readonly before: TermValue | null;
  readonly after: TermValue | null;
}
export interface DifferenceCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** How many terms differ between two sources of one list. */
export async function countDifferences(
  sql: Sql,
  listId: string,
  before: TermSource,
  after: TermSource,
): Promise<DifferenceCounts> {
  const params: unknown[] = [listId];
  const { rows } = await sql.query<DifferenceCounts>(
    `select (count(*) filter (where a.text is null))::int as added, (count(*) filter (where b.text is null))::int as removed,
            (count(*) filter (where a.text is not null and b.text is not null))::int as changed
       ${differs(selectTerms(before, params), selectTerms(after, params))}`,
    params,
  );
  return rows[0] ?? { added: 0, removed: 0, changed: 0 };
}

/** The next terms that differ, by text. */
export async function nextDifferences(
  sql: Sql,
  listId: string,
  before: TermSource,
  after: TermSource,
  page: { readonly after: string; readonly limit: number },
): Promise<TermDifference[]> {
  const params: unknown[] = [listId];
  const from = differs(selectTerms(before, params), selectTerms(after, params));
  const { rows } = await sql.query<TermDifference>(
    `select * from (select ${DIFFERENCE} ${from}) as found where text > $${params.push(page.after)} order by text
      limit $${params.push(page.limit)}`,
    params,
  );
  return rows;
}

export interface VersionRow {
  readonly version: number;
  /** Versions from before there were allow phrases have none. */
  readonly state: Omit<ListState, 'approvalRequired' | 'allow'> & Partial<Pick<ListState, 'allow'>>;
  readonly terms: number;
  readonly digest: string;
  readonly cause: VersionCause;
  readonly by: string;
  readonly approvedBy: string | null;
  readonly reason: string | null;
  readonly restored: number | null;
  readonly at: Date;
}

/** Keeps what a list became. */
export async function insertVersion(tx: Sql, listId: string, row: VersionRow): Promise<void> {
  const { version, state, terms, digest, cause, by, approvedBy, reason, restored, at } = row;
  await tx.query(
    `insert into word_list_version (list_id, version, state, terms, digest, cause, by, approved_by, reason, restored, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [listId, version, JSON.stringify(state), terms, digest, cause, by, approvedBy, reason, restored, at],
  );
}

const VERSION_COLUMNS = `version, state, terms, digest, cause, by, approved_by as "approvedBy", reason, restored, at`;

/** Versions before `before`, newest first. */
export async function listVersions(sql: Sql, listId: string, before: number, limit: number): Promise<VersionRow[]> {
  const { rows } = await sql.query<VersionRow>(
    `select ${VERSION_COLUMNS} from word_list_version where list_id = $1 and version < $2 order by version desc limit $3`,
    [listId, before, limit],
  );
  return rows;
}

export async function readVersion(sql: Sql, listId: string, version: number): Promise<VersionRow | undefined> {
  const { rows } = await sql.query<VersionRow>(
    `select ${VERSION_COLUMNS} from word_list_version where list_id = $1 and version = $2`,
    [listId, version],
  );
  return rows[0];
}

/** Notes every term that a version has otherwise than the live list, as changes under `changesId`. */
export async function noteReturn(tx: Sql, changesId: string, listId: string, version: number): Promise<void> {
  const params: unknown[] = [listId];
  const from = differs(selectTerms({ kind: 'live' }, params), selectTerms({ kind: 'version', version }, params));
  await tx.query(
    `insert into draft_term (draft_id, text, value) select $${params.push(changesId)}, text, after
       from (select ${DIFFERENCE} ${from}) as found`,
    params,
  );
}

/** Texts that the changes put and that are not among the live terms: these need ids. */
export async function textsWithoutTerm(tx: Sql, changesId: string, listId: string): Promise<string[]> {
  const { rows } = await tx.query<{ text: string }>(
    // A subquery instead of a join; see drafts/store.ts.
    `select d.text from draft_term d
      where d.draft_id = $1 and d.value is not null
        and (select t.id from term t where t.list_id = $2 and t.text = d.text) is null
      order by d.text`,
    [changesId, listId],
  );
  return rows.map(({ text }) => text);
}

/** Takes away and changes live terms as the changes say. Terms that stay keep their ids. */
export async function changeTerms(tx: Sql, changesId: string, listId: string): Promise<void> {
  await tx.query(
    `delete from term t using draft_term d
      where d.draft_id = $1 and d.value is null and t.list_id = $2 and t.text = d.text`,
    [changesId, listId],
  );
  await tx.query(
    `update term t set (${VALUE_COLUMNS.join(', ')}) =
       (select ${VALUE_COLUMNS.map((column) => `told.${column}`).join(', ')}
          from jsonb_populate_record(null::term, d.value) as told)
       from draft_term d
      where d.draft_id = $1 and d.value is not null and t.list_id = $2 and t.text = d.text`,
    [changesId, listId],
  );
}

/** Brings new terms of the changes into the live ones, under these ids. */
export async function insertTerms(
  tx: Sql,
  changesId: string,
  listId: string,
  rows: readonly { readonly text: string; readonly id: string }[],
): Promise<void> {
  await tx.query(
    // Looked up row by row: the changes may have been written a moment ago and have no statistics.
    `insert into term (id, list_id, text, ${VALUE_COLUMNS.join(', ')})
     select given.id, $2, given.text, ${VALUE_COLUMNS.map((column) => `told.${column}`).join(', ')}
       from unnest($3::text[], $4::text[]) as given (text, id),
            lateral (select d.value from draft_term d where d.draft_id = $1 and d.text = given.text offset 0) as held,
            lateral jsonb_populate_record(null::term, held.value) as told`,
    [changesId, listId, rows.map(({ text }) => text), rows.map(({ id }) => id)],
  );
}

/** Forgets changes that were applied. */
export async function forgetChanges(tx: Sql, changesId: string): Promise<void> {
  await tx.query('delete from draft_term where draft_id = $1', [changesId]);
}
