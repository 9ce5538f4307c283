import { createSha256 } from './hash.ts';

/** Longer lines are told as unreadable: a bundle's own stay far below. */
const LINE_BYTES_MAX = 4 * 1024 * 1024;
const NEWLINE = 10;

/** Called with each line without its newline; `null` when it is not UTF-8 or too long. */
export type TakeLine = (text: string | null) => void;

/** Cuts bytes into lines and hashes them; holds at most one line. */
export class LineReader {
  readonly #take: TakeLine;
  readonly #hash = createSha256();
  #rest: Buffer = Buffer.alloc(0);
  #isTooLong = false;
  #chunk: Buffer = Buffer.alloc(0);
  #lineStart = 0;
  #hashedTo = 0;
  #lineNumber = 0;

  constructor(take: TakeLine) {
    this.#take = take;
  }

  /** Number of the line that was handed over last, from 1. */
  get lineNumber(): number {
    return this.#lineNumber;
  }

  /** Bytes after the last newline. */
  get restBytes(): number {
    return this.#isTooLong ? LINE_BYTES_MAX : this.#rest.length;
  }

  push(bytes: Uint8Array): void {
    this.#chunk = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    this.#lineStart = 0;
    this.#hashedTo = 0;
    for (let end = this.#chunk.indexOf(NEWLINE); end >= 0; end = this.#chunk.indexOf(NEWLINE, this.#lineStart)) {
      this.#lineNumber += 1;
      this.#take(this.#isTooLong ? null : decode(this.#chunk, this.#lineStart, end));
      this.#isTooLong = false;
      this.#lineStart = end + 1;
    }
    this.#hashTo(this.#lineStart);
    this.#rest = this.#chunk.subarray(this.#lineStart);
    if (this.#rest.length <= LINE_BYTES_MAX) return;
    this.#hash.update(this.#rest);
    this.#rest = Buffer.alloc(0);
    this.#isTooLong = true;
  }

  /** SHA-256 of all bytes before the line that is being handed over. */
  hashBefore(): Buffer {
    this.#hashTo(this.#lineStart);
    return this.#hash.copy().digest();
  }

  #hashTo(end: number): void {
    this.#hash.update(this.#chunk.subarray(this.#hashedTo, end));
    this.#hashedTo = end;
  }
}

function decode(bytes: Buffer, start: number, end: number): string | null {
  const text = bytes.toString('utf8', start, end);
  // Bytes that are not UTF-8 turn into U+FFFD; one that was really written must come back as the same bytes.
  if (text.includes('\ufffd') && bytes.compare(Buffer.from(text), 0, undefined, start, end) !== 0) return null;
  return text;
}
