import type { Sql } from '../../../store/index.ts';

export interface NewStoredFile {
  readonly id: string;
  readonly produceId: string;
  readonly serviceId: string;
  readonly store: 'folder' | 's3';
  /** Null for a file without an address of its own. */
  readonly tokenHash: Buffer | null;
  readonly contentKey: string;
  readonly bytes: number;
  readonly expiresAt: Date;
}

/** Lets a file in the store be handed out. */
export async function insertStored(tx: Sql, file: NewStoredFile): Promise<void> {
  await tx.query(
    `insert into stored_file (id, produce_id, service_id, store, token_hash, content_key, bytes, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [file.id, file.produceId, file.serviceId, file.store, file.tokenHash, file.contentKey, file.bytes, file.expiresAt],
  );
}

/** What is needed to hand a stored file out. */
export interface StoredFileRow {
  readonly id: string;
  readonly store: 'folder' | 's3';
  readonly contentKey: string;
  /** A bigint, as text. */
  readonly bytes: string;
  readonly mediaType: string;
  readonly label: string;
}

const ROW = `f.id, f.store, f.content_key as "contentKey", f.bytes, c.media_type as "mediaType", c.label
  from stored_file f join produced_content c using (produce_id)`;

/** The file with this name, address or number, if its time is not over; of several, the one that stays longest. */
export async function readStored(
  sql: Sql,
  by: { readonly id: string } | { readonly tokenHash: Buffer } | { readonly produceId: string },
  now: Date,
): Promise<StoredFileRow | undefined> {
  const [column, value] =
    'id' in by ? ['f.id', by.id] : 'tokenHash' in by ? ['f.token_hash', by.tokenHash] : ['f.produce_id', by.produceId];
  const { rows } = await sql.query<StoredFileRow>(
    `select ${ROW} where ${column} = $1 and f.deleted_at is null and f.expires_at > $2
     order by f.expires_at desc limit 1`,
    [value, now],
  );
  return rows[0];
}

export interface EndedFileRow {
  readonly id: string;
  readonly produceId: string;
  readonly serviceId: string;
  readonly reason: 'expired' | 'erased';
}

const ENDED = `f.id, f.produce_id as "produceId", f.service_id as "serviceId"`;

/** Files of this kind of store whose time is over, or whose data key is destroyed: nobody can be handed those any more. */
export async function listEnded(
  sql: Sql,
  store: NewStoredFile['store'],
  now: Date,
  limit: number,
): Promise<EndedFileRow[]> {
  const { rows } = await sql.query<EndedFileRow>(
    `(select ${ENDED}, 'expired' as reason from stored_file f
      where f.deleted_at is null and f.store = $3 and f.expires_at <= $1 order by f.expires_at limit $2)
     union all
     (select ${ENDED}, 'erased' as reason from stored_file f
      join content_key k on k.id = f.content_key and k.destroyed_at is not null
      where f.deleted_at is null and f.store = $3 and f.expires_at > $1 limit $2)
     limit $2`,
    [now, limit, store],
  );
  return rows;
}

/** Notes that a file is gone from the store; returns what it was, or undefined when that was noted before. */
export async function markDeleted(
  tx: Sql,
  id: string,
  now: Date,
): Promise<{ readonly produceId: string; readonly serviceId: string } | undefined> {
  const { rows } = await tx.query<{ produceId: string; serviceId: string }>(
    `update stored_file set deleted_at = $2 where id = $1 and deleted_at is null
     returning produce_id as "produceId", service_id as "serviceId"`,
    [id, now],
  );
  return rows[0];
}

/** Which of these names are those of files that are to be kept. */
export async function knownNames(sql: Sql, names: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql.query<{ id: string }>(
    'select id from stored_file where id = any($1) and deleted_at is null',
    [names],
  );
  return new Set(rows.map(({ id }) => id));
}

/** A file from before there was a file store. */
export interface RowFile {
  readonly contentKey: string;
  readonly content: Buffer;
}

/** The file in the database at the address with this token, if its time is not over. */
export async function readRowFile(sql: Sql, tokenHash: Buffer, now: Date): Promise<RowFile | undefined> {
  const { rows } = await sql.query<RowFile>(
    'select content_key as "contentKey", content from produced_file where token_hash = $1 and expires_at > $2',
    [tokenHash, now],
  );
  return rows[0];
}

/** Removes files in the database whose time is over; returns how many. */
export async function deleteExpiredRows(sql: Sql, now: Date, limit: number): Promise<number> {
  const { rowCount } = await sql.query(
    `delete from produced_file where token_hash in
       (select token_hash from produced_file where expires_at <= $1 order by expires_at limit $2)`,
    [now, limit],
  );
  return rowCount;
}
