import { foldHanNumeral, foldMathLow, foldUnit, isInvisible, isSeparator, MATH_HIGH } from './characters.ts';
import type { View } from './kinds.ts';

/** Symbols read at most: 0086, a card number of 19, and one more to see where it ends. */
export const RUN_SYMBOLS_MAX = 24;
const SEPARATORS_MAX = 3;
const INVISIBLES_MAX = 8;

/** Digits and letters from one place on, as they read once disguises and the marks between them are taken away. */
export interface Run {
  /** One of 0–9 and A–Z each. */
  symbols: string;
  /** Where the character after a symbol begins. */
  readonly ends: number[];
  /** Which symbols have separators before them: an index, in order. */
  readonly breaks: number[];
  /** Is the separator before a symbol a lone full stop, as in a decimal number? By symbol. */
  readonly dots: boolean[];
  /** The text ended while the run might go on. */
  isOpen: boolean;
  /** The unit at which a closed run stopped; past the text's end when it ended there. */
  stop: number;
  /** Separators read after the last symbol of an open run. */
  openGap: 'none' | 'dot' | 'wide';
}

/** Reads a run; with `hasNumerals` Chinese numerals are digits too. */
export function readRun({ text, isEnd }: View, at: number, hasNumerals: boolean): Run {
  const run: Run = { symbols: '', ends: [], breaks: [], dots: [], isOpen: false, stop: at, openGap: 'none' };
  let separators = 0;
  let invisibles = 0;
  let isDot = false;
  let index = at;
  for (; index < text.length; ) {
    const unit = text.charCodeAt(index);
    let code = foldUnit(unit);
    let width = 1;
    if (code === 0 && hasNumerals) code = foldHanNumeral(unit);
    if (code === 0 && unit === MATH_HIGH) {
      if (index + 1 === text.length) {
        index = text.length;
        break;
      }
      code = foldMathLow(text.charCodeAt(index + 1));
      width = 2;
    }
    if (code !== 0) {
      if (separators > 0) run.breaks.push(run.symbols.length);
      run.dots.push(separators === 1 && isDot);
      run.symbols += String.fromCharCode(code);
      index += width;
      run.ends.push(index);
      separators = 0;
      invisibles = 0;
      if (run.symbols.length === RUN_SYMBOLS_MAX) return run;
      continue;
    }
    if (isSeparator(unit)) {
      separators += 1;
      isDot = unit === 0x2e || unit === 0xff0e;
    } else if (isInvisible(unit)) invisibles += 1;
    else break;
    if (separators > SEPARATORS_MAX || invisibles > INVISIBLES_MAX) break;
    index += 1;
  }
  run.stop = index;
  run.isOpen = index >= text.length && !isEnd;
  if (!run.isOpen) return run;
  run.openGap = separators === 0 ? 'none' : separators === 1 && isDot ? 'dot' : 'wide';
  return run;
}

/** Sizes of the groups among the first `count` symbols after `from`; the last may still grow if the run is open. */
export function groupSizes(run: Run, from: number, count: number): number[] {
  const sizes: number[] = [];
  let start = from;
  for (const at of run.breaks) {
    if (at <= from) continue;
    if (at >= from + count) break;
    sizes.push(at - start);
    start = at;
  }
  sizes.push(from + count - start);
  return sizes;
}

/**
 * Whether a value of `count` symbols from `from` on is complete: its last symbol is read and the run goes on only after a
 * separator that is no decimal point.
 */
export function boundaryAt(run: Run, from: number, count: number): 'yes' | 'live' | 'no' {
  const end = from + count;
  if (run.symbols.length < end) return run.isOpen ? 'live' : 'no';
  if (run.symbols.length === end) {
    if (!run.isOpen || run.openGap === 'wide') return 'yes';
    return 'live';
  }
  return run.breaks.includes(end) && run.dots[end] !== true ? 'yes' : 'no';
}
