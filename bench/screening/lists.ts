import type { Corpus } from './corpus.ts';

export interface BenchList {
  readonly name: string;
  readonly terms: readonly string[];
}

/** Words the dictionary's own corpus knows this seldom, at most. */
const RARE_FREQUENCY_MAX = 5;
/** Part of a dense list that is taken out of the text itself. */
const DENSE_SHARE = 0.3;

type Random = () => number;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A list of `count` different terms of 2 to 8 characters (12 % of 2, 25 % of 3, 33 % of 4, the rest longer): rare words of
 * the dictionary and compositions of them. A dense list takes three terms in ten out of the text.
 */
export function makeList(corpus: Corpus, kind: 'sparse' | 'dense', count: number, seed: number): BenchList {
  const random = seededRandom(seed + count);
  const rare = rareWords(corpus);
  const characters = rare.flat().join('');
  const terms = new Set<string>();
  while (terms.size < count) {
    const length = pickLength(random);
    const isTaken = kind === 'dense' && random() < DENSE_SHARE;
    const term = isTaken ? takeFromText(corpus.text, length, random) : composeTerm(rare, characters, length, random);
    if (term !== null) terms.add(term);
  }
  return { name: `${kind} ${count.toLocaleString('en')}`, terms: [...terms] };
}

function pickLength(random: Random): number {
  const draw = random();
  if (draw < 0.12) return 2;
  if (draw < 0.37) return 3;
  return draw < 0.7 ? 4 : 5 + Math.floor(random() * 4);
}

/** By length: the dictionary's rare words of 2 to 8 characters. */
function rareWords({ words }: Corpus): string[][] {
  const byLength: string[][] = Array.from({ length: 9 }, () => []);
  for (const { word, frequency } of words) {
    if (frequency <= RARE_FREQUENCY_MAX && /^\p{Script=Han}{2,8}$/u.test(word)) byLength[word.length]?.push(word);
  }
  return byLength;
}

function composeTerm(rare: readonly string[][], characters: string, length: number, random: Random): string | null {
  const words = rare[length] ?? [];
  if (words.length > 0 && random() < 0.3) return pick(words, random);
  if (length < 4) {
    return Array.from({ length }, () => characters.charAt(Math.floor(random() * characters.length))).join('');
  }
  const first = 2 + Math.floor(random() * (length - 3));
  const head = pick(rare[first] ?? [], random);
  const tail = pick(rare[length - first] ?? [], random);
  return head === null || tail === null ? null : head + tail;
}

function takeFromText(text: string, length: number, random: Random): string | null {
  const at = Math.floor(random() * (text.length - length));
  const term = text.slice(at, at + length);
  return /^\p{Script=Han}+$/u.test(term) ? term : null;
}

function pick(items: readonly string[], random: Random): string | null {
  return items[Math.floor(random() * items.length)] ?? null;
}

const DISGUISE_SHARE = 0.1;
const DISGUISE_MARKS = ['\u200b', '*', '.', ' '];

/** The text with a mark that folding skips behind one character in ten. */
export function disguise(text: string): string {
  const random = seededRandom(text.length);
  const parts: string[] = [];
  for (const character of text) {
    parts.push(character);
    if (random() < DISGUISE_SHARE) parts.push(pick(DISGUISE_MARKS, random) ?? '');
  }
  return Buffer.from(parts.join(''), 'utf16le').toString('utf16le');
}
