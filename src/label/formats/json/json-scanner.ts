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
  HEX_DIGITS,
  isEscape,
  isHex,
  isShortNumber,
  isSpace,
  OBJECT,
  OBJECT_END,
  QUOTE,
  startCharacter,
  startsWord,
  UNICODE_ESCAPE,
  unitBytes,
} from './json-bytes.ts';
import {
  beginState,
  COLON_ONLY,
  COMMA_OR_END,
  DEPTH_MAX,
  ESCAPED,
  IN_CHARACTER,
  IN_HEX,
  IN_STRING,
  IN_WORD,
  isInObject,
  type JsonShape,
  type JsonState,
  KEY,
  KEY_OR_END,
  NOTHING,
  NOTHING_KEPT,
  NOWHERE,
  VALUE,
  VALUE_OR_END,
} from './json-state.ts';
import { BLOCK_BYTES, type JsonEngine } from './kernel/engine.ts';
import { leap } from './kernel/leap.ts';

const KEY_BYTES_MAX = 64;
const WORD_BYTES_MAX = 1_024;
const MEMBERS_MAX = 1_000;
const WORD = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/;

/**
 * Goes once through the bytes of a JSON text, piece by piece, and finds the members of its outermost object that are named AIGC. Holds
 * the grammar of RFC 8259 and that of UTF-8. Decodes nothing but those names.
 *
 * With an engine its kernel goes ahead wherever it can. It never says that anything is wrong, nor looks at a label: it stops before,
 * and all that is said is said here.
 */
export class JsonScanner {
  readonly state: JsonState = beginState();
  readonly #engine: JsonEngine | null;

  /** Pieces for a scanner with an engine have to lie at the front of the engine's own bytes. */
  constructor(engine: JsonEngine | null = null) {
    this.#engine = engine;
  }

  /** Takes the next piece, whose first byte is byte `at` of the text. @throws HeguiError E_FILE_UNREADABLE */
  scan(bytes: Uint8Array, at: number): void {
    const view = viewOf(bytes);
    const { length } = bytes;
    let leapFrom = 0;
    for (let index = 0; index < length; ) {
      if (this.#engine !== null && index >= leapFrom) {
        index = leap(this.#engine, this.state, index, length, at);
        // The block at which it stopped, if it did, is taken byte by byte.
        leapFrom = index + BLOCK_BYTES;
      }
      index = this.#takeOne(bytes, view, index, at);
    }
    if (this.state.step >= IN_STRING) this.#keep(bytes, at);
  }

  /** What the text of `size` bytes was. @throws HeguiError E_FILE_UNREADABLE when it is cut off. */
  finish(size: number): JsonShape {
    const { state } = this;
    if (state.step === IN_WORD) this.#endWord(state.kept, size);
    const { kind, contentFrom, isEmpty, members } = state;
    if (state.step !== NOTHING || kind === null) throw unreadable('the JSON is cut off');
    return { kind, contentFrom, isEmpty, members };
  }

  /** Takes what stands at `index`, or as much of it as there is, and returns where to go on. */
  #takeOne(bytes: Uint8Array, view: DataView, index: number, at: number): number {
    const { state } = this;
    if (state.step === IN_STRING) return this.#takeString(bytes, view, index, at);
    if (state.step === IN_WORD) return this.#takeWord(bytes, index, at);
    const byte = bytes[index] ?? 0;
    if (state.step === ESCAPED) this.#takeEscaped(byte, at + index);
    else if (state.step === IN_HEX) this.#takeHex(byte, at + index);
    else if (state.step === IN_CHARACTER) this.#takeCharacter(byte, at + index);
    else if (!isSpace(byte)) this.#takeMark(state.step, byte, at + index);
    return index + 1;
  }

