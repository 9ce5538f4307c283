import { sampleText, seededRandom } from '../support/random.ts';

export const CHANNELS = ['content', 'reasoning_content', 'refusal', 'arguments'] as const;
export type ChannelName = (typeof CHANNELS)[number];

/** One choice of an answer: which channel speaks, what it says, and where in it the listed term stands. */
export interface LeakChoice {
  readonly channel: ChannelName;
  readonly text: string;
  /** UTF-16 offset of the disguised term; -1 when this choice holds none. */
  readonly termAt: number;
  readonly pieces: readonly string[];
}

export interface LeakCase {
  readonly seed: number;
  readonly choices: readonly LeakChoice[];
}

const TERMS = 2_000;
// The last character of each term is a rare one that no sample text holds, so a term never stands where it was not put.
const LAST_FROM = 0x3400;
const SPLIT_MAX = 12;
const TEXT_CHARS_MAX = 300;
const HAS_TERM_SHARE = 0.85;

/** Invented terms of 2 to 7 characters whose beginnings are everyday characters, so that prefixes live often. */
export function leakTerms(): string[] {
  const random = seededRandom(23);
  return Array.from({ length: TERMS }, (_, index) => {
    const head = sampleText(random, 40)
      .replace(/[^\u4e00-\u8fff]/g, '')
      .slice(0, 1 + Math.floor(random() * 6));
    return `${head}${String.fromCharCode(LAST_FROM + index)}`;
  });
}

/** The same case for the same seed, in the upstream and in the checker. */
export function leakCase(seed: number, terms: readonly string[]): LeakCase {
  const random = seededRandom(seed);
  const count = 1 + Math.floor(random() * 3);
  return { seed, choices: Array.from({ length: count }, () => makeChoice(random, terms)) };
}

function makeChoice(random: () => number, terms: readonly string[]): LeakChoice {
  const channel = CHANNELS[Math.floor(random() * CHANNELS.length)] ?? 'content';
  const before = sampleText(random, 1 + Math.floor(random() * TEXT_CHARS_MAX));
  const after = sampleText(random, Math.floor(random() * TEXT_CHARS_MAX));
  const term = random() < HAS_TERM_SHARE ? disguise(random, terms[Math.floor(random() * terms.length)] ?? '') : '';
  const text = `${before}${term}${after}`;
  return { channel, text, termAt: term === '' ? -1 : before.length, pieces: split(random, text) };
}

// Zero-width, spaces and dots between the characters: the list's folding sees through all of them.
const BETWEEN = ['', '', '', '\u200b', ' ', '.', '\u200d\u200b', '-'];

function disguise(random: () => number, term: string): string {
  const isPlain = random() < 0.5;
  return [...term]
    .map(
      (character, index) =>
        `${index === 0 || isPlain ? '' : (BETWEEN[Math.floor(random() * BETWEEN.length)] ?? '')}${character}`,
    )
    .join('');
}

function split(random: () => number, text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const length = 1 + Math.floor(random() * SPLIT_MAX);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}
