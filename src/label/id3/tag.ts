import { concat, fromLatin1, hasLatin1At, latin1, uint32, viewOf } from '../file/bytes.ts';
import { crc32 } from '../file/crc32.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../file/source.ts';
import { synchronise, unsynchronise } from './unsynchronisation.ts';

export const TAG_HEAD = 10;
const SYNCHSAFE_MAX = 2 ** 28 - 1;
const UNSYNCHRONISED = 0x80;
const EXTENDED = 0x40;
const FOOTER = 0x10;
const FRAME_ID = /^[A-Z0-9]{3,4}$/;

/** A frame of an ID3v2 tag. */
export interface Frame {
  readonly id: string;
  /** The whole frame as it stands, with its head. */
  readonly bytes: Uint8Array;
  readonly flags: number;
  readonly body: Uint8Array;
}

/** An ID3v2 tag, taken apart. */
export interface Tag {
  readonly version: 2 | 3 | 4;
  readonly revision: number;
  readonly flags: number;
  /** The extended header, empty when there is none. */
  readonly extended: Uint8Array;
  readonly frames: readonly Frame[];
  /** What stands behind the frames: zeros, or what no reader takes for a frame. */
  readonly tail: Uint8Array;
  /** Some writers of version 2.4 give the sizes of frames in plain numbers. */
  readonly hasPlainSizes: boolean;
  /** Bytes of the whole tag in the file. */
  readonly size: number;
}

/** Bytes of the tag that starts like this; 0 when none does. */
export function tagSizeAt(head: Uint8Array, at = 0): number {
  if (head.length - at < TAG_HEAD || !hasLatin1At(head, at, 'ID3') || (head[at + 3] ?? 0) > 4) return 0;
  const hasFooter = head[at + 3] === 4 && ((head[at + 5] ?? 0) & FOOTER) !== 0;
  return TAG_HEAD + readSynchsafe(head, at + 6) + (hasFooter ? TAG_HEAD : 0);
}

/** The ID3v2 tags at the start of a file, and where they end. */
export async function readTags(source: ByteSource): Promise<{ readonly tags: readonly Tag[]; readonly end: number }> {
  const tags: Tag[] = [];
  let end = 0;
  while (tags.length < 16) {
    const size = tagSizeAt(await source.read(end, TAG_HEAD));
    if (size === 0) break;
    tags.push(parseTag(await readExactly(source, end, size, 'the ID3 tag')));
    end += size;
  }
  return { tags, end };
}

/** @throws HeguiError E_FILE_UNREADABLE for a frame or header that reaches beyond the tag, E_FILE_UNSUPPORTED for other versions */
export function parseTag(bytes: Uint8Array): Tag {
  const [, , , version = 0, revision = 0, flags = 0] = bytes;
  if (version !== 2 && version !== 3 && version !== 4) throw unsupported(`the ID3 tag has the version 2.${version}`);
  if (version === 2 && (flags & EXTENDED) !== 0) throw unsupported('the ID3 tag is compressed');
  const content = bytes.subarray(TAG_HEAD, TAG_HEAD + readSynchsafe(bytes, 6));
  // Version 2.4 marks each frame by itself.
  const plain = (flags & UNSYNCHRONISED) !== 0 && version < 4 ? synchronise(content) : content;
  const start = version > 2 && (flags & EXTENDED) !== 0 ? extendedSize(plain, version) : 0;
  const rest = plain.subarray(start);
  const shared = { version, revision, flags, extended: plain.slice(0, start), size: bytes.length } as const;
  const usual = parseFrames(rest, version, false);
  if (usual.isClean || version !== 4) return { ...shared, ...requireWhole(usual), hasPlainSizes: false };
  const other = parseFrames(rest, version, true);
  return { ...shared, ...requireWhole(other.isClean ? other : usual), hasPlainSizes: other.isClean };
}

function extendedSize(content: Uint8Array, version: 2 | 3 | 4): number {
  const size = content.length < 6 ? -1 : version === 3 ? 4 + viewOf(content).getUint32(0) : readSynchsafe(content, 0);
  if (size < 6 || size > content.length) throw unreadable('the extended header of the ID3 tag reaches beyond it');
  return size;
}

interface Frames {
  readonly frames: readonly Frame[];
  readonly tail: Uint8Array;
  /** Whether the last frame ends within the tag. */
  readonly isWhole: boolean;
  /** Whether nothing but padding follows: with sizes read the wrong way, a frame ends amid another. */
  readonly isClean: boolean;
}

function requireWhole({ frames, tail, isWhole }: Frames): Pick<Tag, 'frames' | 'tail'> {
  if (!isWhole) throw unreadable(`frame ${frames.length + 1} of the ID3 tag reaches beyond it`);
  return { frames, tail };
}

