import type { World } from './explore.ts';

/** Words seen so far with their numbers; values are few, but counts of persons could be any. */
const numbers = new Map<string | boolean | number, number>();
const NUMBERS_MAX = 100_000;
let next = 1;

/** One number for each fact and one for the day: the same for the same, and for nothing else. */
export const numbersOf = (world: World | undefined, date: string): number[] =>
  world === undefined
    ? []
    : [
        ...world.known.map((value, index) =>
          value === undefined ? -(world.possible[index] ?? 0) - 1 : numberOf(value),
        ),
        numberOf(date),
      ];

function numberOf(value: string | boolean | number | readonly string[]): number {
  // A list is told from a word by its brackets.
  const word = typeof value === 'object' ? `[${value.join()}]` : value;
  const known = numbers.get(word);
  if (known !== undefined) return known;
  // Numbers go on rising, so what was kept under an old one is only not found any more.
  if (numbers.size >= NUMBERS_MAX) numbers.clear();
  numbers.set(word, next);
  return next++;
}
