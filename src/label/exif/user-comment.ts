import { fromLatin1, fromUtf8 } from '../file/bytes.ts';

const CODE_BYTES = 8;

/** What a UserComment says: eight bytes name its characters, and some writers leave them out. */
export function decodeUserComment(value: Uint8Array, isLittle: boolean): string {
  const code = fromLatin1(value.subarray(0, CODE_BYTES)).toUpperCase();
  const text = value.subarray(CODE_BYTES);
  if (code.startsWith('UNICODE')) return decodeUtf16(text, isLittle);
  // JIS is for Japanese; the characters of a label are the same in it.
  const isCoded = code === '\0'.repeat(CODE_BYTES) || code.startsWith('ASCII') || code.startsWith('JIS');
  return withoutEnd(fromUtf8(isCoded ? text : value));
}

/** UTF-16 in the order of the file, unless a mark or the first letter tells that the writer took the other one. */
export function decodeUtf16(bytes: Uint8Array, isLittle: boolean): string {
  const [first, second] = bytes;
  const isReallyLittle =
    (first === 0xff && second === 0xfe) || (first !== 0 && second === 0)
      ? true
      : (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
        ? false
        : isLittle;
  return withoutEnd(new TextDecoder(isReallyLittle ? 'utf-16le' : 'utf-16be').decode(bytes));
}

const withoutEnd = (text: string): string => text.replace(/[\0 ]+$/, '');
