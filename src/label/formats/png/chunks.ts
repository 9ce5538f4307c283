import { concat, fromLatin1, latin1, uint32, viewOf } from '../../file/bytes.ts';
import { crc32 } from '../../file/crc32.ts';
import { type KnownRest, nothingKnown } from '../../file/known-rest.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../../file/source.ts';

export const SIGNATURE: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const HEAD = 8;
const CRC = 4;
const DATA = 'IDAT';

/** A chunk of a PNG: its place in the file, with length, type and CRC. The picture's data are one, in however many chunks. */
export interface Chunk {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** The chunks up to IEND. @throws HeguiError E_FILE_UNREADABLE when one reaches beyond the end, or there is no IEND. */
export async function listChunks(source: ByteSource, known: KnownRest<Chunk> = nothingKnown): Promise<Chunk[]> {
  return await walkChunks(source, known, false);
}

/** As `listChunks`, of those before the picture's data. */
export const listHeadChunks = async (source: ByteSource): Promise<Chunk[]> =>
  await walkChunks(source, nothingKnown, true);

async function walkChunks(source: ByteSource, known: KnownRest<Chunk>, isHeadEnough: boolean): Promise<Chunk[]> {
  const chunks: { readonly type: string; readonly from: number; to: number }[] = [];
  for (let at = SIGNATURE.length; chunks.length < BLOCKS_MAX; ) {
    const rest = known(at);
    if (rest !== null && chunks.length + rest.length <= BLOCKS_MAX) return [...chunks, ...rest];
    const head = source.peek?.(at, HEAD) ?? (await readExactly(source, at, HEAD, 'a PNG chunk'));
    const type = typeOf(head);
    const to = at + HEAD + viewOf(head).getUint32(0) + CRC;
    if (to > source.size)
      throw unreadable(`the PNG chunk ${JSON.stringify(type)} at byte ${at} reaches beyond the end of the file`);
    if (isHeadEnough && type === DATA) return chunks;
    const last = chunks.at(-1);
    // Encoders that write in pieces make thousands of them, and nothing else may stand between.
    if (type === DATA && last?.type === DATA) last.to = to;
    else chunks.push({ type, from: at, to });
    if (type === 'IEND') return chunks;
    at = to;
  }
  throw unreadable(`the PNG has more than ${BLOCKS_MAX} chunks`);
}

/** The chunk when all of the file before it is so much longer. */
export const moveChunk = ({ type, from, to }: Chunk, by: number): Chunk => ({ type, from: from + by, to: to + by });

const isData = (head: Uint8Array): boolean =>
  head[4] === 0x49 && head[5] === 0x44 && head[6] === 0x41 && head[7] === 0x54;

const typeOf = (head: Uint8Array): string => (isData(head) ? DATA : fromLatin1(head.subarray(4, HEAD)));

export const chunkData = async (source: ByteSource, { type, from, to }: Chunk): Promise<Uint8Array> =>
  await readExactly(source, from + HEAD, to - from - HEAD - CRC, `the PNG chunk ${JSON.stringify(type)}`);

export function makeChunk(type: string, data: Uint8Array): Uint8Array {
  const name = latin1(type);
  return concat(uint32(data.length), name, data, uint32(crc32(name, data)));
}
