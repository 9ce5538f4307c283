import { buildAutomaton } from '../../src/screening/build.ts';
import { foldTableOf, foldTerm } from '../../src/screening/fold.ts';
import { makeFastestEngine, makePlainEngine } from '../../src/screening/kernel/engine.ts';
import { readByAutomaton, WholeTextReader } from '../../src/screening/whole-text.ts';
import { median } from '../support/machine.ts';
import type { Corpus } from './corpus.ts';
import type { BenchList } from './lists.ts';
import { seededRandom } from './lists.ts';

const SHORT_UNITS = 2_000;
const CALLS = 400;
const WARM_UP = 200;
/** More than any second-level cache holds. */
const COLD_BYTES = 2 ** 24;
const PLAIN = { width: false, case: false, traditional: false, invisible: false, separators: false };

/** Median µs of a call for a short text by automaton, kernel and twin; then the same with the caches emptied between calls. */
export function measureShort({ text }: Corpus, { terms }: BenchList): string[] {
  const automaton = buildAutomaton(
    foldTableOf(PLAIN),
    terms.map((term) => foldTerm(term, PLAIN, 'term')),
  );
  const numbers = Int32Array.from(terms.keys());
  const kernel = new WholeTextReader(automaton, numbers, makeFastestEngine);
  const twin = new WholeTextReader(automaton, numbers, makePlainEngine);
  const ways = [
    (whole: string) => readByAutomaton(automaton, numbers, whole.toWellFormed(), drop),
    (whole: string) => kernel.read(whole, drop),
    (whole: string) => twin.read(whole, drop),
  ];
  const random = seededRandom(1);
  const next = (): string => {
    const at = Math.floor(random() * (text.length - SHORT_UNITS));
    return Buffer.from(text.slice(at, at + SHORT_UNITS), 'utf16le').toString('utf16le');
  };
  const waste = new Uint8Array(COLD_BYTES);
  return [false, true].flatMap((isCold) => {
    const times: number[][] = ways.map(() => []);
    for (let call = 0; call < CALLS + WARM_UP; call += 1) {
      for (const [index, read] of ways.entries()) {
        const whole = next();
        if (isCold) for (let at = 0; at < waste.length; at += 64) waste[at] = (waste[at] ?? 0) + 1;
        const begun = performance.now();
        read(whole);
        if (call >= WARM_UP) times[index]?.push(performance.now() - begun);
      }
    }
    return times.map((all) => (median(all) * 1_000).toFixed(1));
  });
}

function drop(): void {
  // Only the reading is measured.
}
