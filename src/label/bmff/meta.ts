import { concat, fromLatin1, fromUtf8, hasLatin1At, latin1, uint32, utf8, viewOf } from '../file/bytes.ts';
import { type ByteSource, METADATA_BYTES_MAX, unreadable } from '../file/source.ts';
import { type Box, boxContent, listBoxes, makeBox } from './boxes.ts';

/** The namespace of keys, and the handler of a list that uses them. */
export const KEYS_HANDLER = 'mdta';
/** No text of an entry that could be a label is longer; covers and the like are never read. */
const ENTRY_BYTES_MAX = 1 << 20;
const UTF16 = 2;

/** A `meta` box opened. */
export interface Meta {
  readonly box: Box;
  /** Whether it begins with version and flags, as ISO has it; QuickTime leaves them out. */
  readonly isFull: boolean;
  readonly handler: string;
  readonly children: readonly Box[];
}

/** A name in a `keys` box; entries refer to it by its place, counted from 1. */
export interface Key {
  readonly namespace: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An entry of an `ilst` box. */
export interface Entry {
  readonly box: Box;
  /** Its key's name, its free-form name, or the four characters of its type. */
  readonly name: string;
  /** The place of its key; null in a list without keys. */
  readonly index: number | null;
  readonly texts: readonly string[];
}

/** A meta box with what is in it; null for something else of that name, which does not begin with a handler. */
export async function openMeta(source: ByteSource, box: Box): Promise<Meta | null> {
  const head = await source.read(box.content, Math.min(12, box.to - box.content));
  const isFull = hasLatin1At(head, 8, 'hdlr');
  if (!isFull && !hasLatin1At(head, 4, 'hdlr')) return null;
  const children = await listBoxes(source, box, box.content + (isFull ? 4 : 0));
  const [hdlr] = children;
  const content = hdlr === undefined ? new Uint8Array() : await source.read(hdlr.content, 12);
  return { box, isFull, handler: fromLatin1(content.subarray(8, 12)), children };
}

/** The keys of a meta box in their order. @throws HeguiError E_FILE_UNREADABLE when one reaches beyond the box */
export async function readKeys(source: ByteSource, meta: Meta): Promise<Key[]> {
  const box = meta.children.find(({ type }) => type === 'keys');
  if (box === undefined) return [];
  const content = await boxContent(source, box);
  if (content.length < 8) throw unreadable('the box keys is cut off');
  const count = viewOf(content).getUint32(4);
  const keys: Key[] = [];
  for (let at = 8; keys.length < count; ) {
    const size = at + 8 <= content.length ? viewOf(content).getUint32(at) : 0;
    if (size < 8 || at + size > content.length)
      throw unreadable(`key ${keys.length + 1} of ${count} reaches beyond the box keys`);
    const bytes = content.slice(at, at + size);
    keys.push({ namespace: fromLatin1(bytes.subarray(4, 8)), name: fromUtf8(bytes.subarray(8)), bytes });
    at += size;
  }
  return keys;
}

export const makeKey = (name: string): Key => {
  const text = utf8(name);
  return { namespace: KEYS_HANDLER, name, bytes: concat(uint32(8 + text.length), latin1(KEYS_HANDLER), text) };
};

export const makeKeys = (keys: readonly Key[]): Uint8Array =>
  makeBox('keys', uint32(0), uint32(keys.length), ...keys.map(({ bytes }) => bytes));

/** The entries of a meta box with their texts. */
export async function readEntries(source: ByteSource, meta: Meta, keys: readonly Key[]): Promise<Entry[]> {
  const ilst = meta.children.find(({ type }) => type === 'ilst');
  if (ilst === undefined) return [];
  const entries: Entry[] = [];
  for (const box of await listBoxes(source, ilst)) {
    const index = meta.handler === KEYS_HANDLER ? viewOf(latin1(box.type)).getUint32(0) : null;
    entries.push({ box, index, ...(await readEntry(source, box, index === null ? null : (keys[index - 1] ?? null))) });
  }
  return entries;
}

async function readEntry(
  source: ByteSource,
  box: Box,
  key: Key | null,
): Promise<{ readonly name: string; readonly texts: readonly string[] }> {
  let name = key?.name ?? box.type;
  if (box.to - box.content > Math.min(ENTRY_BYTES_MAX, METADATA_BYTES_MAX)) return { name, texts: [] };
  const texts: string[] = [];
  for (const part of await listBoxes(source, box)) {
    const content = await boxContent(source, part);
    if (part.type === 'name' && box.type === '----') name = fromUtf8(content.subarray(4));
    if (part.type !== 'data' || content.length < 8) continue;
    const text = content.subarray(8);
    const isUtf16 = (viewOf(content).getUint32(0) & 0xffffff) === UTF16;
    texts.push(isUtf16 ? new TextDecoder('utf-16be').decode(text) : fromUtf8(text));
  }
  return { name, texts };
}

/** An entry for the key at this place, counted from 1, that holds a text in UTF-8. */
export const makeEntry = (index: number, text: string): Uint8Array =>
  makeBox(fromLatin1(uint32(index)), makeBox('data', uint32(1), uint32(0), utf8(text)));

/** A meta box with version and flags that holds one text, under the last of its keys. */
export const makeMeta = (keys: readonly Key[], text: string): Uint8Array =>
  makeBox(
    'meta',
    uint32(0),
    makeBox('hdlr', uint32(0), uint32(0), latin1(KEYS_HANDLER), new Uint8Array(13)),
    makeKeys(keys),
    makeBox('ilst', makeEntry(keys.length, text)),
  );
