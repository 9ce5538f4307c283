import { Readable } from 'node:stream';
import type { Clock } from '../kernel/index.ts';
import { BundleWriter, HASH_BYTES, type NoteSigner, packBundle, TILE_HASHES } from '../ledger/index.ts';
import type { Database, Sql } from '../store/index.ts';
import type { Actor } from './catalogue.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface ExportOptions {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly signer: NoteSigner;
  readonly clock: Clock;
  /** Of the sequencer; in a process without one `waitForCheckpoint`. */
  readonly flush: () => Promise<void>;
  readonly by: Actor;
  /** Told how many of how many entries have been read. */
  readonly onProgress?: (entries: number, size: number) => void;
}

/** Tiles read at a time: 2,048 entries. */
const TILES_PER_READ = 8;

/**
 * The whole log as a packed bundle. Writes `evidence.exported` first, so that the export is in the bundle, and waits for
 * the checkpoint that covers it. The stream reads as fast as it is read from and holds about 2,000 entries.
 *
 * @throws HeguiError E_EVIDENCE_UNAVAILABLE when no checkpoint comes.
 */
export async function exportBundle(options: ExportOptions): Promise<Readable> {
  const { database, unitOfWork, signer, clock, flush, by } = options;
  await unitOfWork.run(async (tx, evidence) => {
    evidence.append('evidence.exported', { size: await readSize(tx), by });
  });
  await flush();
  const size = await readSize(database);
  const exportedAt = clock.now().toISOString();
  const writer = new BundleWriter({ exportedAt, origin: signer.key.name, keys: [signer.key.text], size });
  return Readable.from(packBundle(bundleLines(database, writer, size, options)), { objectMode: false });
}

async function readSize(sql: Sql): Promise<number> {
  const { rows } = await sql.query<{ size: string }>('select coalesce(max(size), 0) as size from evidence_checkpoint');
  return Number(rows[0]?.size ?? 0);
}

// What is stored under the tree never changes, so no transaction has to stay open for the length of the export. Rows that
// are missing all the same leave a gap, which the verifier names.
async function* bundleLines(
  sql: Sql,
  writer: BundleWriter,
  size: number,
  { signer, onProgress }: ExportOptions,
): AsyncGenerator<string> {
  yield writer.header();
  for (let start = 0; start < size; start += TILES_PER_READ * TILE_HASHES) {
    const end = Math.min(size, start + TILES_PER_READ * TILE_HASHES);
    const chunk = await readChunk(sql, start, end);
    let text = '';
    for (let tileStart = start; tileStart < end; tileStart += TILE_HASHES) {
      text += tileLines(writer, chunk, tileStart, Math.min(end, tileStart + TILE_HASHES));
    }
    yield text;
    onProgress?.(end, size);
  }
  yield writer.seal(signer);
}

interface Chunk {
  readonly tiles: ReadonlyMap<number, Buffer>;
  readonly entries: ReadonlyMap<number, EntryRow>;
  readonly notes: ReadonlyMap<number, string>;
}

interface EntryRow {
  readonly index: string;
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly body: string;
}

function tileLines(writer: BundleWriter, { tiles, entries, notes }: Chunk, start: number, end: number): string {
  const tile = start / TILE_HASHES;
  const hashes = tiles.get(tile);
  // The last tile may have grown since the size was read.
  let text = hashes === undefined ? '' : writer.tile(tile, hashes.subarray(0, (end - start) * HASH_BYTES));
  for (let index = start; index < end; index++) {
    const entry = entries.get(index);
    if (entry !== undefined) {
      const { id, kind, at, body } = entry;
      text += writer.entry({ index, id, kind, at: at.toISOString(), body });
    }
    const note = notes.get(index + 1);
    if (note !== undefined) text += writer.checkpoint(note);
  }
  return text;
}

async function readChunk(sql: Sql, start: number, end: number): Promise<Chunk> {
  const entries = await sql.query<EntryRow>(
    `select l.index, e.id, e.kind, e.at, e.body
     from evidence_leaf l join evidence_entry e on e.id = l.entry_id where l.index >= $1 and l.index < $2`,
    [start, end],
  );
  const tiles = await sql.query<{ index: string; hashes: Buffer }>(
    'select index, hashes from evidence_tile where level = 0 and index >= $1 and index < $2',
    [start / TILE_HASHES, Math.ceil(end / TILE_HASHES)],
  );
  const notes = await sql.query<{ size: string; note: string }>(
    'select size, note from evidence_checkpoint where size > $1 and size <= $2',
    [start, end],
  );
  return {
    entries: new Map(entries.rows.map((row) => [Number(row.index), row])),
    tiles: new Map(tiles.rows.map(({ index, hashes }) => [Number(index), hashes])),
    notes: new Map(notes.rows.map(({ size, note }) => [Number(size), note])),
  };
}
