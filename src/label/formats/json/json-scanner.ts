import { concat, fromLatin1, fromUtf8, viewOf } from '../../file/bytes.ts';
import { unreadable } from '../../file/source.ts';
import {
  ARRAY,
  ARRAY_END,
  BACKSLASH,
  COLON,
  COMMA,
  endOfPlain,
  endsWord,
  isShortNumber,
  isSpace,
  OBJECT,
  OBJECT_END,
  QUOTE,
  startsWord,
} from './json-bytes.ts';

const DEPTH_MAX = 10_000;
const KEY_BYTES_MAX = 64;
const WORD_BYTES_MAX = 1_024;
const MEMBERS_MAX = 1_000;
const WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;
const NOTHING_KEPT = new Uint8Array();

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

// What is being read, or may come next. Numbers and not words: they are compared for every byte outside of strings.
const VALUE = 0;
const VALUE_OR_END = 1;
const KEY = 2;
const KEY_OR_END = 3;
const COLON_ONLY = 4;
const COMMA_OR_END = 5;
const NOTHING = 6;
const IN_STRING = 7;
const ESCAPED = 8;
const IN_WORD = 9;

interface OpenMember {
  readonly name: string;
  readonly from: number;
  valueFrom: number | null;
  readonly commaBefore: number | null;
}

/**
 * Goes once through the bytes of a JSON text, piece by piece, and finds the members of its outermost object that are named AIGC. Holds
 * the grammar, all but what follows a backslash. Decodes nothing but those names.
 */
export class JsonScanner {
  #state = VALUE;
  readonly #isObject = new Uint8Array(DEPTH_MAX);
  #depth = 0;
  #kind: JsonShape['kind'] | null = null;
  #contentFrom = 0;
  #isEmpty = true;
  readonly #members: JsonMember[] = [];
  #member: OpenMember | null = null;
  #comma: number | null = null;
  // The string or word that is being read: its first byte, and what pieces before this one had of it, as far as it is needed.
  #tokenFrom = 0;
  #isKey = false;
  #kept: Uint8Array = NOTHING_KEPT;

