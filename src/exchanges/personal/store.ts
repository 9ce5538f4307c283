import type { Sql } from '../../store/index.ts';
import type { StoredParts } from '../store.ts';

export interface PersonalCounts {
  readonly exchanges: number;
  /** Whose content can be opened with a key that need not stay. */
  readonly readable: number;
  /** Whose content stays with its key. */
  readonly held: number;
  /** Whose rows are old enough to go. */
  readonly removable: number;
  /** Begun a moment ago and not ended: what comes of them is not sealed yet. */
  readonly underWay: number;
  readonly newestAt: Date | null;
}

/** What there is of one end user. `heldKeys` stay, `heldIds` too; rows older than `before` may go. */
export async function countPersonal(
  sql: Sql,
  endUser: string,
  {
    heldKeys,
    heldIds,
    before,
    underWaySince,
  }: {
    readonly heldKeys: readonly string[];
    readonly heldIds: readonly string[];
    readonly before: Date;
    readonly underWaySince: Date;
  },
): Promise<PersonalCounts> {
  const { rows } = await sql.query<PersonalCounts>(
    `select count(*)::int as exchanges,
            (count(*) filter (where (o.id is not null and o.id <> all($2)) or (k.id is not null and k.id <> all($2))))::int
              as readable,
            (count(*) filter (where o.id = any($2) or k.id = any($2)))::int as held,
            (count(*) filter (where greatest(e.opened_at, c.closed_at) < $4 and e.id <> all($3)))::int as removable,
            (count(*) filter (where c.exchange_id is null and e.opened_at > $5))::int as "underWay",
            max(greatest(e.opened_at, c.closed_at)) as "newestAt"
       from exchange e left join exchange_close c on c.exchange_id = e.id
       left join content_key o on o.id = e.content_key and o.destroyed_at is null
       left join content_key k on k.id = c.content_key and k.destroyed_at is null
      where e.end_user = $1`,
    [endUser, heldKeys, heldIds, before, underWaySince],
  );
  const none = { exchanges: 0, readable: 0, held: 0, removable: 0, underWay: 0, newestAt: null };
  return rows[0] ?? none;
}

/** Keys that seal something of these exchanges. */
export async function keysOf(sql: Sql, exchangeIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql.query<{ key: string }>(
    `select content_key as key from exchange where id = any($1)
     union select content_key from exchange_close where exchange_id = any($1)`,
    [exchangeIds],
  );
  return rows.map(({ key }) => key);
}

/** Ids of everything one end user asked, in the order of time. */
export async function listPersonal(sql: Sql, endUser: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>('select id from exchange where end_user = $1 order by id', [
    endUser,
  ]);
  return rows.map(({ id }) => id);
}

export type PersonalParts = Omit<StoredParts, 'cursor'> & {
  readonly endpoint: string;
  readonly model: string;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly outcome: string | null;
};

/** These exchanges with their sealed content, in the order of their ids. */
export async function readPersonal(sql: Sql, ids: readonly string[]): Promise<PersonalParts[]> {
  const { rows } = await sql.query<PersonalParts>(
    `select e.id, e.endpoint, e.model, e.opened_at as "openedAt", c.closed_at as "closedAt", c.outcome,
            e.content_key as "openedKeyId", e.content as "openedContent",
            c.content_key as "closedKeyId", c.content as "closedContent"
       from exchange e left join exchange_close c on c.exchange_id = e.id where e.id = any($1) order by e.id`,
    [ids],
  );
  return rows;
}

/** Removes rows that ended before, of one end user or of all, but those that are held; returns how many exchanges went. */
export async function deleteOld(
  tx: Sql,
  {
    endUser,
    before,
    heldIds,
    limit,
  }: {
    readonly endUser: string | null;
    readonly before: Date;
    readonly heldIds: readonly string[];
    readonly limit: number;
  },
): Promise<number> {
  const { rows } = await tx.query<{ id: string }>(
    `select e.id from exchange e left join exchange_close c on c.exchange_id = e.id
      where e.opened_at < $2 and coalesce(c.closed_at, e.opened_at) < $2 and e.id <> all($3)
        and ($1::text is null or e.end_user = $1)
      order by e.opened_at limit $4 for update of e skip locked`,
    [endUser, before, heldIds, limit],
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await tx.query('delete from exchange_close where exchange_id = any($1)', [ids]);
  await tx.query('delete from exchange where id = any($1)', [ids]);
  return ids.length;
}

/** How many rows ended before, counting no further than `max`. */
export async function countOld(sql: Sql, before: Date, heldIds: readonly string[], max: number): Promise<number> {
  const { rows } = await sql.query<{ count: number }>(
    `select count(*)::int as count from
       (select from exchange e left join exchange_close c on c.exchange_id = e.id
         where e.opened_at < $1 and coalesce(c.closed_at, e.opened_at) < $1 and e.id <> all($2) limit $3) as old`,
    [before, heldIds, max],
  );
  return rows[0]?.count ?? 0;
}
