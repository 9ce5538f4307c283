import {
  inclusionProof,
  type ReadNode,
  readFromTiles,
  tilesNeeded,
  type VerifierKey,
  verifyInclusion,
} from '../ledger/index.ts';
import type { Sql } from '../store/index.ts';
import { readTiles } from './tile-store.ts';

export interface LogHead {
  readonly origin: string;
  readonly verifierKey: string;
  readonly size: number;
  /** base64; null before the first checkpoint. */
  readonly root: string | null;
  readonly at: Date | null;
  /** Entries written and under no checkpoint yet; counted up to `WAITING_MAX`. */
  readonly waiting: number;
}

export interface StoredCheckpoint {
  readonly size: number;
  /** base64 */
  readonly root: string;
  /** C2SP signed note. */
  readonly note: string;
  readonly at: Date;
}

export interface StoredEntry {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  /** null until the sequencer has put it into the tree. */
  readonly leafIndex: number | null;
  readonly body: string;
}

export interface EntryProof {
  readonly entryId: string;
  readonly kind: string;
  readonly leafIndex: number | null;
  /** base64, of the body as it is stored now. */
  readonly leafHash: string;
  /** base64 hashes from leaf to root; null until a checkpoint covers the entry. */
  readonly path: readonly string[] | null;
  /** The entry's body hashes to the leaf, and the path leads from there to the checkpoint's root. */
  readonly verified: boolean;
}

export interface Page<T> {
  readonly items: T[];
  /** Give it back as `cursor` for the next, older page; null on the last page. */
  readonly next: string | null;
}

/** Reads the log. Pages go newest first. */
export interface EvidenceReader {
  head(): Promise<LogHead>;
  checkpoints(options: { readonly cursor?: string; readonly limit: number }): Promise<Page<StoredCheckpoint>>;
  entries(options: {
    readonly kind?: string;
    readonly cursor?: string;
    readonly limit: number;
  }): Promise<Page<StoredEntry>>;
  entry(id: string): Promise<StoredEntry | undefined>;
  /** The entries with these ids, in the order of the ids; unknown ids are left out. */
  entriesOf(ids: readonly string[]): Promise<StoredEntry[]>;
  latestCheckpoint(): Promise<StoredCheckpoint | null>;
  /** Inclusion proofs of these entries against one checkpoint, from O(log n) tiles each. */
  proofsOf(ids: readonly string[]): Promise<{ checkpoint: StoredCheckpoint | null; entries: EntryProof[] }>;
}

/** Beyond this the number of waiting entries is not counted further. */
export const WAITING_MAX = 10_000;

export function createEvidenceReader(options: { readonly database: Sql; readonly key: VerifierKey }): EvidenceReader {
  const { database, key } = options;
  return {
    head: () => readHead(database, key),
    checkpoints: (page) => readCheckpoints(database, page),
    entries: (page) => readEntries(database, page),
    entry: async (id) => (await readEntriesOf(database, [id]))[0],
    entriesOf: (ids) => readEntriesOf(database, ids),
    latestCheckpoint: async () => (await readCheckpoints(database, { limit: 1 })).items[0] ?? null,
    proofsOf: (ids) => readProofs(database, ids),
  };
}

async function readHead(sql: Sql, key: VerifierKey): Promise<LogHead> {
  const { rows } = await sql.query<{ size: string; root: Buffer; at: Date }>(
    'select size, root, at from evidence_checkpoint order by size desc limit 1',
  );
  const last = rows[0];
  const size = Number(last?.size ?? 0);
  const waiting = await sql.query<{ unsigned: string; unsequenced: number }>(
    // As in the health check: the next entries first, then one look for the leaf of each.
    `with next as materialized (
       select e.id from evidence_cursor c
        cross join lateral (select id from evidence_entry
                             where (tx, id) > (c.tx, c.entry_id) order by tx, id limit ${WAITING_MAX}) e)
     select c.size - $1::bigint as unsigned, (
       select count(*)::int from next n
        where (select l.index from evidence_leaf l where l.entry_id = n.id) is null) as unsequenced
     from evidence_cursor c`,
    [size],
  );
  const { unsigned, unsequenced } = waiting.rows[0] ?? { unsigned: '0', unsequenced: 0 };
  return {
    origin: key.name,
    verifierKey: key.text,
    size,
    root: last?.root.toString('base64') ?? null,
    at: last?.at ?? null,
    waiting: Math.min(WAITING_MAX, Math.max(0, Number(unsigned)) + unsequenced),
  };
}

