import { concat, fromLatin1, latin1, uint32, viewOf } from '../../file/bytes.ts';
import { crc32 } from '../../file/crc32.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../../file/source.ts';

export const SIGNATURE: Uint8Array = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const HEAD = 8;
const CRC = 4;

/** A chunk of a PNG: its place in the file, with length, type and CRC. */
export interface Chunk {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

/** Encoders that write in pieces make thousands of small chunks, so their heads are looked at many to a read. */
const SMALL_BYTES = 64 * 1024;
const BLOCK_BYTES = 1024 * 1024;

/** The chunks up to IEND. @throws HeguiError E_FILE_UNREADABLE when one reaches beyond the end, or there is no IEND. */
export async function listChunks(source: ByteSource): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  let block: Uint8Array = new Uint8Array();
  let blockAt = 0;
  for (let at = SIGNATURE.length; chunks.length < BLOCKS_MAX; ) {
    if (at + HEAD > blockAt + block.length) {
      const last = chunks.at(-1);
      const isSmall = last !== undefined && last.to - last.from < SMALL_BYTES;
      const length = Math.min(isSmall ? BLOCK_BYTES : HEAD, source.size - at);
      block = await readExactly(source, at, Math.max(length, HEAD), 'a PNG chunk');
      blockAt = at;
    }
    const head = block.subarray(at - blockAt, at - blockAt + HEAD);
    const type = fromLatin1(head.subarray(4, HEAD));
    const to = at + HEAD + viewOf(head).getUint32(0) + CRC;
    if (to > source.size)
      throw unreadable(`the PNG chunk ${JSON.stringify(type)} at byte ${at} reaches beyond the end of the file`);
    chunks.push({ type, from: at, to });
    if (type === 'IEND') return chunks;
    at = to;
  }
  throw unreadable(`the PNG has more than ${BLOCKS_MAX} chunks`);
}

export const chunkData = async (source: ByteSource, { type, from, to }: Chunk): Promise<Uint8Array> =>
  await readExactly(source, from + HEAD, to - from - HEAD - CRC, `the PNG chunk ${JSON.stringify(type)}`);

export function makeChunk(type: string, data: Uint8Array): Uint8Array {
  const name = latin1(type);
  return concat(uint32(data.length), name, data, uint32(crc32(name, data)));
}
