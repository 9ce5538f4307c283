import {
  foldHanNumeral,
  foldMathLow,
  foldUnit,
  isDigitCode,
  isInvisible,
  isSeparator,
  MATH_HIGH,
} from './characters.ts';
import type { View } from './kinds.ts';

export const NO_TEXT: View = { text: '', isEnd: true };
/** Symbols seen from one place at most: 0086, a card number of 19, and one more to see where it ends. */
export const RUN_SYMBOLS_MAX = 24;
/** Marks between two symbols, at most, that leave ink or a gap. */
export const SEPARATORS_MAX = 3;
const INVISIBLES_MAX = 8;

/** What stands before a symbol: nothing that separates, a lone full stop as in a decimal number, or anything else. */
const NO_GAP = 0;
const DOT = 1;
const WIDE = 2;
/** Symbols kept; those before the place asked for last are dropped when there is no more room. */
const CAPACITY = 128;

/**
 * Digits and letters from one place on, as they read once disguises and the marks between them are taken away.
 *
 * A number may begin at every symbol of a run, and from each of them the run reads the same: so it is read once, however
 * many places of it are asked for. `moveTo` goes forwards only.
 */
export class Run {
  /** Symbols there are, RUN_SYMBOLS_MAX at most. */
  count = 0;
  /** How many of them from the first on are digits. */
  digits = 0;
  /** How many of them stand before the first separators. */
  group = 0;
  /** How many from the first on have separators between each other, all of them. */
  singles = 0;
  /** The text ended while the run might go on. */
  isOpen = false;
  /** The unit at which a closed run stopped; past the text's end when it ended there. */
  stop = 0;
  /** Separators read after the last symbol of an open run. */
  openGap = NO_GAP;
  #view = NO_TEXT;
  readonly #hasNumerals: boolean;
  // By symbol: its ASCII code, the gap before it, where it begins, and where what follows it begins.
  readonly #codes = new Uint8Array(CAPACITY);
  readonly #gaps = new Uint8Array(CAPACITY);
  readonly #starts = new Int32Array(CAPACITY);
  readonly #ends = new Int32Array(CAPACITY);
  #first = 0;
  #filled = 0;
  /** The first symbol from `#first` on that is no digit, as far as was looked. */
  #digitsEnd = 0;
  /** The same for the first symbol behind `#first` that has a gap before it, and for the first that has none. */
  #groupEnd = 0;
  #singlesEnd = 0;
  /** Where reading goes on, right behind the last symbol. */
  #next = 0;
  #isOver = true;
  #overStop = 0;
  #overGap = NO_GAP;

  /** @param hasNumerals whether Chinese numerals are digits too. */
  constructor(hasNumerals: boolean) {
    this.#hasNumerals = hasNumerals;
  }

  /** Begins to read another text. */
  open(view: View): void {
    this.#view = view;
    this.#restart(0);
  }

