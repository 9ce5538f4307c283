import { invalidField } from '../../../kernel/index.ts';

export type TextEncodingName = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'GB 18030';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncodingName;
}

/**
 * The text of a file and how it was read: by its byte order mark, else UTF-8, else UTF-16 by where its zero bytes stand,
 * else GB 18030.
 *
 * @throws HeguiError E_REQUEST_INVALID at `file` when it is no text, or when some lines are UTF-8 and others are not: a
 *   guess would turn half of the terms into other characters without a word.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const decoded = decodeMarked(bytes) ?? decodeUnmarked(bytes);
  // No list holds NUL; a file that does is binary, whatever its bytes happen to decode to.
  if (decoded === null || decoded.text.includes('\0'))
    throw invalidField('file', 'is no text in UTF-8, GB 18030 or UTF-16; save it as CSV UTF-8, TXT or XLSX');
  return decoded;
}

function decodeMarked(bytes: Uint8Array): DecodedText | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeAs('utf-16le', 'UTF-16LE', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeAs('utf-16be', 'UTF-16BE', bytes);
  return decodeAs('utf-8', 'UTF-8', bytes);
}

function decodeUnmarked(bytes: Uint8Array): DecodedText | null {
  const wide = guessWide(bytes);
  if (wide !== null) return wide;
  refuseMixed(bytes);
  return decodeAs('gb18030', 'GB 18030', bytes);
}

const WIDE_SAMPLE_BYTES = 4_096;

/** UTF-16 without a mark: line ends and digits leave a zero on every second place, and on one side only. */
function guessWide(bytes: Uint8Array): DecodedText | null {
  const sample = bytes.subarray(0, WIDE_SAMPLE_BYTES);
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even++;
    else odd++;
  }
  if (odd > 0 && even === 0) return decodeAs('utf-16le', 'UTF-16LE', bytes);
  if (even > 0 && odd === 0) return decodeAs('utf-16be', 'UTF-16BE', bytes);
  return null;
}

/** Not all is UTF-8; then no line may be that plainly is. */
function refuseMixed(bytes: Uint8Array): void {
  let plain: number | null = null;
  let other: number | null = null;
  let from = 0;
  for (let line = 1; from < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, from);
    const end = feed < 0 ? bytes.length : feed;
    const content = bytes.subarray(from, end);
    const text = decodeAs('utf-8', 'UTF-8', content)?.text ?? null;
    if (text === null) other ??= line;
    else if (HAN_TWICE.test(text)) plain ??= line;
    if (plain !== null && other !== null) {
      throw invalidField(
        'file',
        `line ${plain} is UTF-8 and line ${other} is not, so the encodings are mixed; save the whole file in UTF-8`,
      );
    }
    from = end + 1;
  }
}

// Two such characters in a row hardly ever come out of bytes that were meant as GB 18030.
const HAN_TWICE = /\p{Script=Han}[\s\S]*\p{Script=Han}/u;

function decodeAs(label: string, encoding: TextEncodingName, bytes: Uint8Array): DecodedText | null {
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
  } catch (error) {
    // What TextDecoder throws for bytes that are not of the encoding.
    if (error instanceof TypeError) return null;
    throw error;
  }
}
