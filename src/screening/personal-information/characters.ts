/** What a UTF-16 unit can begin, as bits. A unit without a bit is passed over. */
export const DIGIT = 1;
export const LETTER = 2;
export const HAN_NUMERAL = 4;
export const PLATE = 8;
export const PLACE = 16;
export const PLUS = 32;

const SEPARATOR = 1;
const INVISIBLE = 2;
/** First half of the mathematical digits, U+1D7CE to U+1D7FF. */
export const MATH_HIGH = 0xd835;
const MATH_FIRST = 0xdfce;
const MATH_LAST = 0xdfff;

/** Unit to the ASCII code of the digit or capital it stands for; 0 for none. */
const folded = new Uint8Array(0x10000);
const hanDigits = new Uint8Array(0x10000);
const gaps = new Uint8Array(0x10000);

const zero = 0x30;
/** One less than the code of A. */
const CAPITAL_BASE = 0x40;
// Where a run of digits begins, and the digit it begins with.
const DIGIT_RUNS: readonly (readonly [first: number, digit: number])[] = [
  [0x0030, 0],
  [0xff10, 0],
  [0x2080, 0],
  [0x0660, 0],
  [0x06f0, 0],
  [0x2460, 1],
  [0x2474, 1],
  [0x2488, 1],
  [0x24f5, 1],
  [0x2776, 1],
  [0x2780, 1],
  [0x278a, 1],
];
for (const [first, digit] of DIGIT_RUNS) {
  for (let value = digit; value <= 9; value += 1) folded[first + value - digit] = zero + value;
}
for (const [unit, value] of [...'⁰¹²³⁴⁵⁶⁷⁸⁹'].entries()) folded[value.charCodeAt(0)] = zero + unit;
for (const zeroLike of '⓪⓿') folded[zeroLike.charCodeAt(0)] = zero;
for (let index = 0; index < 26; index += 1) {
  for (const first of [0x41, 0x61, 0xff21, 0xff41]) folded[first + index] = 0x41 + index;
}
const HAN_DIGITS = ['〇零○', '一壹弌幺', '二贰貳弍', '三叁參', '四肆', '五伍', '六陆陸', '七柒', '八捌', '九玖'];
for (const [value, forms] of HAN_DIGITS.entries()) {
  for (const form of forms) hanDigits[form.charCodeAt(0)] = zero + value;
}
for (const mark of ' \t\u00a0\u3000-－‐‑‒–—−.．·•・_＿/()（）*~|#') gaps[mark.charCodeAt(0)] = SEPARATOR;
for (let unit = 0x2000; unit <= 0x200a; unit += 1) gaps[unit] = SEPARATOR;
for (const unit of [0xad, 0x34f, 0x180e, 0x20e3, 0xfeff]) gaps[unit] = INVISIBLE;
for (let unit = 0x200b; unit <= 0x200f; unit += 1) gaps[unit] = INVISIBLE;
for (let unit = 0x2060; unit <= 0x2064; unit += 1) gaps[unit] = INVISIBLE;
for (let unit = 0xfe00; unit <= 0xfe0f; unit += 1) gaps[unit] = INVISIBLE;

/** Class bits by unit; `detector.ts` adds `PLACE` and `PLATE`. */
export const classes = new Uint8Array(0x10000);
for (let unit = 0; unit < 0x10000; unit += 1) {
  const code = folded[unit] ?? 0;
  if (code !== 0) classes[unit] = code < 0x3a ? DIGIT : LETTER;
  if (hanDigits[unit] !== 0) classes[unit] = (classes[unit] ?? 0) | HAN_NUMERAL;
}
classes[MATH_HIGH] = DIGIT;
classes[0x2b] = PLUS;
classes[0xff0b] = PLUS;

/** ASCII code of the digit or capital letter that a unit stands for; 0 for none. */
export const foldUnit = (unit: number): number => folded[unit] ?? 0;
/** ASCII code of the digit that a Chinese numeral stands for; 0 for none. */
export const foldHanNumeral = (unit: number): number => hanDigits[unit] ?? 0;
export const isSeparator = (unit: number): boolean => gaps[unit] === SEPARATOR;
export const isInvisible = (unit: number): boolean => gaps[unit] === INVISIBLE;
/** ASCII code of a mathematical digit by the second half of its pair; 0 for none. */
export const foldMathLow = (low: number): number =>
  low >= MATH_FIRST && low <= MATH_LAST ? zero + ((low - MATH_FIRST) % 10) : 0;

export const isHan = (unit: number): boolean =>
  (unit >= 0x4e00 && unit <= 0x9fff) || (unit >= 0x3400 && unit <= 0x4dbf) || unit === 0x3007;
export const isDigitCode = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** Is the character before `at` a letter or digit, so that a number cannot begin at `at`? */
export function isAfterAlnum(text: string, at: number): boolean {
  if (at === 0) return false;
  const before = text.charCodeAt(at - 1);
  if (foldUnit(before) !== 0) return true;
  return foldMathLow(before) !== 0 && text.charCodeAt(at - 2) === MATH_HIGH;
}

const LETTER_BITS = 5;
const LABEL_UNITS_MAX = 6;
/** Words that a number may follow at once, tel138…; each as one integer of its letters, last one first. */
const labels = new Set('TEL PHONE MOBILE MOB CELL CALL QQ VX WX V Q ID NO CARD'.split(' ').map(packLabel));

function packLabel(label: string): number {
  let packed = 0;
  for (let index = 0; index < label.length; index += 1)
    packed |= (label.charCodeAt(label.length - 1 - index) - CAPITAL_BASE) << (LETTER_BITS * index);
  return packed;
}

/** May a number begin here? Not inside a word, unless the letters before it are a label such as `tel`. */
export function isNumberStart(text: string, at: number): boolean {
  if (!isAfterAlnum(text, at)) return true;
  let packed = 0;
  for (let units = 0; units <= LABEL_UNITS_MAX; units += 1) {
    const code = at - units < 1 ? 0 : asciiCapital(text.charCodeAt(at - units - 1));
    if (code === 0) return labels.has(packed);
    if (isDigitCode(code) || units === LABEL_UNITS_MAX) return false;
    packed |= (code - CAPITAL_BASE) << (LETTER_BITS * units);
  }
  return false;
}

/** ASCII code of an ASCII digit or letter, that of its capital; 0 for anything else. */
function asciiCapital(unit: number): number {
  return unit < 0x80 ? foldUnit(unit) : 0;
}
