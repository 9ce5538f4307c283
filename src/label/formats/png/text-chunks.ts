import { concat, fromLatin1, fromUtf8, latin1, utf8 } from '../../file/bytes.ts';
import { inflate } from '../../file/inflate.ts';

/** A text of a PNG. */
export interface PngText {
  readonly keyword: string;
  readonly text: string;
}

/** What a tEXt, zTXt or iTXt chunk says; null for one that is malformed, which readers of PNG leave out as well. */
export async function readTextChunk(type: string, data: Uint8Array): Promise<PngText | null> {
  const end = data.indexOf(0);
  if (end < 1 || end > 79) return null;
  const keyword = fromLatin1(data.subarray(0, end));
  const rest = data.subarray(end + 1);
  // Latin-1 by the standard, and UTF-8 in practice: a label is ASCII.
  if (type === 'tEXt') return { keyword, text: fromUtf8(rest) };
  if (type === 'zTXt') return { keyword, text: fromUtf8(await inflate(rest.subarray(1), 'deflate', 'a PNG text')) };
  const isCompressed = rest[0] === 1;
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return null;
  const text = rest.subarray(translated + 1);
  return { keyword, text: fromUtf8(isCompressed ? await inflate(text, 'deflate', 'a PNG text') : text) };
}

/** The data of an uncompressed iTXt chunk without language. */
export const internationalText = ({ keyword, text }: PngText): Uint8Array =>
  concat(latin1(keyword), Uint8Array.of(0, 0, 0, 0, 0), utf8(text));
