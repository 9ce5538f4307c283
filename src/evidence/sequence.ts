import type { Clock } from '../kernel/index.ts';
import {
  edgeTiles,
  type NoteSigner,
  openCheckpoint,
  readFromTiles,
  rootOf,
  signCheckpoint,
  type TileId,
  tilesNeeded,
} from '../ledger/index.ts';
import type { Sql } from '../store/index.ts';
import { readTiles } from './tile-store.ts';
import { type TileWrite, TreeEdge } from './tree-edge.ts';

/** The stored tree and what was signed contradict each other: nothing more may be signed. */
export class TreeMismatch extends Error {
  override readonly name = 'TreeMismatch';
}

/** What the one elected sequencer knows between two steps. */
export interface SequenceState {
  readonly edge: TreeEdge;
  /** Size of the last checkpoint. */
  signedSize: number;
  /**
   * Rows of an older life of the database lie ahead of the cursor (see `catchUp`), so entries that have a leaf already
   * must be passed over.
   */
  mustSkipLeafed: boolean;
}

interface CursorRow {
  readonly tx: string;
  readonly entryId: string;
  readonly size: string;
  readonly isAhead: boolean;
  readonly hasLeafedAhead: boolean;
  readonly leaves: string;
}

interface CheckpointRow {
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
}

/**
 * Reads the state and holds the stored tree against the last checkpoint.
 *
 * @throws TreeMismatch naming what does not agree.
 */
export async function loadState(tx: Sql, signer: NoteSigner): Promise<{ state: SequenceState; mustCatchUp: boolean }> {
  const cursor = await readCursor(tx);
  const size = Number(cursor.size);
  if (Number(cursor.leaves) !== size) throw new TreeMismatch(`there are ${cursor.leaves} leaves for a tree of ${size}`);
  const { rows } = await tx.query<CheckpointRow>(
    'select size, root, note from evidence_checkpoint order by size desc limit 1',
  );
  const checkpoint = rows[0];
  const signedSize = checkpoint === undefined ? 0 : Number(checkpoint.size);
  if (signedSize > size) throw new TreeMismatch(`a checkpoint of ${signedSize} is ahead of a tree of ${size}`);
  const needed = [...edgeTiles(size), ...tilesNeeded((read) => rootOf(signedSize, read))];
  const readTile = await readTiles(tx, needed);
  if (checkpoint !== undefined) checkSigned(checkpoint, signedSize, readTile, signer);
  const state = { edge: openEdge(size, readTile), signedSize, mustSkipLeafed: cursor.isAhead || cursor.hasLeafedAhead };
  return { state, mustCatchUp: cursor.isAhead };
}

async function readCursor(tx: Sql): Promise<CursorRow> {
  // In one life of a database the cursor and every entry with a leaf lie below the oldest open transaction.
  const { rows } = await tx.query<CursorRow>(
    `with horizon as (select pg_snapshot_xmin(pg_current_snapshot()) as oldest)
     select c.tx::text as tx, c.entry_id as "entryId", c.size, c.tx > oldest as "isAhead",
            exists (select from evidence_entry e join evidence_leaf l on l.entry_id = e.id where e.tx >= oldest)
              as "hasLeafedAhead",
            (select coalesce(max(index) + 1, 0) from evidence_leaf) as leaves
     from evidence_cursor c, horizon`,
  );
  const row = rows[0];
  if (row === undefined) throw new TreeMismatch('the cursor of the log is gone');
  return row;
}

function checkSigned(
  { root, note }: CheckpointRow,
  size: number,
  readTile: (tile: TileId) => Uint8Array | undefined,
  signer: NoteSigner,
): void {
  const opened = openCheckpoint(note, [signer.key]);
  if (!opened.ok) throw new TreeMismatch(`the last checkpoint ${opened.error}: is keys/log.pem the key of this log?`);
  const isAsSigned = opened.value.size === size && Buffer.compare(opened.value.root, root) === 0;
  if (!isAsSigned) throw new TreeMismatch(`the last checkpoint's row does not say what its note says`);
  try {
    if (Buffer.compare(rootOf(size, readFromTiles(readTile)), root) === 0) return;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TreeMismatch(`the stored tree is not whole: ${error.message}`);
  }
  throw new TreeMismatch(`the stored tree does not have the root that was signed at size ${size}`);
}

function openEdge(size: number, readTile: (tile: TileId) => Uint8Array | undefined): TreeEdge {
  try {
    return new TreeEdge(size, readTile);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TreeMismatch(`the stored tree is not whole: ${error.message}`);
  }
}

interface TakenRow {
  readonly count: number;
  readonly hashes: Buffer | null;
  readonly tx: string | null;
  readonly id: string | null;
}

/** Where the next entries are looked for. */
interface Range {
  /** SQL over `e`, with parameters from $3 on. */
  readonly where: string;
  readonly params: readonly unknown[];
}

const SKIP_LEAFED = 'not exists (select from evidence_leaf l where l.entry_id = e.id)';