function parseFrames(content: Uint8Array, version: 2 | 3 | 4, hasPlainSizes: boolean): Frames {
  const head = version === 2 ? 6 : 10;
  const frames: Frame[] = [];
  let at = 0;
  while (content.length - at >= head) {
    const id = fromLatin1(content.subarray(at, at + (version === 2 ? 3 : 4)));
    if (!FRAME_ID.test(id)) break;
    const end = at + head + frameSize(content, at, version, hasPlainSizes);
    if (end > content.length) return { frames, tail: content.slice(at), isWhole: false, isClean: false };
    const flags = version === 2 ? 0 : viewOf(content).getUint16(at + 8);
    frames.push({ id, flags, bytes: content.slice(at, end), body: content.slice(at + head, end) });
    at = end;
  }
  const tail = content.slice(at);
  return { frames, tail, isWhole: true, isClean: tail.length === 0 || tail[0] === 0 };
}

function frameSize(content: Uint8Array, at: number, version: 2 | 3 | 4, hasPlainSizes: boolean): number {
  if (version === 2) return viewOf(content).getUint32(at + 2) & 0xffffff;
  return version === 4 && !hasPlainSizes ? readSynchsafe(content, at + 4) : viewOf(content).getUint32(at + 4);
}

/** A frame without flags. */
export function makeFrame(
  id: string,
  body: Uint8Array,
  { version, hasPlainSizes }: Pick<Tag, 'version' | 'hasPlainSizes'>,
) {
  if (version === 2) return concat(latin1(id), uint32(body.length).subarray(1), body);
  const size = version === 4 && !hasPlainSizes ? synchsafe(body.length) : uint32(body.length);
  return concat(latin1(id), size, new Uint8Array(2), body);
}

/**
 * The tag with these frames: as long as before when padding allows it, else longer, without new padding.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when it would become longer than a tag can be
 */
export function makeTag(tag: Tag, frames: readonly Uint8Array[]): Uint8Array {
  const { version, flags } = tag;
  const body = concat(...frames);
  const isPadding = tag.tail.every((byte) => byte === 0);
  const before = tag.frames.reduce((sum, { bytes }) => sum + bytes.length, 0) + tag.tail.length;
  const hasFooter = version === 4 && (flags & FOOTER) !== 0;
  // A tag with a footer has no padding.
  const padding = isPadding && !hasFooter ? new Uint8Array(Math.max(0, before - body.length)) : tag.tail;
  const plain = concat(renewExtended(tag, body, padding), body, padding);
  const content = (flags & UNSYNCHRONISED) !== 0 && version < 4 ? unsynchronise(plain) : plain;
  if (content.length > SYNCHSAFE_MAX) throw unsupported('the ID3 tag would become longer than a tag can be');
  const head = concat(Uint8Array.of(version, tag.revision, flags), synchsafe(content.length));
  const footer = hasFooter ? concat(latin1('3DI'), head) : new Uint8Array();
  return concat(latin1('ID3'), head, content, footer);
}

// The checksum covers the frames (in 2.4 the padding too), and 2.3 says how much padding there is.
function renewExtended({ version, extended }: Tag, body: Uint8Array, padding: Uint8Array): Uint8Array {
  if (extended.length === 0) return extended;
  const renewed = Uint8Array.from(extended);
  if (version === 3) {
    if (renewed.length >= 10) viewOf(renewed).setUint32(6, padding.length);
    if (((renewed[4] ?? 0) & 0x80) !== 0 && renewed.length >= 14) viewOf(renewed).setUint32(10, crc32(body));
    return renewed;
  }
  const flags = renewed[5] ?? 0;
  const at = 6 + ((flags & 0x40) !== 0 ? 1 : 0);
  if ((flags & 0x20) === 0 || renewed.length < at + 6) return renewed;
  const sum = crc32(body, padding);
  renewed.set(
    [1, 2, 3, 4, 5].map((place) => Math.floor(sum / 2 ** (7 * (5 - place))) & 0x7f),
    at + 1,
  );
  return renewed;
}

/** A new tag of version 2.4 without frames. */
export const EMPTY_TAG: Tag = {
  version: 4,
  revision: 0,
  flags: 0,
  extended: new Uint8Array(),
  frames: [],
  tail: new Uint8Array(),
  hasPlainSizes: false,
  size: 0,
};

const readSynchsafe = (bytes: Uint8Array, at: number): number =>
  [0, 1, 2, 3].reduce((sum, place) => sum * 128 + ((bytes[at + place] ?? 0) & 0x7f), 0);

const synchsafe = (value: number): Uint8Array =>
  Uint8Array.of((value >>> 21) & 0x7f, (value >>> 14) & 0x7f, (value >>> 7) & 0x7f, value & 0x7f);
