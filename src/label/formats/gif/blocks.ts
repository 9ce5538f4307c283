import { fromLatin1, hasLatin1At } from '../../file/bytes.ts';
import { type KnownRest, nothingKnown } from '../../file/known-rest.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, readInto, unreadable } from '../../file/source.ts';

const SCREEN_BYTES = 13;
const WINDOW_BYTES = 256 * 1024;
const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
export const APPLICATION = 0xff;
export const COMMENT = 0xfe;

/** A block of a GIF. */
export interface Block {
  readonly kind: 'extension' | 'image';
  /** Which extension it is; 0 for an image. */
  readonly label: number;
  readonly from: number;
  /** Where its sub-blocks begin. */
  readonly dataFrom: number;
  readonly to: number;
}

export interface GifLayout {
  readonly blocks: readonly Block[];
  /** Where the blocks begin, behind the colours that all frames share. */
  readonly from: number;
}

export const isGif = (head: Uint8Array): boolean => hasLatin1At(head, 0, 'GIF87a') || hasLatin1At(head, 0, 'GIF89a');

/** @throws HeguiError E_FILE_UNREADABLE when the file ends before its trailer or has a block of no known kind. */
export async function listBlocks(source: ByteSource, known: KnownRest<Block> = nothingKnown): Promise<GifLayout> {
  return await walkBlocks(source, known, false);
}

/** As `listBlocks`, of the blocks before the first image. */
export const listHeadBlocks = async (source: ByteSource): Promise<GifLayout> =>
  await walkBlocks(source, nothingKnown, true);

async function walkBlocks(source: ByteSource, known: KnownRest<Block>, isHeadEnough: boolean): Promise<GifLayout> {
  const screen = await readExactly(source, 0, SCREEN_BYTES, 'the head of the GIF');
  const from = SCREEN_BYTES + tableBytes(screen[10] ?? 0);
  const bytes = new Bytes(source);
  const blocks: Block[] = [];
  for (let at = from; blocks.length < BLOCKS_MAX; ) {
    const rest = known(at);
    if (rest !== null && blocks.length + rest.length < BLOCKS_MAX) return { blocks: [...blocks, ...rest], from };
    const kind = await bytes.at(at);
    if (kind === TRAILER || (isHeadEnough && kind === IMAGE)) return { blocks, from };
    const block = await readBlock(bytes, at, kind);
    blocks.push(block);
    at = block.to;
  }
  throw unreadable(`the GIF has more than ${BLOCKS_MAX} blocks`);
}

/** The block when all of the file before it is so much longer. */
export const moveBlock = (block: Block, by: number): Block => ({
  ...block,
  from: block.from + by,
  dataFrom: block.dataFrom + by,
  to: block.to + by,
});

/** Single bytes of a file, in windows: a picture is in pieces of 255 bytes, and waiting for each would take long. */
class Bytes {
  readonly #source: ByteSource;
  readonly #buffer = new Uint8Array(WINDOW_BYTES);
  #window: Uint8Array = new Uint8Array();
  #from = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** The byte, when the window holds it. */
  held(at: number): number | undefined {
    return this.#window[at - this.#from];
  }

  async at(at: number): Promise<number> {
    const held = this.held(at);
    if (held !== undefined) return held;
    this.#from = at;
    this.#window = await readInto(this.#source, this.#buffer, at);
    const byte = this.held(at);
    if (byte === undefined) throw unreadable(`the GIF ends at byte ${this.#source.size} before its trailer`);
    return byte;
  }
}

async function readBlock(bytes: Bytes, from: number, kind: number): Promise<Block> {
  if (kind === EXTENSION) {
    const dataFrom = from + 2;
    return {
      kind: 'extension',
      label: await bytes.at(from + 1),
      from,
      dataFrom,
      to: await endOfSubBlocks(bytes, dataFrom),
    };
  }
  if (kind !== IMAGE) throw unreadable(`the GIF has at byte ${from} a block of no known kind`);
  // Behind the place and the colours of a frame stands one byte on its coding.
  const dataFrom = from + 10 + tableBytes(await bytes.at(from + 9)) + 1;
  return { kind: 'image', label: 0, from, dataFrom, to: await endOfSubBlocks(bytes, dataFrom) };
}

const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

async function endOfSubBlocks(bytes: Bytes, from: number): Promise<number> {
  let at = from;
  for (;;) {
    const size = bytes.held(at) ?? (await bytes.at(at));
    at += size + 1;
    if (size === 0) return at;
  }
}

/** All that stands in the sub-blocks of an extension, with their lengths and the zero at the end. */
export async function rawData(source: ByteSource, { dataFrom, to }: Block): Promise<Uint8Array> {
  return await readExactly(source, dataFrom, to - dataFrom, 'an extension of the GIF');
}

/** The content of sub-blocks, one behind the other. */
export function joinSubBlocks(raw: Uint8Array): Uint8Array {
  const joined = new Uint8Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at += 1 + (raw[at] ?? 0)) {
    const piece = raw.subarray(at + 1, at + 1 + (raw[at] ?? 0));
    joined.set(piece, length);
    length += piece.length;
  }
  return joined.subarray(0, length);
}

/** The eleven characters by which an application names its extension; null when it has none. */
export async function applicationOf(source: ByteSource, block: Block): Promise<string | null> {
  if (block.kind !== 'extension' || block.label !== APPLICATION) return null;
  const bytes = await source.read(block.dataFrom, Math.min(12, block.to - block.dataFrom));
  return bytes[0] === 11 && bytes.length === 12 ? fromLatin1(bytes.subarray(1)) : null;
}
