import { HeguiError, MIB } from '../../kernel/index.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const EVENT_BYTES_MAX = 4 * MIB;
const HELD_BYTES_FIRST = 4_096;

export interface SseLimits {
  /** Bytes of one event, line ends excluded. Default 4 MiB. */
  readonly eventBytesMax?: number;
}

/**
 * Reads server-sent events from bytes that arrive in pieces of any size, as the WHATWG standard says, except that an
 * event whose closing blank line is missing at the end of the stream is delivered too: many servers forget it.
 *
 * `onEvent` gets the data (lines joined by LF, invalid UTF-8 as U+FFFD) and the event type, null when none was named.
 * It is called inside `push` and `end`; what it throws comes out of them.
 */
export class SseReader {
  readonly #onEvent: (data: string, event: string | null) => void;
  readonly #eventBytesMax: number;
  /** The beginning of a line whose end has not come yet; only such lines are copied. */
  #held: Buffer = Buffer.alloc(0);
  #heldBytes = 0;
  #isFirstLine = true;
  /** A CR was the last byte of a piece, so a LF that opens the next belongs to it. */
  #mustSkipLf = false;
  #data: string | null = null;
  #event = '';
  #eventBytes = 0;

  constructor(onEvent: (data: string, event: string | null) => void, limits: SseLimits = {}) {
    this.#onEvent = onEvent;
    this.#eventBytesMax = limits.eventBytesMax ?? EVENT_BYTES_MAX;
  }

  /** @throws HeguiError E_UPSTREAM_BROKEN when an event passes the limit; the reader is of no use afterwards. */
  push(chunk: Buffer): void {
    const length = chunk.length;
    if (length === 0) return;
    let start = this.#mustSkipLf && chunk[0] === LF ? 1 : 0;
    this.#mustSkipLf = false;
    // Two native searches instead of a loop over the bytes; almost no stream has a CR, so that one runs once a piece.
    let lf = chunk.indexOf(LF, start);
    let cr = chunk.indexOf(CR, start);
    while (lf !== -1 || cr !== -1) {
      if (cr === -1 || (lf !== -1 && lf < cr)) {
        this.#endLine(chunk, start, lf);
        start = lf + 1;
      } else {
        this.#endLine(chunk, start, cr);
        start = cr + 1;
        if (start === length) this.#mustSkipLf = true;
        else if (lf === start) start++;
        cr = chunk.indexOf(CR, start);
      }
      if (lf !== -1 && lf < start) lf = chunk.indexOf(LF, start);
    }
    if (start < length) this.#hold(chunk, start, length);
  }

  /** Delivers what is left. Call it when the body ended regularly, not when it broke off. */
  end(): void {
    if (this.#heldBytes > 0) this.#endLine(this.#held, 0, 0);
    this.#dispatch();
  }

  #endLine(chunk: Buffer, start: number, end: number): void {
    if (this.#heldBytes === 0) {
      this.#readLine(chunk, start, end);
      return;
    }
    this.#hold(chunk, start, end);
    const bytes = this.#heldBytes;
    this.#heldBytes = 0;
    this.#readLine(this.#held, 0, bytes);
  }

  #readLine(bytes: Buffer, from: number, end: number): void {
    let start = from;
    if (this.#isFirstLine) {
      this.#isFirstLine = false;
      if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
    }
    if (start >= end) {
      this.#dispatch();
      return;
    }
    const isData = isField(bytes, start, end, DATA);
    if (!isData && !isField(bytes, start, end, EVENT)) return;
    this.#countBytes(end - start);
    let valueStart = start + (isData ? DATA.length : EVENT.length);
    if (valueStart < end) valueStart++;
    if (valueStart < end && bytes[valueStart] === SPACE) valueStart++;
    const value = bytes.toString('utf8', valueStart, end);
    if (!isData) this.#event = value;
    else this.#data = this.#data === null ? value : `${this.#data}\n${value}`;
  }

  #dispatch(): void {
    const data = this.#data;
    const event = this.#event;
    this.#data = null;
    this.#event = '';
    this.#eventBytes = 0;
    if (data !== null) this.#onEvent(data, event === '' ? null : event);
  }

  #hold(chunk: Buffer, start: number, end: number): void {
    const bytes = this.#heldBytes + end - start;
    if (this.#eventBytes + bytes > this.#eventBytesMax) throw tooLong(this.#eventBytesMax);
    if (bytes > this.#held.length) {
      const grown = Buffer.allocUnsafe(Math.max(HELD_BYTES_FIRST, 2 * bytes));
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    chunk.copy(this.#held, this.#heldBytes, start, end);
    this.#heldBytes = bytes;
  }

  #countBytes(bytes: number): void {
    this.#eventBytes += bytes;
    if (this.#eventBytes > this.#eventBytesMax) throw tooLong(this.#eventBytesMax);
  }
}

const DATA = Buffer.from('data');
const EVENT = Buffer.from('event');

/** Whether the line is the field alone or the field and a colon. */
function isField(bytes: Buffer, start: number, end: number, field: Buffer): boolean {
  const after = start + field.length;
  if (after > end || (after < end && bytes[after] !== COLON)) return false;
  for (let at = 0; at < field.length; at++) {
    if (bytes[start + at] !== field[at]) return false;
  }
  return true;
}

const tooLong = (eventBytesMax: number): HeguiError =>
  new HeguiError(
    'E_UPSTREAM_BROKEN',
    `an event of the stream is longer than ${eventBytesMax} bytes; check that the upstream speaks the OpenAI protocol`,
  );
