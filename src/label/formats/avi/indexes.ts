import { uint64le, viewOf } from '../../file/bytes.ts';
import type { Edit } from '../../file/edits.ts';
import { type ByteSource, readExactly, unreadable } from '../../file/source.ts';
import { type Chunk, chunkContent, listChunks } from '../../riff/chunks.ts';

const LIST_HEAD = 12;
const INDEX_HEAD = 24;
const ENTRY_BYTES = 16;
const OF_INDEXES = 0;
const OF_CHUNKS = 1;
const BASE_AT = 12;

/**
 * The indexes of OpenDML give places in the whole file. What lies behind `from` moves by `growth`: the places of indexes in
 * the head, and in those the place that they count from. The old index `idx1` and all that it points to lie before.
 */
export async function moveIndexes(
  source: ByteSource,
  chunks: readonly Chunk[],
  from: number,
  growth: number,
): Promise<Edit[]> {
  const edits: Edit[] = [];
  const header = chunks.find(({ type }) => type === 'hdrl');
  if (header === undefined || from >= source.size) return edits;
  for (const stream of await listWithin(source, header)) {
    if (stream.type !== 'strl') continue;
    for (const chunk of await listWithin(source, stream))
      if (chunk.id === 'indx') edits.push(...(await moveIndex(source, chunk, from, growth)));
  }
  return edits;
}

const listWithin = async (source: ByteSource, list: Chunk): Promise<Chunk[]> =>
  await listChunks(source, list.from + LIST_HEAD, list.to);

async function moveIndex(source: ByteSource, chunk: Chunk, from: number, growth: number): Promise<Edit[]> {
  const content = await chunkContent(source, chunk);
  if (content.length < INDEX_HEAD) throw unreadable('the index of the AVI (indx) is cut off');
  const view = viewOf(content);
  if (content[3] === OF_CHUNKS) return moveBase(content, chunk.content, from, growth);
  if (content[3] !== OF_INDEXES) return [];
  const count = view.getUint32(4, true);
  if (INDEX_HEAD + count * ENTRY_BYTES > content.length)
    throw unreadable('the index of the AVI (indx) has room for fewer entries than it counts');
  const edits: Edit[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = INDEX_HEAD + index * ENTRY_BYTES;
    const place = Number(view.getBigUint64(at, true));
    if (place >= from) {
      const head = await readExactly(source, place + 8, INDEX_HEAD, 'an index of the AVI');
      edits.push(...moveBase(head, place + 8, from, growth));
      edits.push({ from: chunk.content + at, to: chunk.content + at + 8, bytes: uint64le(place + growth) });
    }
  }
  return edits;
}

function moveBase(head: Uint8Array, at: number, from: number, growth: number): Edit[] {
  const base = Number(viewOf(head).getBigUint64(BASE_AT, true));
  if (base < from) return [];
  return [{ from: at + BASE_AT, to: at + BASE_AT + 8, bytes: uint64le(base + growth) }];
}
