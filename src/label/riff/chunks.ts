import { concat, fromLatin1, latin1, uint32le, viewOf } from '../file/bytes.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../file/source.ts';

export const CHUNK_HEAD = 8;
/** The size of a chunk that was not known when its head was written, or that stands elsewhere. */
export const UNKNOWN_SIZE: number = 2 ** 32 - 1;

/** A chunk of a RIFF file. */
export interface Chunk {
  readonly id: string;
  /** What kind of list or file it is; empty for a chunk that holds no others. */
  readonly type: string;
  readonly from: number;
  readonly content: number;
  readonly to: number;
  /** Where the next chunk starts: behind the byte that fills an odd one up, where there is one. */
  readonly end: number;
}

/** Gives the size of a chunk for which its head does not; null leaves it at what the head says. */
export type SizeOf = (id: string, size: number, content: number) => number | null;

/**
 * The chunks between two places of a file. What is too short for a head is no chunk.
 *
 * @throws HeguiError E_FILE_UNREADABLE for one that reaches beyond the end
 */
export async function listChunks(
  source: ByteSource,
  from: number,
  to: number,
  sizeOf: SizeOf = () => null,
): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  for (let at = from; to - at >= CHUNK_HEAD; ) {
    const chunk = await readChunk(source, at, to, sizeOf);
    chunks.push(chunk);
    if (chunks.length > BLOCKS_MAX) throw unreadable(`the file has more than ${BLOCKS_MAX} chunks`);
    at = chunk.end;
  }
  return chunks;
}

/** The chunk at a place, which ends before `limit`. @throws HeguiError E_FILE_UNREADABLE when it does not */
export async function readChunk(
  source: ByteSource,
  from: number,
  limit: number,
  sizeOf: SizeOf = () => null,
): Promise<Chunk> {
  const head = await readExactly(source, from, Math.max(CHUNK_HEAD, Math.min(CHUNK_HEAD + 4, limit - from)), 'a chunk');
  const id = fromLatin1(head.subarray(0, 4));
  const content = from + CHUNK_HEAD;
  const written = viewOf(head).getUint32(4, true);
  const size = sizeOf(id, written, content) ?? written;
  const to = content + size;
  if (to > limit) {
    throw unreadable(
      `the chunk ${JSON.stringify(id)} at byte ${from} says it has ${size} bytes; ${limit - content} are left`,
    );
  }
  const isList = (id === 'LIST' || id === 'RIFF') && size >= 4;
  return {
    id,
    type: isList ? fromLatin1(head.subarray(CHUNK_HEAD, CHUNK_HEAD + 4)) : '',
    from,
    content,
    to,
    end: Math.min(to + (size % 2), limit),
  };
}

export const chunkContent = async (source: ByteSource, { id, content, to }: Chunk): Promise<Uint8Array> =>
  await readExactly(source, content, to - content, `the chunk ${JSON.stringify(id)}`);

/** A chunk with the byte that fills an odd one up. */
export function makeChunk(id: string, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  return concat(latin1(id), uint32le(body.length), body, new Uint8Array(body.length % 2));
}
