import { concat, fromLatin1, fromUtf8, latin1, utf8 } from '../file/bytes.ts';
import { inflate } from '../file/inflate.ts';
import { isLabelEntry } from '../file/label-like.ts';
import { readXmpLabels, removeXmpLabels } from '../xmp/xmp.ts';
import { type Frame, makeFrame, type Tag } from './tag.ts';
import { synchronise } from './unsynchronisation.ts';

const DESCRIPTION = 'AIGC';
const USER_TEXT = /^TXXX?$/;
const COMMENT = /^COMM?$/;
const TEXT = /^T[A-Z0-9]{2,3}$/;
const XMP_OWNER = 'XMP\0';
/** Longer texts are no label; unpacking them is not worth the while. */
const TEXT_BYTES_MAX = 1 << 20;

/** A label in a frame. */
export interface LabelFrame {
  readonly frame: Frame;
  /** The frame with its description, for people. */
  readonly name: string;
  /** `TXXX:AIGC`, spelt like that. */
  readonly isMain: boolean;
  readonly texts: readonly string[];
}

/** The frames of a tag in which labels stand. */
export async function findLabelFrames(tag: Tag): Promise<LabelFrame[]> {
  const found: LabelFrame[] = [];
  for (const frame of tag.frames) {
    const label = await readFrame(tag, frame);
    if (label !== null) found.push(label);
  }
  return found;
}

async function readFrame({ version }: Tag, frame: Frame): Promise<LabelFrame | null> {
  const { id } = frame;
  if (id === 'PRIV') {
    const texts = readXmpLabels(xmpOf(frame) ?? '');
    return texts.length === 0 ? null : { frame, name: 'PRIV XMP', isMain: false, texts };
  }
  if ((!TEXT.test(id) && !COMMENT.test(id)) || frame.body.length > TEXT_BYTES_MAX) return null;
  const body = await plainBody(frame, version);
  if (body === null) return null;
  const isUser = USER_TEXT.test(id);
  const hasName = isUser || COMMENT.test(id);
  const strings = decodeStrings(body[0] ?? 0, body.subarray(COMMENT.test(id) ? 4 : 1));
  const [name = '', ...values] = hasName ? strings : ['', ...strings];
  const texts = values.filter((text) => isLabelEntry(isUser ? name : '', text));
  if (texts.length === 0 && !(isUser && name.toUpperCase() === DESCRIPTION)) return null;
  const shown = name === '' ? id : `${id}:${name.slice(0, 40)}`;
  return { frame, name: shown, isMain: isUser && name === DESCRIPTION, texts: texts.length === 0 ? [''] : texts };
}

/** The packet of XMP that Adobe's programs keep in a private frame. */
function xmpOf({ body }: Frame): string | null {
  return fromLatin1(body.subarray(0, XMP_OWNER.length)) === XMP_OWNER
    ? fromUtf8(body.subarray(XMP_OWNER.length))
    : null;
}

/** What a frame says once it is unpacked; null for one that is encrypted. */
async function plainBody({ body, flags }: Frame, version: 2 | 3 | 4): Promise<Uint8Array | null> {
  if (version === 2 || flags === 0) return body;
  const has = (v3: number, v4: number): boolean => (flags & (version === 3 ? v3 : v4)) !== 0;
  if (has(0x40, 0x04)) return null;
  let plain = has(0, 0x02) ? synchronise(body) : body;
  const isCompressed = has(0x80, 0x08);
  const sizeBytes = version === 3 ? (isCompressed ? 4 : 0) : has(0, 0x01) ? 4 : 0;
  plain = plain.subarray((has(0x20, 0x40) ? 1 : 0) + sizeBytes);
  return isCompressed ? await inflate(plain, 'deflate', 'a frame of the ID3 tag') : plain;
}

/** Strings between zeros; those at the end, which are empty, are left out. */
function decodeStrings(encoding: number, bytes: Uint8Array): string[] {
  const strings = decode(encoding, bytes).split('\0');
  while (strings.length > 1 && strings.at(-1) === '') strings.pop();
  // Each string of UTF-16 may begin with its own mark of byte order.
  return strings.map((text) => text.replace(/^\ufeff/, ''));
}

function decode(encoding: number, bytes: Uint8Array): string {
  if (encoding === 1) {
    const isBig = bytes[0] === 0xfe && bytes[1] === 0xff;
    return new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(bytes);
  }
  if (encoding === 2) return new TextDecoder('utf-16be').decode(bytes);
  // Latin-1 by the standard; where it is UTF-8 all the same, that is what was meant.
  return fromUtf8(bytes);
}

/** The frames of a tag with this text as its only label, in the place of the first right one or before all; with null, without any. */
export async function replaceLabelFrames(tag: Tag, text: string | null): Promise<Uint8Array[]> {
  const labels = await findLabelFrames(tag);
  const chosen = labels.find(({ isMain }) => isMain);
  const added = text === null ? new Uint8Array() : makeLabelFrame(tag, text);
  const frames = tag.frames.map((frame) => {
    const label = labels.find((one) => one.frame === frame);
    if (label === undefined) return frame.bytes;
    if (label === chosen) return added;
    if (frame.id === 'PRIV') return withoutLabel(tag, frame);
    return new Uint8Array();
  });
  // At the front, where readers that stumble over other frames still find it.
  return chosen === undefined ? [added, ...frames] : frames;
}

const withoutLabel = (tag: Tag, frame: Frame): Uint8Array =>
  makeFrame('PRIV', concat(latin1(XMP_OWNER), utf8(removeXmpLabels(xmpOf(frame) ?? ''))), tag);

// ASCII alone, so that every version can hold it: as UTF-8 in 2.4, as Latin-1 before.
const makeLabelFrame = (tag: Tag, text: string): Uint8Array =>
  makeFrame(
    tag.version === 2 ? 'TXX' : 'TXXX',
    concat(Uint8Array.of(tag.version === 4 ? 3 : 0), latin1(`${DESCRIPTION}\0`), utf8(text)),
    tag,
  );
