/** A stream of numbers from 0 (included) to 1 (excluded). */
export type Random = () => number;

/** The same numbers for the same seed (mulberry32); for play, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function hash32(text: string, seed = 0x811c9dc5): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A whole number from `min` to `max`, both included. */
export const integerIn = (random: Random, min: number, max: number): number =>
  min + Math.floor(random() * (max - min + 1));

/** One of the items; undefined only when there are none. */
export const pickOne = <T>(random: Random, items: readonly T[]): T | undefined =>
  items[Math.floor(random() * items.length)];

/** One item by weight raised to 1/temperature; temperature 0 takes the heaviest. */
export function pickWeighted<T>(
  random: Random,
  items: readonly (readonly [item: T, weight: number])[],
  temperature: number,
): T | undefined {
  if (temperature <= 0) return items.toSorted((a, b) => b[1] - a[1])[0]?.[0];
  const powers = items.map(([, weight]) => weight ** (1 / temperature));
  let rest = random() * powers.reduce((sum, power) => sum + power, 0);
  for (const [index, power] of powers.entries()) {
    rest -= power;
    if (rest < 0) return items[index]?.[0];
  }
  return items.at(-1)?.[0];
}
