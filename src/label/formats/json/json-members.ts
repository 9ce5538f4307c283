import { fromUtf8 } from '../../file/bytes.ts';
import { type ByteSource, unreadable } from '../../file/source.ts';
import { byteOrderMarkLength } from '../../file/text.ts';

const CHUNK_BYTES = 256 * 1024;
const DEPTH_MAX = 10_000;
const KEY_BYTES_MAX = 64;
const WORD_BYTES_MAX = 1_024;
const MEMBERS_MAX = 1_000;
const WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

/** A member of the outermost object whose name is AIGC in any case; places are those of the bytes. */
export interface JsonMember {
  readonly name: string;
  readonly from: number;
  readonly valueFrom: number;
  readonly to: number;
  /** The comma before it; null for the first member. */
  readonly commaBefore: number | null;
}

/** The outermost value of a JSON text. */
export interface JsonShape {
  readonly kind: 'object' | 'array' | 'scalar';
  /** Behind the bracket that opens it. */
  readonly contentFrom: number;
  readonly isEmpty: boolean;
  readonly members: readonly JsonMember[];
}

/**
 * Goes through a JSON text of any length in constant memory, and tells its shape.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is not one whole value of JSON.
 */
export async function readShape(source: ByteSource): Promise<JsonShape> {
  const start = byteOrderMarkLength(await source.read(0, 3));
  const scanner = new Scanner();
  for (let at = start; at < source.size; at += CHUNK_BYTES) {
    const chunk = await source.read(at, Math.min(CHUNK_BYTES, source.size - at));
    for (let index = 0; index < chunk.length; index += 1) scanner.take(chunk[index] ?? 0, at + index);
  }
  return scanner.finish(source.size);
}

type Wanted = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

const OBJECT = 0x7b;
const ARRAY = 0x5b;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

interface OpenMember {
  readonly name: string;
  readonly from: number;
  valueFrom: number | null;
  readonly commaBefore: number | null;
}

class Scanner {
  #wanted: Wanted = 'value';
  readonly #open: number[] = [];
  #kind: JsonShape['kind'] | null = null;
  #contentFrom = 0;
  #isEmpty = true;
  readonly #members: JsonMember[] = [];
  #member: OpenMember | null = null;
  #comma: number | null = null;
  // A string or word that is being read: where it began, and its bytes as far as they are needed.
  #token: 'string' | 'word' | null = null;
  #tokenFrom = 0;
  #isEscaped = false;
  #isKey = false;
  #bytes: number[] = [];

  take(byte: number, at: number): void {
    if (this.#token === 'string') {
      this.#takeInString(byte, at);
      return;
    }
    if (this.#token === 'word') {
      if (!isSpace(byte) && byte !== 0x2c && byte !== 0x5d && byte !== 0x7d) {
        if (this.#bytes.length >= WORD_BYTES_MAX) throw broken(at);
        this.#bytes.push(byte);
        return;
      }
      this.#endWord(at);
    }
    if (!isSpace(byte)) this.#takeMark(byte, at);
  }

  finish(at: number): JsonShape {
    if (this.#token === 'word') this.#endWord(at);
    if (this.#wanted !== 'nothing' || this.#kind === null) throw unreadable('the JSON is cut off');
    return { kind: this.#kind, contentFrom: this.#contentFrom, isEmpty: this.#isEmpty, members: this.#members };
  }

  #takeMark(byte: number, at: number): void {
    const wanted = this.#wanted;
    const isValueWanted = wanted === 'value' || wanted === 'value or end';
    if (byte === QUOTE && (wanted === 'key' || wanted === 'key or end' || isValueWanted))
      this.#beginToken('string', at);
    else if (isValueWanted && (byte === OBJECT || byte === ARRAY)) this.#enter(byte, at);
    else if (byte === 0x7d && (wanted === 'key or end' || wanted === 'comma or end')) this.#leave(OBJECT, at);
    else if (byte === 0x5d && (wanted === 'value or end' || wanted === 'comma or end')) this.#leave(ARRAY, at);
    else if (byte === 0x3a && wanted === 'colon') this.#wanted = 'value';
    else if (byte === 0x2c && wanted === 'comma or end') this.#takeComma(at);
    else if (
      isValueWanted &&
      (byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x74 || byte === 0x66 || byte === 0x6e)
    ) {
      this.#beginToken('word', at);
      this.#bytes.push(byte);
    } else throw broken(at);
  }

  #beginToken(token: 'string' | 'word', at: number): void {
    this.#isKey = this.#wanted === 'key' || this.#wanted === 'key or end';
    if (!this.#isKey) this.#beginValue(at, 'scalar');
    this.#token = token;
    this.#tokenFrom = at;
    this.#bytes = [];
  }

  #beginValue(at: number, kind: JsonShape['kind']): void {
    if (this.#open.length > 0) {
      if (this.#open.length === 1) this.#isEmpty = false;
      if (this.#open.length === 1 && this.#member !== null) this.#member.valueFrom = at;
      return;
    }
    this.#kind = kind;
    this.#contentFrom = at + 1;
  }

  #enter(byte: number, at: number): void {
    this.#beginValue(at, byte === OBJECT ? 'object' : 'array');
    if (this.#open.length >= DEPTH_MAX) throw unreadable(`the JSON is more than ${DEPTH_MAX} levels deep`);
    this.#open.push(byte);
    this.#wanted = byte === OBJECT ? 'key or end' : 'value or end';
  }

  #leave(bracket: number, at: number): void {
    if (this.#open.pop() !== bracket) throw broken(at);
    this.#endValue(at + 1);
  }

  #endValue(to: number): void {
    this.#wanted = this.#open.length === 0 ? 'nothing' : 'comma or end';
    if (this.#open.length !== 1 || this.#member === null) return;
    const { valueFrom } = this.#member;
    if (valueFrom !== null) this.#members.push({ ...this.#member, valueFrom, to });
    if (this.#members.length > MEMBERS_MAX) throw unreadable(`the JSON has more than ${MEMBERS_MAX} members AIGC`);
    this.#member = null;
  }

  #takeComma(at: number): void {
    if (this.#open.length === 1) this.#comma = at;
    this.#wanted = this.#open.at(-1) === OBJECT ? 'key' : 'value';
  }

  #takeInString(byte: number, at: number): void {
    if (byte < 0x20) throw broken(at);
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === QUOTE) {
      this.#endString(at + 1);
      return;
    }
    if (this.#isKey && this.#bytes.length <= KEY_BYTES_MAX) this.#bytes.push(byte);
  }

  #endString(to: number): void {
    this.#token = null;
    if (!this.#isKey) {
      this.#endValue(to);
      return;
    }
    this.#wanted = 'colon';
    if (this.#open.length !== 1 || this.#bytes.length > KEY_BYTES_MAX) return;
    const name = unescapedName(this.#bytes);
    if (name?.toUpperCase() === 'AIGC')
      this.#member = { name, from: this.#tokenFrom, valueFrom: null, commaBefore: this.#comma };
  }

  #endWord(at: number): void {
    this.#token = null;
    if (!WORD.test(String.fromCharCode(...this.#bytes))) throw broken(this.#tokenFrom);
    this.#endValue(at);
  }
}

const broken = (at: number): Error => unreadable(`the JSON is broken at byte ${at}`);

function unescapedName(bytes: readonly number[]): string | null {
  try {
    const name: unknown = JSON.parse(`"${fromUtf8(Uint8Array.from(bytes))}"`);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