  #takeMark(step: number, byte: number, at: number): void {
    const { state } = this;
    const isValueNext = step <= VALUE_OR_END;
    if (byte === QUOTE && step <= KEY_OR_END) {
      state.isKey = !isValueNext;
      if (isValueNext) this.#beginValue(at, 'scalar');
      state.tokenFrom = at;
      state.step = IN_STRING;
    } else if (byte === COMMA && step === COMMA_OR_END) this.#takeComma(at);
    else if (byte === COLON && step === COLON_ONLY) state.step = VALUE;
    else if (byte === OBJECT_END && (step === COMMA_OR_END || step === KEY_OR_END)) this.#leave(1, at);
    else if (byte === ARRAY_END && (step === COMMA_OR_END || step === VALUE_OR_END)) this.#leave(0, at);
    else if (isValueNext && (byte === OBJECT || byte === ARRAY)) this.#enter(byte, at);
    else if (isValueNext && startsWord(byte)) {
      this.#beginValue(at, 'scalar');
      state.isKey = false;
      state.tokenFrom = at;
      state.step = IN_WORD;
    } else throw broken(at);
  }

  #beginValue(at: number, kind: JsonShape['kind']): void {
    const { state } = this;
    if (state.depth > 1) return;
    if (state.depth === 1) {
      state.isEmpty = false;
      if (state.member !== null) state.member.valueFrom = at;
      return;
    }
    state.kind = kind;
    state.contentFrom = at + 1;
  }

  #enter(byte: number, at: number): void {
    const { state } = this;
    this.#beginValue(at, byte === OBJECT ? 'object' : 'array');
    if (state.depth >= DEPTH_MAX) throw unreadable(`the JSON is more than ${DEPTH_MAX} levels deep`);
    state.isObject[state.depth] = byte === OBJECT ? 1 : 0;
    state.depth += 1;
    state.step = byte === OBJECT ? KEY_OR_END : VALUE_OR_END;
  }

  #leave(isObject: 0 | 1, at: number): void {
    const { state } = this;
    state.depth -= 1;
    if (state.isObject[state.depth] !== isObject) throw broken(at);
    this.#endValue(at + 1);
  }

  #takeComma(at: number): void {
    const { state } = this;
    if (state.depth === 1 && isInObject(state)) state.comma = at;
    state.step = isInObject(state) ? KEY : VALUE;
  }

  #endValue(to: number): void {
    const { state } = this;
    state.step = state.depth === 0 ? NOTHING : COMMA_OR_END;
    if (state.depth !== 1 || state.member === null) return;
    const { valueFrom } = state.member;
    if (valueFrom !== null) state.members.push({ ...state.member, valueFrom, to });
    if (state.members.length > MEMBERS_MAX) throw unreadable(`the JSON has more than ${MEMBERS_MAX} members AIGC`);
    state.member = null;
  }

  /** Goes on in a string, to its end or that of the piece or to what has to be taken byte by byte. */
  #takeString(bytes: Uint8Array, view: DataView, from: number, at: number): number {
    const { state } = this;
    for (let index = from; ; ) {
      index = endOfPlain(bytes, view, index);
      const byte = bytes[index];
      if (byte === undefined) return index;
      if (byte === QUOTE) {
        this.#endString(bytes, index, at);
        return index + 1;
      }
      const whole = unitBytes(bytes, index);
      index += whole;
      if (whole > 0) continue;
      // Cut in two by the end of the piece, or wrong: one byte after the other tells which, and where.
      if (byte === BACKSLASH) state.step = ESCAPED;
      else if (byte < 0x20) throw broken(at + index);
      else {
        const start = startCharacter(byte);
        if (start === null) throw noUtf8(at + index);
        Object.assign(state, start);
        state.step = IN_CHARACTER;
      }
      return index + 1;
    }
  }

  #takeEscaped(byte: number, at: number): void {
    const { state } = this;
    if (byte === UNICODE_ESCAPE) {
      state.due = HEX_DIGITS;
      state.step = IN_HEX;
    } else if (isEscape(byte)) state.step = IN_STRING;
    else throw broken(at);
  }

  #takeHex(byte: number, at: number): void {
    const { state } = this;
    if (!isHex(byte)) throw broken(at);
    state.due -= 1;
    if (state.due === 0) state.step = IN_STRING;
  }

  #takeCharacter(byte: number, at: number): void {
    const { state } = this;
    if (byte < state.least || byte > state.most) throw noUtf8(at);
    state.due -= 1;
    state.least = 0x80;
    state.most = 0xbf;
    if (state.due === 0) state.step = IN_STRING;
  }

  #endString(bytes: Uint8Array, index: number, at: number): void {
    const { state } = this;
    if (!state.isKey) {
      this.#endValue(at + index + 1);
      return;
    }
    state.step = COLON_ONLY;
    // Of names in the outermost object alone it matters what they are.
    if (state.depth === 1) {
      const from = state.tokenFrom;
      const name = at + index - from > KEY_BYTES_MAX ? null : unescapedName(this.#tokenTo(bytes, index, at));
      if (name?.toUpperCase() === 'AIGC') state.member = { name, from, valueFrom: null, commaBefore: state.comma };
    }
    state.kept = NOTHING_KEPT;
  }

  #takeWord(bytes: Uint8Array, from: number, at: number): number {
    const { tokenFrom } = this.state;
    let index = from;
    while (index < bytes.length && !endsWord(bytes[index] ?? 0)) index += 1;
    if (at + index - tokenFrom > WORD_BYTES_MAX) throw broken(tokenFrom + WORD_BYTES_MAX);
    if (index === bytes.length) return index;
    const first = tokenFrom - at;
    if (first >= 0 && isShortNumber(bytes, first, index)) this.#endValue(at + index);
    else this.#endWord(this.#tokenTo(bytes, index, at), at + index);
    return index;
  }

  #endWord(word: Uint8Array, to: number): void {
    const { state } = this;
    if (!WORD.test(fromLatin1(word))) throw broken(state.tokenFrom);
    state.kept = NOTHING_KEPT;
    this.#endValue(to);
  }

  /** The string or word that is being read, from its first byte on to before byte `index` of this piece. */
  #tokenTo(bytes: Uint8Array, index: number, at: number): Uint8Array {
    const { kept, tokenFrom } = this.state;
    const here = bytes.subarray(Math.max(0, tokenFrom - at), index);
    return kept.length === 0 ? here : concat(kept, here);
  }

  /** At the end of a piece: keeps what it has of a word, or of a name that could be the label's. */
  #keep(bytes: Uint8Array, at: number): void {
    const { state } = this;
    const isName = state.isKey && state.depth === 1 && state.tokenFrom !== NOWHERE;
    if ((state.step === IN_WORD || isName) && state.kept.length <= KEY_BYTES_MAX + WORD_BYTES_MAX)
      state.kept = this.#tokenTo(bytes, bytes.length, at).slice();
  }
}

const broken = (at: number): Error => unreadable(`the JSON is broken at byte ${at}`);
const noUtf8 = (at: number): Error => unreadable(`the JSON is no UTF-8 at byte ${at}`);

/** The name in a string whose closing quote is missing; null when its escapes mean nothing. */
function unescapedName(string: Uint8Array): string | null {
  try {
    const name: unknown = JSON.parse(`${fromUtf8(string)}"`);
    return typeof name === 'string' ? name : null;
  } catch {
    return null;
  }
}
