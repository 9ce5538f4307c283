/**
 * How fast does the screening engine read, and what does a compiled list cost?
 *
 * Prints two rows for each size of list (one that hits seldom, one that hits often): build time, memory, and millions of UTF-16 units a second over synthetic
 * Chinese-like text: plain, with every folding on over plain text, with every folding on over disguised text, and as a
 * stream in chunks of 12 units. A naive loop of `indexOf` over a slice stands beside it. Rivals are not installed here.
 *
 * Usage: node --expose-gc bench/screening.ts [units of text, default 4000000]
 */
import { pathToFileURL } from 'node:url';
import { compileScreen, type Folding, type Screen, type TermSpec } from '../src/screening/index.ts';

const SEED = 20_261_123;
const SIZES = [10_000, 50_000, 200_000];
const RUNS = 5;
const CHUNK_UNITS = 12;
const NAIVE_UNITS = 20_000;
const PLAIN: Folding = { width: false, case: false, traditional: false, invisible: false, separators: false };
const FOLDED: Folding = { width: true, case: true, traditional: true, invisible: true, separators: true };

type Random = () => number;

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Picks like natural language does: few items often, most of them seldom. */
function pickZipf<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(items.length ** random()) - 1];
}

function pickLength(random: Random): number {
  const draw = random();
  if (draw < 0.12) return 2;
  if (draw < 0.37) return 3;
  return draw < 0.7 ? 4 : 5 + Math.floor(random() * 4);
}

function makeCharacters(random: Random): string[] {
  const characters = Array.from({ length: 4_000 }, (_, index) => String.fromCharCode(0x4e00 + index * 5));
  for (let index = characters.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [characters[index], characters[other]] = [characters[other] ?? '', characters[index] ?? ''];
  }
  return characters;
}

function makeText(characters: readonly string[], units: number, random: Random): string {
  const words = Array.from({ length: 30_000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => pickZipf(characters, random)).join(''),
  );
  const parts: string[] = [];
  for (let length = 0; length < units; ) {
    const draw = random();
    const part =
      draw < 0.12 ? '，' : draw < 0.16 ? '。' : draw < 0.17 ? ' Hegui 1.0 ' : (pickZipf(words, random) ?? '');
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join('').slice(0, units), 'utf16le').toString('utf16le');
}

// Sparse: any characters, so that hits are rare. Dense: three in ten are taken from the text itself, two characters longer.
function makeTerms(characters: readonly string[], count: number, random: Random, text: string | null): TermSpec[] {
  const texts = new Set<string>();
  while (texts.size < count) {
    const length = pickLength(random);
    const at = Math.floor(random() * 1_000_000);
    const isTaken = text !== null && random() < 0.3;
    const any = (): string => characters[Math.floor(random() * characters.length)] ?? '';
    texts.add(isTaken ? text.slice(at, at + length + 2) : Array.from({ length }, any).join(''));
  }
  return [...texts].map((term, tag) => ({ text: term, tag, action: 'flag' }));
}

function disguise(text: string, random: Random): string {
  const marks = ['\u200b', '*', '.', ' '];
  return [...text]
    .map((character) => (random() < 0.1 ? character + (pickZipf(marks, random) ?? '') : character))
    .join('');
}

function medianMs(work: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return times[RUNS >> 1] ?? 0;
}

function streamAll(screen: Screen, chunks: readonly string[]): number {
  const stream = screen.open({ mask: '*' });
  let hits = 0;
  for (const chunk of chunks) hits += stream.push(chunk).hits.length;
  return hits + stream.end().hits.length;
}

function splitChunks(text: string): string[] {
  const chunks: string[] = [];
  for (let at = 0; at < text.length; at += CHUNK_UNITS) chunks.push(text.slice(at, at + CHUNK_UNITS));
  return chunks;
}

function countNaive(texts: readonly string[], slice: string): number {
  let hits = 0;
  for (const text of texts) {
    for (let at = slice.indexOf(text); at >= 0; at = slice.indexOf(text, at + 1)) hits += 1;
  }
  return hits;
}

function memoryMib(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}

function measureList(name: string, terms: readonly TermSpec[], text: string, disguised: string) {
  const before = memoryMib();
  let plain = compileScreen([{ folding: PLAIN, terms }]);
  const memory = memoryMib() - before;
  const buildMs = medianMs(() => {
    plain = compileScreen([{ folding: PLAIN, terms }]);
  });
  const folded = compileScreen([{ folding: FOLDED, terms }]);
  const chunks = splitChunks(text);
  const speed = (units: number, work: () => void) => Number((units / medianMs(work) / 1_000).toFixed(1));
  const slice = text.slice(0, NAIVE_UNITS);
  const sliceHits = plain.scan(slice).length;
  let naiveHits = 0;
  const naive = speed(NAIVE_UNITS, () => {
    naiveHits = countNaive(
      terms.map((term) => term.text),
      slice,
    );
  });
  if (naiveHits !== sliceHits) throw new Error(`counts differ: naive ${naiveHits}, screen ${sliceHits}`);
  return {
    list: name,
    'build ms': Math.round(buildMs),
    MiB: Number(memory.toFixed(1)),
    hits: plain.scan(text).length,
    plain: speed(text.length, () => plain.scan(text)),
    'folded, plain text': speed(text.length, () => folded.scan(text)),
    'folded, disguised': speed(disguised.length, () => folded.scan(disguised)),
    [`plain, ${CHUNK_UNITS} a push`]: speed(text.length, () => streamAll(plain, chunks)),
    [`folded, ${CHUNK_UNITS} a push`]: speed(text.length, () => streamAll(folded, chunks)),
    'naive indexOf': naive,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const units = Number(process.argv[2] ?? 4_000_000);
  const random = seededRandom(SEED);
  const characters = makeCharacters(random);
  const text = makeText(characters, units, random);
  const disguised = disguise(text, random);
  process.stdout.write(`seed ${SEED}, ${text.length} units, median of ${RUNS} runs; M units a second\n`);
  const rows = SIZES.flatMap((count) =>
    ['sparse', 'dense'].map((kind) => {
      const terms = makeTerms(characters, count, seededRandom(SEED + count), kind === 'dense' ? text : null);
      return measureList(`${kind} ${count}`, terms, text, disguised);
    }),
  );
  console.table(rows);
}