  /** Makes this the run that begins at `at`, where a letter or digit stands; never before the place asked for last. */
  moveTo(at: number): this {
    let first = this.#first;
    while (first < this.#filled && (this.#starts[first] ?? at) < at) first += 1;
    this.#first = first;
    if (first === this.#filled || this.#starts[first] !== at) this.#restart(at);
    while (!this.#isOver && this.#filled - this.#first < RUN_SYMBOLS_MAX) this.#readOn();
    this.#describe(at);
    return this;
  }

  /** One of 0–9 and A–Z; 0 behind the last symbol. */
  code(index: number): number {
    return index < this.count ? (this.#codes[this.#first + index] ?? 0) : 0;
  }

  isDigit(index: number): boolean {
    return isDigitCode(this.code(index));
  }

  /** Where the character behind a symbol begins. */
  end(index: number): number {
    return this.#ends[this.#first + index] ?? 0;
  }

  /** Do separators stand before a symbol that is not the first? */
  hasGap(index: number): boolean {
    return this.#gaps[this.#first + index] !== NO_GAP;
  }

  /**
   * Whether a value of `count` symbols from `from` on is complete: its last symbol is read and the run goes on only after a
   * separator that is no decimal point.
   */
  boundary(from: number, count: number): 'yes' | 'live' | 'no' {
    const end = from + count;
    if (this.count < end) return this.isOpen ? 'live' : 'no';
    if (this.count > end) return this.#gaps[this.#first + end] === WIDE ? 'yes' : 'no';
    return !this.isOpen || this.openGap === WIDE ? 'yes' : 'live';
  }

  #restart(at: number): void {
    this.#first = 0;
    this.#filled = 0;
    this.#digitsEnd = 0;
    this.#groupEnd = 0;
    this.#singlesEnd = 0;
    this.#next = at;
    this.#isOver = false;
  }

  #describe(at: number): void {
    const known = this.#filled - this.#first;
    this.count = Math.min(known, RUN_SYMBOLS_MAX);
    if (this.#digitsEnd < this.#first) this.#digitsEnd = this.#first;
    while (this.#digitsEnd < this.#filled && isDigitCode(this.#codes[this.#digitsEnd] ?? 0)) this.#digitsEnd += 1;
    this.digits = Math.min(this.#digitsEnd - this.#first, this.count);
    if (this.#groupEnd <= this.#first) this.#groupEnd = this.#first + 1;
    while (this.#groupEnd < this.#filled && this.#gaps[this.#groupEnd] === NO_GAP) this.#groupEnd += 1;
    this.group = Math.min(this.#groupEnd - this.#first, this.count);
    if (this.#singlesEnd <= this.#first) this.#singlesEnd = this.#first + 1;
    while (this.#singlesEnd < this.#filled && this.#gaps[this.#singlesEnd] !== NO_GAP) this.#singlesEnd += 1;
    this.singles = Math.min(this.#singlesEnd - this.#first, this.count);
    const isFull = known >= RUN_SYMBOLS_MAX;
    this.isOpen = !isFull && this.#overStop >= this.#view.text.length && !this.#view.isEnd;
    this.stop = isFull ? at : this.#overStop;
    this.openGap = this.#overGap;
  }

  /** Reads the next symbol with what stands before it, or finds that there is none. */
  #readOn(): void {
    const { text } = this.#view;
    let separators = 0;
    let invisibles = 0;
    let isDot = false;
    let index = this.#next;
    for (; index < text.length; index += 1) {
      const unit = text.charCodeAt(index);
      let code = foldUnit(unit);
      let width = 1;
      if (code === 0 && this.#hasNumerals) code = foldHanNumeral(unit);
      if (code === 0 && unit === MATH_HIGH) {
        width = 2;
        // Half a pair at the end of what there is.
        if (index + 1 === text.length) index = text.length;
        else code = foldMathLow(text.charCodeAt(index + 1));
      }
      if (code !== 0) {
        this.#add(code, separators === 0 ? NO_GAP : separators === 1 && isDot ? DOT : WIDE, index, index + width);
        return;
      }
      if (isSeparator(unit)) {
        separators += 1;
        isDot = unit === 0x2e || unit === 0xff0e;
      } else if (isInvisible(unit)) invisibles += 1;
      else break;
      if (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX) break;
    }
    this.#isOver = true;
    this.#overStop = index;
    this.#overGap = separators === 0 ? NO_GAP : separators === 1 && isDot ? DOT : WIDE;
  }

  #add(code: number, gap: number, start: number, end: number): void {
    if (this.#filled === CAPACITY) this.#dropRead();
    this.#codes[this.#filled] = code;
    this.#gaps[this.#filled] = gap;
    this.#starts[this.#filled] = start;
    this.#ends[this.#filled] = end;
    this.#filled += 1;
    this.#next = end;
  }

  #dropRead(): void {
    const from = this.#first;
    for (const column of [this.#codes, this.#gaps, this.#starts, this.#ends]) column.copyWithin(0, from);
    this.#first = 0;
    this.#filled -= from;
    this.#digitsEnd = Math.max(0, this.#digitsEnd - from);
    this.#groupEnd = Math.max(0, this.#groupEnd - from);
    this.#singlesEnd = Math.max(0, this.#singlesEnd - from);
  }
}

/** The runs of one text after the other; what they take is kept from one to the next. */
export class Runs {
  view = NO_TEXT;
  #digits: Run | null = null;
  #numerals: Run | null = null;

  open(view: View): void {
    this.view = view;
    this.#digits?.open(view);
    this.#numerals?.open(view);
  }

  /** The run of digits and letters that begins at `at`; good until the next one is asked for. */
  digitsAt(at: number): Run {
    this.#digits ??= this.#make(false);
    return this.#digits.moveTo(at);
  }

  /** The same with Chinese numerals among the digits. */
  numeralsAt(at: number): Run {
    this.#numerals ??= this.#make(true);
    return this.#numerals.moveTo(at);
  }

  #make(hasNumerals: boolean): Run {
    const run = new Run(hasNumerals);
    run.open(this.view);
    return run;
  }
}
