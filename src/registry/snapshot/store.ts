import type { Action, Audience, Folding, TermRules } from '../../contract/index.ts';
import type { Sql } from '../../store/index.ts';

export interface ServedKeyRow {
  readonly id: string;
  readonly serviceId: string;
  readonly hash: Buffer;
  readonly ratePerMinute: number | null;
  readonly openMax: number | null;
  readonly synthetic: boolean;
  readonly expiresAt: Date | null;
  readonly audience: Audience | null;
}

export interface ServedListRow {
  readonly id: string;
  readonly name: string;
  readonly risk: string;
  readonly action: Action;
  readonly folding: Folding;
  readonly allow: readonly string[];
  readonly version: number;
}

export interface ServedTermRow {
  readonly text: string;
  readonly risk: string | null;
  readonly action: Action | null;
  /** First and last day in China on which it is screened for; null = no bound. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  readonly rules: TermRules | null;
}

/** Makes the transaction see one instant throughout; must be its first statement. */
export async function readOneInstant(tx: Sql): Promise<void> {
  await tx.query('set transaction isolation level repeatable read, read only');
}

/** Keys that open a live service and have not expired. */
export async function servedKeys(sql: Sql, now: Date): Promise<ServedKeyRow[]> {
  const { rows } = await sql.query<ServedKeyRow>(
    `select k.id, k.service_id as "serviceId", k.hash, k.rate_per_minute as "ratePerMinute", k.open_max as "openMax",
            k.synthetic, k.expires_at as "expiresAt", k.audience
       from api_key k join service s on s.id = k.service_id
      where k.revoked_at is null and s.retired_at is null and (k.expires_at is null or k.expires_at > $1)`,
    [now],
  );
  return rows;
}

/** Lists that screening uses: enabled and not retired. */
export async function servedLists(sql: Sql): Promise<ServedListRow[]> {
  const { rows } = await sql.query<ServedListRow>(
    `select id, name, risk, action, folding, allow, version from word_list where enabled and retired_at is null order by id`,
  );
  return rows;
}

/**
 * The next terms of a list in index order, valid or not. Large lists are read in parts, so that none keeps the process busy
 * for long.
 */
export async function nextTerms(sql: Sql, listId: string, afterText: string, limit: number): Promise<ServedTermRow[]> {
  const { rows } = await sql.query<ServedTermRow>(
    `select text, risk, action, rules, valid_from::text as "validFrom", valid_to::text as "validTo"
       from term where list_id = $1 and text > $2 order by text limit $3`,
    [listId, afterText, limit],
  );
  return rows;
}
