import { type ByteSource, METADATA_BYTES_MAX, readExactly, unreadable } from '../../file/source.ts';
import { CutOff, type PdfText, type PdfValue, readValue, readWord, skipSpace } from './values.ts';

const FIRST_WINDOW_BYTES = 2_048;
const WINDOW_FACTOR = 16;

/**
 * What `read` makes of the bytes from `offset` on. It gets few of them first, and more as long as they are cut off.
 *
 * @throws HeguiError E_FILE_UNREADABLE when more than METADATA_BYTES_MAX are wanted, or the file ends before.
 */
export async function readAt<T>(source: ByteSource, offset: number, read: (text: PdfText) => T): Promise<T> {
  if (offset < 0 || offset >= source.size) throw unreadable(`the PDF points to byte ${offset}, which it does not have`);
  for (let window = FIRST_WINDOW_BYTES; ; window *= WINDOW_FACTOR) {
    const length = Math.min(window, METADATA_BYTES_MAX, source.size - offset);
    const bytes = await readExactly(source, offset, length, 'an object of the PDF');
    try {
      return read({ bytes, isWhole: offset + length === source.size });
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
      if (length < window) throw unreadable(`an object of the PDF at byte ${offset} does not end`);
    }
  }
}

/** An object as it stands in the file. */
export interface WrittenObject {
  readonly number: number;
  readonly generation: number;
  readonly value: PdfValue;
  /** The bytes in which `value` has its places, and where they begin in the file. */
  readonly bytes: Uint8Array;
  readonly at: number;
  /** Where the data of a stream begin in the file; null for an object that is none. */
  readonly streamFrom: number | null;
}

/** The object that begins at `offset`. @throws HeguiError E_FILE_UNREADABLE when there is none */
export async function readObjectAt(source: ByteSource, offset: number): Promise<WrittenObject> {
  return await readAt(source, offset, (text) => {
    const number = readWord(text, skipSpace(text, 0));
    const generation = readWord(text, skipSpace(text, number.to));
    const mark = readWord(text, skipSpace(text, generation.to));
    if (!/^\d{1,10}$/.test(number.word) || !/^\d{1,5}$/.test(generation.word) || mark.word !== 'obj')
      throw unreadable(`there is no object of the PDF at byte ${offset}, where its table says so`);
    const value = readValue(text, mark.to);
    const end = readWord(text, skipSpace(text, value.to));
    const streamFrom = end.word === 'stream' ? offset + lineEnd(text, end.to) : null;
    const bytes = Uint8Array.from(text.bytes.subarray(0, end.to));
    return { number: Number(number.word), generation: Number(generation.word), value, bytes, at: offset, streamFrom };
  });
}

/** Behind the end of line that follows the keyword `stream`. */
function lineEnd({ bytes, isWhole }: PdfText, at: number): number {
  if (at + 2 > bytes.length && !isWhole) throw new CutOff();
  if (bytes[at] === 13) return at + (bytes[at + 1] === 10 ? 2 : 1);
  return at + (bytes[at] === 10 ? 1 : 0);
}