  /** Takes the next piece, whose first byte is byte `at` of the text. @throws HeguiError E_FILE_UNREADABLE */
  scan(bytes: Uint8Array, at: number): void {
    const view = viewOf(bytes);
    const { length } = bytes;
    for (let index = 0; index < length; ) {
      const state = this.#state;
      if (state === IN_STRING) index = this.#scanString(bytes, view, index, at);
      else if (state === IN_WORD) index = this.#scanWord(bytes, index, at);
      else {
        const byte = bytes[index] ?? 0;
        if (state === ESCAPED) this.#takeEscaped(byte, at + index);
        else if (!isSpace(byte)) this.#takeMark(state, byte, at + index);
        index += 1;
      }
    }
    if (this.#state >= IN_STRING) this.#keep(bytes, at);
  }

  /** What the text of `size` bytes was. @throws HeguiError E_FILE_UNREADABLE when it is cut off. */
  finish(size: number): JsonShape {
    if (this.#state === IN_WORD) this.#endWord(this.#kept, size);
    if (this.#state !== NOTHING || this.#kind === null) throw unreadable('the JSON is cut off');
    return { kind: this.#kind, contentFrom: this.#contentFrom, isEmpty: this.#isEmpty, members: this.#members };
  }

  #takeMark(state: number, byte: number, at: number): void {
    const isValueNext = state <= VALUE_OR_END;
    if (byte === QUOTE && state <= KEY_OR_END) {
      this.#isKey = !isValueNext;
      if (isValueNext) this.#beginValue(at, 'scalar');
      this.#tokenFrom = at;
      this.#state = IN_STRING;
    } else if (byte === COMMA && state === COMMA_OR_END) this.#takeComma(at);
    else if (byte === COLON && state === COLON_ONLY) this.#state = VALUE;
    else if (byte === OBJECT_END && (state === COMMA_OR_END || state === KEY_OR_END)) this.#leave(1, at);
    else if (byte === ARRAY_END && (state === COMMA_OR_END || state === VALUE_OR_END)) this.#leave(0, at);
    else if (isValueNext && (byte === OBJECT || byte === ARRAY)) this.#enter(byte, at);
    else if (isValueNext && startsWord(byte)) {
      this.#beginValue(at, 'scalar');
      this.#tokenFrom = at;
      this.#state = IN_WORD;
    } else throw broken(at);
  }

  #beginValue(at: number, kind: JsonShape['kind']): void {
    if (this.#depth > 1) return;
    if (this.#depth === 1) {
      this.#isEmpty = false;
      if (this.#member !== null) this.#member.valueFrom = at;
      return;
    }
    this.#kind = kind;
    this.#contentFrom = at + 1;
  }

  #enter(byte: number, at: number): void {
    this.#beginValue(at, byte === OBJECT ? 'object' : 'array');
    if (this.#depth >= DEPTH_MAX) throw unreadable(`the JSON is more than ${DEPTH_MAX} levels deep`);
    this.#isObject[this.#depth] = byte === OBJECT ? 1 : 0;
    this.#depth += 1;
    this.#state = byte === OBJECT ? KEY_OR_END : VALUE_OR_END;
  }

  #leave(isObject: 0 | 1, at: number): void {
    this.#depth -= 1;
    if (this.#isObject[this.#depth] !== isObject) throw broken(at);
    this.#endValue(at + 1);
  }

  #takeComma(at: number): void {
    if (this.#depth === 1) this.#comma = at;
    this.#state = this.#isObject[this.#depth - 1] === 1 ? KEY : VALUE;
  }

  #endValue(to: number): void {
    this.#state = this.#depth === 0 ? NOTHING : COMMA_OR_END;
    if (this.#depth !== 1 || this.#member === null) return;
    const { valueFrom } = this.#member;
    if (valueFrom !== null) this.#members.push({ ...this.#member, valueFrom, to });
    if (this.#members.length > MEMBERS_MAX) throw unreadable(`the JSON has more than ${MEMBERS_MAX} members AIGC`);
    this.#member = null;
  }

  /** Goes on in a string, to its end or that of the piece; returns where to go on. */
  #scanString(bytes: Uint8Array, view: DataView, from: number, at: number): number {
    for (let index = from; ; index += 2) {
      index = endOfPlain(bytes, view, index);
      const byte = bytes[index];
      if (byte === QUOTE) this.#endString(bytes, index, at);
      else if (byte === BACKSLASH) {
        const escaped = bytes[index + 1];
        if (escaped === undefined) this.#state = ESCAPED;
        else if (escaped < 0x20) throw broken(at + index + 1);
        else continue;
      } else if (byte !== undefined) throw broken(at + index);
      return index + 1;
    }
  }

  #takeEscaped(byte: number, at: number): void {
    if (byte < 0x20) throw broken(at);
    this.#state = IN_STRING;
  }

  #endString(bytes: Uint8Array, index: number, at: number): void {
    if (!this.#isKey) {
      this.#endValue(at + index + 1);
      return;
    }
    this.#state = COLON_ONLY;
    // Of names in the outermost object alone it matters what they are.
    if (this.#depth === 1) {
      const from = this.#tokenFrom;
      const name = at + index - from > KEY_BYTES_MAX ? null : unescapedName(this.#tokenTo(bytes, index, at));
      if (name?.toUpperCase() === 'AIGC') this.#member = { name, from, valueFrom: null, commaBefore: this.#comma };
    }
    this.#kept = NOTHING_KEPT;
  }

  #scanWord(bytes: Uint8Array, from: number, at: number): number {
    let index = from;
    while (index < bytes.length && !endsWord(bytes[index] ?? 0)) index += 1;
    if (at + index - this.#tokenFrom > WORD_BYTES_MAX) throw broken(this.#tokenFrom + WORD_BYTES_MAX);
    if (index === bytes.length) return index;
    const first = this.#tokenFrom - at;
    if (first >= 0 && isShortNumber(bytes, first, index)) this.#endValue(at + index);
    else this.#endWord(this.#tokenTo(bytes, index, at), at + index);
    return index;
  }

  #endWord(word: Uint8Array, to: number): void {
    if (!WORD.test(fromLatin1(word))) throw broken(this.#tokenFrom);
    this.#kept = NOTHING_KEPT;
    this.#endValue(to);
  }

  /** The string or word that is being read, from its first byte on to before byte `index` of this piece. */
  #tokenTo(bytes: Uint8Array, index: number, at: number): Uint8Array {
    const here = bytes.subarray(Math.max(0, this.#tokenFrom - at), index);
    return this.#kept.length === 0 ? here : concat(this.#kept, here);
  }

  /** At the end of a piece: keeps what it has of a word, or of a name that could be the label's. */
  #keep(bytes: Uint8Array, at: number): void {
    const isNeeded = this.#state === IN_WORD || (this.#isKey && this.#depth === 1);
    if (isNeeded && this.#kept.length <= KEY_BYTES_MAX + WORD_BYTES_MAX)
      this.#kept = this.#tokenTo(bytes, bytes.length, at).slice();
  }
}

const broken = (at: number): Error => unreadable(`the JSON is broken at byte ${at}`);

/** The name in a string whose closing quote is missing; null when its escapes mean nothing. */
function unescapedName(string: Uint8Array): string | null {
  try {
    const name: unknown = JSON.parse(`${fromUtf8(string)}"`);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
