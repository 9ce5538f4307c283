// Nine or ten numerals in order of their value: the first, its value, how many.
const RUNS: readonly (readonly [first: number, value: number, count: number])[] = [
  [0x2160, 1, 9], // Roman
  [0x2170, 1, 9],
  [0x2460, 1, 9], // circled, in brackets, with a full stop
  [0x2474, 1, 9],
  [0x2488, 1, 9],
  [0x24ea, 0, 1],
  [0x24f5, 1, 9],
  [0x24ff, 0, 1],
  [0x2776, 1, 9],
  [0x2780, 1, 9],
  [0x278a, 1, 9],
  [0x2070, 0, 1], // superscripts and subscripts
  [0x00b9, 1, 1],
  [0x00b2, 2, 2],
  [0x2074, 4, 6],
  [0x2080, 0, 10],
  [0x3021, 1, 9], // Suzhou numerals
  [0x3220, 1, 9], // characters in brackets and circles
  [0x3280, 1, 9],
];
const CHARACTERS = ['〇零', '一壹', '二贰', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'] as const;
const TRADITIONAL = '貳2陸6';

/** A term of fewer numerals and nothing else keeps its script: 三八 is not 38. */
export const NUMERALS_MIN = 4;

/** A unit that stands for a digit, then that digit. */
export function* numeralUnits(): Generator<readonly [unit: number, digit: number]> {
  const zero = 0x30;
  // Unicode keeps the decimal digits of each script in tens, zero first.
  let run = 0;
  for (let unit = zero; unit < 0xffff; unit += 1) {
    if (!/\p{Nd}/u.test(String.fromCharCode(unit))) {
      run = 0;
      continue;
    }
    yield [unit, zero + (run % 10)];
    run += 1;
  }
  for (const [first, value, count] of RUNS) {
    for (let index = 0; index < count; index += 1) yield [first + index, zero + value + index];
  }
  for (const [value, characters] of CHARACTERS.entries()) {
    for (const character of characters) yield [character.charCodeAt(0), zero + value];
  }
  for (let index = 0; index < TRADITIONAL.length; index += 2) {
    yield [TRADITIONAL.charCodeAt(index), TRADITIONAL.charCodeAt(index + 1)];
  }
}

/** Whether the folded term is too short a number to be compared across scripts. */
export function isShortNumber(folded: Uint16Array): boolean {
  return folded.length < NUMERALS_MIN && folded.every((unit) => unit >= 0x30 && unit <= 0x39);
}
