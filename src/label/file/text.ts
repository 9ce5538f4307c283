import { fromUtf8 } from './bytes.ts';

/** The encodings in which text is read; both keep ASCII as single bytes where marks of structure stand. */
export type TextEncoding = 'utf-8' | 'gb18030';

// Tab, line feed, form feed and carriage return stand in real texts; the other controls of ASCII do not. In both encodings they
// are bytes of their own, and no other character has such a byte in it.
function hasOtherControl(bytes: Uint8Array): boolean {
  // An iterator takes ten times as long, and a hundred times in a process that has just begun.
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0x20;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d) return true;
  }
  return false;
}

/**
 * The encoding of the head of a text; null when it is no text at all. `isWhole` says that nothing follows, so that a last
 * character cut in two is a fault.
 */
export function detectEncoding(head: Uint8Array, isWhole: boolean): TextEncoding | null {
  if (head.length === 0 || hasOtherControl(head)) return null;
  if (isIn(head, 'utf-8', isWhole)) return 'utf-8';
  return isIn(head, 'gb18030', isWhole) ? 'gb18030' : null;
}

function isIn(bytes: Uint8Array, encoding: TextEncoding, isWhole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/** A stretch of text of that encoding; what is damaged is shown as U+FFFD. */
export const decodeText = (bytes: Uint8Array, encoding: TextEncoding): string =>
  encoding === 'utf-8' ? fromUtf8(bytes) : new TextDecoder(encoding).decode(bytes);

/**
 * Bytes as a string of as many characters, ASCII as it is: places in it are places in the bytes. For looking for marks of
 * structure; other characters are not what they seem.
 */
export const asByteString = (bytes: Uint8Array): string => new TextDecoder('windows-1252').decode(bytes);

/** Bytes of a byte order mark of UTF-8 at the start. */
export const byteOrderMarkLength = (head: Uint8Array): number =>
  head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;

/** The extension of a file's name in lower case without its dot; null when there is no name or it has none. */
export function extensionOf(name: string | null): string | null {
  return name === null ? null : (/[^/\\]\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? null);
}

/** JSON in ASCII, which means the same in every encoding of text. */
export const inAscii = (json: string): string =>
  json.replace(/[\x7f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
