import { concat, fromLatin1, hasLatin1At, latin1, uint32le, viewOf } from '../../file/bytes.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../../file/source.ts';

export const HEAD_BYTES = 12;
const CHUNK_HEAD_BYTES = 8;
/** The size of a RIFF is a number of 32 bits, and even. */
export const RIFF_BYTES_MAX: number = 2 ** 32 - 2;

/** A chunk of a WebP with its head and its byte of padding. */
export interface Chunk {
  readonly type: string;
  readonly from: number;
  readonly dataBytes: number;
  /** One byte short at the end of a file whose writer forgot the padding. */
  readonly to: number;
}

export const isWebp = (head: Uint8Array): boolean => hasLatin1At(head, 0, 'RIFF') && hasLatin1At(head, 8, 'WEBP');

/** The chunks, and where the RIFF says that it ends; what follows is not part of it. */
export interface WebpLayout {
  readonly chunks: readonly Chunk[];
  readonly end: number;
}

/** @throws HeguiError E_FILE_UNREADABLE when the file or a chunk says that it is longer than there are bytes. */
export async function listChunks(source: ByteSource): Promise<WebpLayout> {
  const head = await readExactly(source, 0, HEAD_BYTES, 'the head of the WebP');
  const end = 8 + viewOf(head).getUint32(4, true);
  if (end > source.size) throw unreadable(`the WebP says it has ${end} bytes, but the file has ${source.size}`);
  const chunks: Chunk[] = [];
  let at = HEAD_BYTES;
  while (at + CHUNK_HEAD_BYTES <= end) {
    if (chunks.length >= BLOCKS_MAX) throw unreadable(`the WebP has more than ${BLOCKS_MAX} chunks`);
    const bytes = await readExactly(source, at, CHUNK_HEAD_BYTES, 'a WebP chunk');
    const type = fromLatin1(bytes.subarray(0, 4));
    const dataBytes = viewOf(bytes).getUint32(4, true);
    const to = at + CHUNK_HEAD_BYTES + dataBytes;
    if (to > end)
      throw unreadable(`the WebP chunk ${JSON.stringify(type)} at byte ${at} reaches beyond the end of the file`);
    chunks.push({ type, from: at, dataBytes, to: Math.min(to + (dataBytes % 2), end) });
    at = to + (dataBytes % 2);
  }
  if (at < end) throw unreadable(`the WebP has ${end - at} bytes behind its last chunk that are no chunk`);
  if (chunks.length === 0) throw unreadable('the WebP has no chunks');
  return { chunks, end };
}

export const chunkData = async (source: ByteSource, { type, from, dataBytes }: Chunk): Promise<Uint8Array> =>
  await readExactly(source, from + CHUNK_HEAD_BYTES, dataBytes, `the WebP chunk ${JSON.stringify(type)}`);

/** The first bytes of the data; fewer when it is shorter. */
export const chunkStart = async (source: ByteSource, { from, dataBytes }: Chunk, bytes: number): Promise<Uint8Array> =>
  await source.read(from + CHUNK_HEAD_BYTES, Math.min(bytes, dataBytes));

export const makeChunk = (type: string, data: Uint8Array): Uint8Array =>
  concat(latin1(type), uint32le(data.length), data, new Uint8Array(data.length % 2));
