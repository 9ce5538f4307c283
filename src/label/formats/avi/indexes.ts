import { metadataBudget } from '../../file/budget.ts';
import { viewOf } from '../../file/bytes.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import { CHUNK_HEAD, type Chunk, chunkContent, listChunks } from '../../riff/chunks.ts';

const LIST_HEAD = 12;
const INDEX_HEAD = 24;
const ENTRY_BYTES = 16;
const LONG_BYTES = 4;
const OF_INDEXES = 0;
const OF_CHUNKS = 1;
const COUNT_AT = 4;
const BASE_AT = 12;
const READ_BYTES = 1 << 16;

/** Eight bytes of an index, at `at`, that tell a place which moves with what lies behind the first RIFF. */
export interface MovingPlace {
  readonly at: number;
  readonly place: number;
}

/**
 * What moves in the indexes of OpenDML, which give places in the whole file, when what lies behind `from` does: the places of indexes
 * that lie there, and in those that tell of what lies there the place that they count from. The old index `idx1` and all that it points
 * to lie before.
 *
 * @throws HeguiError E_FILE_UNREADABLE for a broken index, E_FILE_UNSUPPORTED for one that counts from before `from` over to behind it.
 */
export async function movingPlaces(
  source: ByteSource,
  chunks: readonly Chunk[],
  from: number,
): Promise<readonly MovingPlace[]> {
  const header = chunks.find(({ type }) => type === 'hdrl');
  if (header === undefined || from >= source.size) return [];
  const indexes = new Indexes(source, from);
  for (const stream of await listWithin(source, header)) {
    if (stream.type !== 'strl') continue;
    for (const chunk of await listWithin(source, stream)) if (chunk.id === 'indx') await indexes.add(chunk);
  }
  return indexes.moving;
}

const listWithin = async (source: ByteSource, list: Chunk): Promise<Chunk[]> =>
  await listChunks(source, list.from + LIST_HEAD, list.to);

class Indexes {
  readonly moving: MovingPlace[] = [];
  readonly #source: ByteSource;
  readonly #from: number;
  readonly #spend = metadataBudget('the indexes of the AVI');
  /** Places of indexes that were looked into. */
  readonly #seen = new Set<number>();

  constructor(source: ByteSource, from: number) {
    this.#source = source;
    this.#from = from;
  }

  /** An index in the head: of indexes, or at once of chunks. */
  async add(chunk: Chunk): Promise<void> {
    this.#spend(chunk.to - chunk.content);
    const content = await chunkContent(this.#source, chunk);
    if (content.length < INDEX_HEAD) throw unreadable('the index of the AVI (indx) is cut off');
    if (content[3] === OF_CHUNKS) await this.#addBase(content, chunk.content);
    if (content[3] !== OF_INDEXES) return;
    const view = viewOf(content);
    const count = view.getUint32(COUNT_AT, true);
    if (INDEX_HEAD + count * ENTRY_BYTES > content.length)
      throw unreadable('the index of the AVI (indx) has room for fewer entries than it counts');
    for (let at = INDEX_HEAD; at < INDEX_HEAD + count * ENTRY_BYTES; at += ENTRY_BYTES) {
      const place = Number(view.getBigUint64(at, true));
      if (place < this.#from) continue;
      this.moving.push({ at: chunk.content + at, place });
      if (this.#seen.has(place)) continue;
      this.#seen.add(place);
      this.#spend(INDEX_HEAD);
      const head = await readExactly(this.#source, place + CHUNK_HEAD, INDEX_HEAD, 'an index of the AVI');
      await this.#addBase(head, place + CHUNK_HEAD);
    }
  }

  /** The place that an index of chunks counts from, given its head and where that stands. */
  async #addBase(head: Uint8Array, at: number): Promise<void> {
    const place = Number(viewOf(head).getBigUint64(BASE_AT, true));
    if (place > this.#source.size) throw unreadable('an index of the AVI counts from beyond the end of the file');
    const isMoving = place >= this.#from || (await this.#tellsOfBehind(head, at, place));
    if (isMoving) this.moving.push({ at: at + BASE_AT, place });
  }

  /** Whether all that an index tells of, counted from before, lies behind; false where none of it does. */
  async #tellsOfBehind(head: Uint8Array, at: number, base: number): Promise<boolean> {
    const view = viewOf(head);
    const entryBytes = Math.max(2, view.getUint16(0, true)) * LONG_BYTES;
    const bytes = view.getUint32(COUNT_AT, true) * entryBytes;
    this.#spend(bytes);
    let [before, behind] = [false, false];
    const step = READ_BYTES - (READ_BYTES % entryBytes) || entryBytes;
    for (let read = 0; read < bytes; read += step) {
      const length = Math.min(step, bytes - read);
      const entries = viewOf(await readExactly(this.#source, at + INDEX_HEAD + read, length, 'an index of the AVI'));
      for (let entry = 0; entry < length; entry += entryBytes)
        if (base + entries.getUint32(entry, true) >= this.#from) behind = true;
        else before = true;
    }
    if (before && behind)
      throw unsupported('an index of the AVI counts from its first RIFF over to what lies behind it');
    return behind;
  }
}