async function readCheckpoints(
  sql: Sql,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
): Promise<Page<StoredCheckpoint>> {
  const below = /^\d{1,15}$/.test(cursor ?? '') ? cursor : String(Number.MAX_SAFE_INTEGER);
  const { rows } = await sql.query<{ size: string; root: Buffer; note: string; at: Date }>(
    'select size, root, note, at from evidence_checkpoint where size < $1 order by size desc limit $2',
    [below, limit + 1],
  );
  const items = rows.map(({ size, root, note, at }) => ({
    size: Number(size),
    root: root.toString('base64'),
    note,
    at,
  }));
  return pageOf(items, limit, ({ size }) => String(size));
}

interface EntryRow {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly leafIndex: string | null;
  readonly body: string;
}

const ENTRY_COLUMNS = 'e.id, e.kind, e.at, e.body, l.index as "leafIndex"';
const toEntry = ({ id, kind, at, leafIndex, body }: EntryRow): StoredEntry => ({
  id,
  kind,
  at,
  leafIndex: leafIndex === null ? null : Number(leafIndex),
  body,
});

// Ids ascend with time; of one kind the pages go by (kind, at), which has an index for all but the two commonest kinds.
async function readEntries(
  sql: Sql,
  { kind, cursor, limit }: { readonly kind?: string; readonly cursor?: string; readonly limit: number },
): Promise<Page<StoredEntry>> {
  const isCommon = kind === undefined || kind === 'request.opened' || kind === 'response.closed';
  const [, atMs, id] = /^(\d{1,15})\.(\w+)$/.exec(cursor ?? '') ?? [];
  const conditions = ['true'];
  const params: unknown[] = [limit + 1];
  const param = (value: unknown): string => `$${params.push(value)}`;
  if (kind !== undefined) conditions.push(`e.kind = ${param(kind)}`);
  if (atMs !== undefined && id !== undefined) {
    conditions.push(
      isCommon ? `e.id < ${param(id)}` : `(e.at, e.id) < (${param(new Date(Number(atMs)))}::timestamptz, ${param(id)})`,
    );
  }
  const { rows } = await sql.query<EntryRow>(
    `select ${ENTRY_COLUMNS} from evidence_entry e left join evidence_leaf l on l.entry_id = e.id
     where ${conditions.join(' and ')} order by ${isCommon ? 'e.id desc' : 'e.at desc, e.id desc'} limit $1`,
    params,
  );
  return pageOf(rows.map(toEntry), limit, (entry) => `${entry.at.getTime()}.${entry.id}`);
}

async function readEntriesOf(sql: Sql, ids: readonly string[]): Promise<StoredEntry[]> {
  const { rows } = await sql.query<EntryRow>(
    `select ${ENTRY_COLUMNS} from unnest($1::text[]) with ordinality as wanted (id, n)
     join evidence_entry e on e.id = wanted.id left join evidence_leaf l on l.entry_id = e.id order by n`,
    [ids],
  );
  return rows.map(toEntry);
}

async function readProofs(
  sql: Sql,
  ids: readonly string[],
): Promise<{ checkpoint: StoredCheckpoint | null; entries: EntryProof[] }> {
  const checkpoint = (await readCheckpoints(sql, { limit: 1 })).items[0] ?? null;
  const size = checkpoint?.size ?? 0;
  // Hashed in the database, from the body as it is now: the stored hash would hide a changed body.
  const { rows } = await sql.query<{ id: string; kind: string; leafIndex: string | null; hash: Buffer }>(
    `select e.id, e.kind, l.index as "leafIndex", sha256('\\x00'::bytea || convert_to(e.body, 'UTF8')) as hash
     from unnest($1::text[]) with ordinality as wanted (id, n)
     join evidence_entry e on e.id = wanted.id left join evidence_leaf l on l.entry_id = e.id order by n`,
    [ids],
  );
  const covered = rows.flatMap(({ leafIndex }) =>
    leafIndex !== null && Number(leafIndex) < size ? Number(leafIndex) : [],
  );
  const needed = tilesNeeded((read) => {
    for (const index of covered) inclusionProof(index, size, read);
  });
  const read = readFromTiles(await readTiles(sql, needed));
  const root = Buffer.from(checkpoint?.root ?? '', 'base64');
  return {
    checkpoint,
    entries: rows.map(({ id, kind, leafIndex, hash }) => {
      const index = leafIndex === null ? null : Number(leafIndex);
      const path = index === null || index >= size ? null : pathOrNull(index, size, read);
      return {
        entryId: id,
        kind,
        leafIndex: index,
        leafHash: hash.toString('base64'),
        path: path?.map((one) => Buffer.from(one).toString('base64')) ?? null,
        verified: index !== null && path !== null && verifyInclusion(hash, index, size, path, root),
      };
    }),
  };
}

/** null when a tile on the way is gone: nothing is proven then. */
function pathOrNull(index: number, size: number, read: ReadNode): Uint8Array[] | null {
  try {
    return inclusionProof(index, size, read);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function pageOf<T>(rows: readonly T[], limit: number, cursorOf: (item: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