// The leaves are written where the entries are: only their hashes travel here, as one value.
async function takeEntries(tx: Sql, size: number, limit: number, { where, params }: Range): Promise<TakenRow> {
  const { rows } = await tx.query<TakenRow>(
    `with batch as materialized (
       select id, tx, leaf_hash, row_number() over (order by tx, id) as n
       from (select id, tx, leaf_hash from evidence_entry e where ${where} order by tx, id limit $1) as next),
     leaves as (insert into evidence_leaf (index, entry_id) select $2::bigint + n - 1, id from batch order by n)
     select count(*)::int as count, string_agg(leaf_hash, ''::bytea order by n) as hashes,
            (select tx::text from batch order by n desc limit 1) as tx,
            (select id from batch order by n desc limit 1) as id
     from batch`,
    [limit, size, ...params],
  );
  return rows[0] ?? { count: 0, hashes: null, tx: null, id: null };
}

/** Puts up to `limit` further entries into the tree; returns how many. The caller commits, or drops the state. */
export async function sequenceEntries(tx: Sql, state: SequenceState, limit: number): Promise<number> {
  const { rows } = await tx.query<{ tx: string; entryId: string; size: string }>(
    'select tx::text as tx, entry_id as "entryId", size from evidence_cursor for update',
  );
  const cursor = rows[0];
  if (cursor === undefined || Number(cursor.size) !== state.edge.size) {
    throw new Error('somebody else moved the cursor of the log');
  }
  // Below the oldest open transaction nothing can appear any more, so a slow writer cannot be overtaken and left out.
  const where = `(e.tx, e.id) > ($3::text::xid8, $4::text) and e.tx < pg_snapshot_xmin(pg_current_snapshot())`;
  const taken = await takeEntries(tx, state.edge.size, limit, {
    where: state.mustSkipLeafed ? `${where} and ${SKIP_LEAFED}` : where,
    params: [cursor.tx, cursor.entryId],
  });
  if (taken.hashes === null) return 0;
  state.edge.append(taken.hashes);
  await writeTiles(tx, state.edge.takeWrites());
  await moveCursor(tx, taken.tx, taken.id, state.edge.size);
  return taken.count;
}

/**
 * After a restore into another PostgreSQL the transaction counter starts again below the cursor: the (tx, id) order would
 * pass over every new entry. Then each entry without a leaf that is surely complete is taken, wherever it lies, and the
 * cursor goes back to the oldest open transaction. Surely complete means: older than every open transaction, or written
 * under a number that this server has not given out, hence restored. What lies between is left to the cursor. Entries
 * that have their leaf stay where they are. Restartable: until the last step the cursor stays ahead.
 */
export async function catchUp(
  inTransaction: <T>(work: (tx: Sql) => Promise<T>) => Promise<T>,
  state: SequenceState,
  limit: number,
): Promise<number> {
  const horizon = await inTransaction(async (tx) => {
    const { rows } = await tx.query<{ oldest: string; next: string }>(
      `select pg_snapshot_xmin(pg_current_snapshot())::text as oldest,
              pg_snapshot_xmax(pg_current_snapshot())::text as next`,
    );
    return rows[0] ?? { oldest: '0', next: '0' };
  });
  let after = { tx: '0', id: '' };
  let total = 0;
  for (let isDone = false; !isDone; ) {
    const taken = await inTransaction(async (tx) => {
      const batch = await takeEntries(tx, state.edge.size, limit, {
        where: `(e.tx, e.id) > ($3::text::xid8, $4::text) and (e.tx < $5::text::xid8 or e.tx >= $6::text::xid8)
                and ${SKIP_LEAFED}`,
        params: [after.tx, after.id, horizon.oldest, horizon.next],
      });
      if (batch.hashes !== null) {
        state.edge.append(batch.hashes);
        await writeTiles(tx, state.edge.takeWrites());
      }
      if (batch.count < limit) await moveCursor(tx, horizon.oldest, '', state.edge.size);
      else await tx.query('update evidence_cursor set size = $1', [state.edge.size]);
      return batch;
    });
    total += taken.count;
    isDone = taken.count < limit;
    after = { tx: taken.tx ?? after.tx, id: taken.id ?? after.id };
  }
  return total;
}

/** Signs the tree as it stands. */
export async function signTree(tx: Sql, state: SequenceState, signer: NoteSigner, clock: Clock): Promise<void> {
  const { size } = state.edge;
  const root = state.edge.root();
  await tx.query('insert into evidence_checkpoint (size, root, note, at) values ($1, $2, $3, $4)', [
    size,
    root,
    signCheckpoint(size, root, signer),
    clock.now(),
  ]);
}

async function moveCursor(tx: Sql, txId: string | null, entryId: string | null, size: number): Promise<void> {
  await tx.query('update evidence_cursor set tx = $1::text::xid8, entry_id = $2, size = $3', [txId, entryId, size]);
}

async function writeTiles(tx: Sql, writes: readonly TileWrite[]): Promise<void> {
  await tx.query(
    `insert into evidence_tile (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
     on conflict (level, index) do update set hashes = excluded.hashes`,
    [writes.map(({ level }) => level), writes.map(({ index }) => index), writes.map(({ hashes }) => hashes)],
  );
}
