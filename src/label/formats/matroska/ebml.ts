import { concat, uint32 } from '../../file/bytes.ts';
import { crc32 } from '../../file/crc32.ts';
import { BLOCKS_MAX, type ByteSource, unreadable } from '../../file/source.ts';

/** The names of the elements that matter here, as the specification of Matroska writes them. */
export const ID = {
  header: 0x1a45dfa3,
  docType: 0x4282,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  cues: 0x1c53bb6b,
  chapters: 0x1043a770,
  attachments: 0x1941a469,
  cluster: 0x1f43b675,
  position: 0xa7,
  tags: 0x1254c367,
  tag: 0x7373,
  targets: 0x63c0,
  trackUid: 0x63c5,
  editionUid: 0x63c9,
  chapterUid: 0x63c4,
  attachmentUid: 0x63c6,
  simpleTag: 0x67c8,
  tagName: 0x45a3,
  tagString: 0x4487,
  void: 0xec,
  crc: 0xbf,
} as const;

/** An element of EBML, by its place. */
export interface Element {
  readonly id: number;
  readonly from: number;
  /** Where its size is written. */
  readonly sizeAt: number;
  readonly content: number;
  /** The end; null when its size is unknown and what follows has to tell. */
  readonly to: number | null;
}
export interface SizedElement extends Element {
  readonly to: number;
}

const HEAD_MAX = 12;

/** The element whose head stands in `bytes` at `at`; `base` is added to its places. Null when the head is cut off or none. */
export function parseHead(bytes: Uint8Array, at: number, base = 0): Element | null {
  const idBytes = widthOf(bytes[at]);
  const sizeBytes = widthOf(bytes[at + idBytes]);
  const content = at + idBytes + sizeBytes;
  if (idBytes > 4 || sizeBytes > 8 || content > bytes.length) return null;
  const size = readSize(bytes, at + idBytes, sizeBytes);
  return {
    id: readUnsigned(bytes.subarray(at, at + idBytes)),
    from: base + at,
    sizeAt: base + at + idBytes,
    content: base + content,
    to: size === null ? null : base + content + size,
  };
}

/** How many bytes a number has, by the zeros at its front; 9 for none that is allowed. */
const widthOf = (first: number | undefined): number => (first === undefined ? 9 : Math.clz32(first) - 23);

function readSize(bytes: Uint8Array, at: number, width: number): number | null {
  const first = (bytes[at] ?? 0) & (2 ** (8 - width) - 1);
  let size = first;
  let isUnknown = first === 2 ** (8 - width) - 1;
  for (const byte of bytes.subarray(at + 1, at + width)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return isUnknown ? null : size;
}

/** @throws HeguiError E_FILE_UNREADABLE when no element starts there, or it reaches beyond `limit` */
export async function readElement(source: ByteSource, at: number, limit: number, where: string): Promise<Element> {
  const length = Math.min(HEAD_MAX, limit - at);
  const head = source.peek?.(at, length) ?? (await source.read(at, length));
  const element = parseHead(head, 0, at);
  if (element === null) throw unreadable(`no element of ${where} starts at byte ${at}, or it is cut off`);
  if (element.to !== null && element.to > limit) {
    throw unreadable(
      `the element ${element.id.toString(16)} in ${where} at byte ${at} reaches ${element.to - limit} bytes too far`,
    );
  }
  return element;
}

/** An element with what stands in it, in memory. */
export interface Part {
  readonly id: number;
  /** The whole element. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
}

/** The elements in the content of another. @throws HeguiError E_FILE_UNREADABLE when one reaches beyond it */
export function parseParts(bytes: Uint8Array, where: string): Part[] {
  const parts: Part[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = parseHead(bytes, at);
    if (element === null || element.to === null || element.to > bytes.length || parts.length > BLOCKS_MAX)
      throw unreadable(`an element in ${where} is cut off or reaches beyond it`);
    const { id, content, to } = element;
    parts.push({ id, bytes: bytes.subarray(at, to), content: bytes.subarray(content, to) });
    at = to;
  }
  return parts;
}

export const readUnsigned = (bytes: Uint8Array): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** A number in as few bytes as it needs, one at least. */
export function makeUnsigned(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; rest > 0 || bytes.length === 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.from(bytes);
}

/** The largest size that so many bytes can say. */
export const sizeMax = (width: number): number => 2 ** (7 * width) - 2;

/** A size in exactly so many bytes. */
export function makeSize(size: number, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  let rest = size;
  for (let at = width - 1; at >= 0; at -= 1) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  bytes[0] = (bytes[0] ?? 0) | (2 ** (8 - width));
  return bytes;
}

function leastWidth(size: number): number {
  let width = 1;
  while (size > sizeMax(width)) width += 1;
  return width;
}

export function makeElement(id: number, content: Uint8Array, width = leastWidth(content.length)): Uint8Array {
  return concat(makeUnsigned(id), makeSize(content.length, width), content);
}

/** An element that says nothing, this long in all: 2 bytes at least. */
export function makeVoid(size: number): Uint8Array {
  const width = size <= 128 ? 1 : 8;
  return makeElement(ID.void, new Uint8Array(size - 1 - width), width);
}

/** The element, and nothing behind it, in exactly `size` bytes; null when it does not fit. */
export function fillRegion(id: number, content: Uint8Array, size: number): Uint8Array | null {
  const least = makeElement(id, content);
  const left = size - least.length;
  if (left === 0) return least;
  if (left > 1) return concat(least, makeVoid(left));
  const width = leastWidth(content.length) + 1;
  return left === 1 && width <= 8 ? makeElement(id, content, width) : null;
}

/** The content of an element made of these, with a checksum at its front if it had one. */
export function withChecksum(parts: readonly Uint8Array[], hadChecksum: boolean): Uint8Array {
  const content = concat(...parts);
  return hadChecksum ? concat(makeElement(ID.crc, uint32(crc32(content)).reverse()), content) : content;
}
