import { type CorpusScreen, compileScreen, type Folding } from '../../src/screening/index.ts';
import { median } from '../support/machine.ts';
import type { BenchList } from './lists.ts';
import { seededRandom } from './lists.ts';
import { cpuNs } from './timed.ts';

const UNITS = 400_000;
const RUNS = 5;
const FOLDED: Folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
/** Terms that make an automaton's suffix chains and a tree's paths as long as they get. */
const LONG_TERMS = [999, 500, 250].flatMap((length) => [
  '甲'.repeat(length),
  `${'甲'.repeat(length)}乙`,
  `${'甲乙'.repeat(length / 2)}丙`,
  `${'乙'.repeat(length - 1)}甲`,
]);

type MakePart = (random: () => number) => string;

/** Texts made to be slow: each maker gives pieces that are strung together. */
function makers(terms: readonly string[]): Readonly<Record<string, MakePart>> {
  const pick = (random: () => number): string => terms[Math.floor(random() * terms.length)] ?? '';
  const mark = (random: () => number): string => ' .*\u200b'.charAt(Math.floor(random() * 4));
  return {
    'live prefixes': (random) => pick(random).slice(0, -1),
    'prefixes of three': (random) => pick(random).slice(0, 3),
    'pairs that begin a term': (random) => pick(random).slice(0, 2),
    'suffixes, then prefixes': (random) => pick(random).slice(1) + pick(random).slice(0, -1),
    'terms, all hits': pick,
    'terms with marks inside': (random) => [...pick(random)].map((character) => character + mark(random)).join(''),
    'prefixes with four marks': (random) => [...pick(random).slice(0, -1)].join('....'),
    'nothing but marks': (random) => mark(random).repeat(50),
    'one character': () => '甲'.repeat(100),
    'chains cut at the end': (random) => '甲'.repeat(Math.floor(random() * 990)) + (random() < 0.5 ? '丙' : '乙甲'),
    'two characters by turns': (random) => '甲乙'.repeat(Math.floor(random() * 480)),
    'chains with marks inside': (random) => `甲${mark(random)}`.repeat(200),
    'two characters at random': (random) => (random() < 0.5 ? '甲' : '乙'),
    'halves of pairs': (random) => (random() < 0.5 ? '\ud83d' : '\ude00'),
  };
}

/** Million units a second for each text made to be slow, and for real text; sorted, the slowest first. */
export function measureAdversarial(list: BenchList, real: string): { readonly name: string; readonly speed: number }[] {
  const specs = [...list.terms, ...LONG_TERMS].map((text, tag) => ({ text, tag, action: 'flag' as const }));
  const screen = compileScreen([{ folding: FOLDED, terms: specs }]);
  const random = seededRandom(list.terms.length);
  const texts = Object.entries(makers(list.terms)).map(([name, make]) => ({ name, text: compose(make, random) }));
  return [{ name: 'real text', text: real.slice(0, UNITS) }, ...texts]
    .map(({ name, text }) => ({ name, speed: speedOf(screen, text) }))
    .sort((one, other) => one.speed - other.speed);
}

function compose(make: MakePart, random: () => number): string {
  const parts: string[] = [];
  for (let units = 0; units < UNITS; ) {
    const part = make(random);
    parts.push(part);
    units += part.length;
  }
  return Buffer.from(parts.join('').slice(0, UNITS), 'utf16le').toString('utf16le');
}

function speedOf(screen: CorpusScreen, text: string): number {
  const times = Array.from({ length: RUNS }, () => {
    const begun = cpuNs();
    screen.visit(text, () => undefined);
    return cpuNs() - begun;
  });
  return (text.length * 1_000) / Math.max(1, median(times));
}
