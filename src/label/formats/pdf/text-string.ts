import { fromLatin1, fromUtf8, latin1 } from '../../file/bytes.ts';

/** What a string says: UTF-16 or UTF-8 by its byte order mark; otherwise UTF-8 when it is that, as careless writers leave it. */
export function decodeTextString(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  const text = fromUtf8(bytes).replace(/^\ufeff/, '');
  return text.includes('\ufffd') ? fromLatin1(bytes) : text;
}

/** The bytes of a string: ASCII as it is, anything else as UTF-16 with its byte order mark. */
export function encodeTextString(text: string): Uint8Array {
  if (/^[\x20-\x7e]*$/.test(text)) return latin1(text);
  const bytes = [0xfe, 0xff];
  for (let index = 0; index < text.length; index += 1)
    bytes.push(text.charCodeAt(index) >> 8, text.charCodeAt(index) & 0xff);
  return Uint8Array.from(bytes);
}

/** A string as it is written: in brackets when it is ASCII, in digits otherwise. */
export function writtenString(bytes: Uint8Array): string {
  const text = fromLatin1(bytes);
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, '\\$&')})`;
  return `<${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}>`;
}
