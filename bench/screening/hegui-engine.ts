import { type CorpusScreen, compileScreen, type Folding, type TermSpec } from '../../src/screening/index.ts';
import { disguise } from './lists.ts';
import { type JsEngine, timed } from './timed.ts';

const PLAIN: Folding = { width: false, case: false, traditional: false, invisible: false, separators: false };
const FOLDED: Folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
const CHUNK_UNITS = 12;
const SUM_BITS = 2 ** 32;

type Counts = { readonly hits: number; readonly sum: number };

/**
 * Hegui's engine with these modes: `plain` (visit, no folding), `folded` (every folding of the alphabet, the same text),
 * `disguised` (the same over text with marks between the characters), `scan` (plain, with an object a hit) and `stream` (plain, pushes of 12
 * units).
 */
export function makeHegui(text: string, terms: readonly string[]): JsEngine {
  const specs: TermSpec[] = terms.map((term, tag) => ({ text: term, tag, action: 'flag' }));
  const plain = compile(PLAIN, specs);
  const folded = once(() => compile(FOLDED, specs));
  const disguised = once(() => disguise(text));
  const pieces = once(() => cut(text));
  const modes: Readonly<Record<string, () => () => Counts>> = {
    plain: () => () => visit(plain, text),
    folded: () => {
      const screen = folded();
      return () => visit(screen, text);
    },
    disguised: () => {
      const screen = folded();
      const whole = disguised();
      return () => visit(screen, whole);
    },
    scan: () => () => {
      const hits = plain.scan(text);
      return { hits: hits.length, sum: hits.reduce((sum, { term }) => (sum + term) % SUM_BITS, 0) };
    },
    stream: () => {
      const all = pieces();
      return () => push(plain, all);
    },
  };
  return {
    run: (mode) => {
      const prepare = modes[mode];
      if (prepare === undefined) throw new Error(`mode: one of ${Object.keys(modes).join(', ')}`);
      return timed(prepare());
    },
  };
}

/** Makes a value on first use, before the clock runs. */
function once<T>(make: () => T): () => T {
  let value: { readonly made: T } | null = null;
  return () => {
    value ??= { made: make() };
    return value.made;
  };
}

/** The whole cost of a list: the automaton and the kernel, which the first long text would make. */
function compile(folding: Folding, terms: readonly TermSpec[]): CorpusScreen {
  const screen = compileScreen([{ folding, terms }]);
  screen.visit(' ', () => undefined);
  return screen;
}

function visit(screen: CorpusScreen, text: string): Counts {
  let count = 0;
  let sum = 0;
  screen.visit(text, (hits, from, to) => {
    count += (to - from) / 3;
    for (let at = from + 2; at < to; at += 3) sum += hits[at] ?? 0;
  });
  return { hits: count, sum: sum % SUM_BITS };
}

function push(screen: CorpusScreen, pieces: readonly string[]): Counts {
  const stream = screen.open({ mask: '■' });
  let count = 0;
  let sum = 0;
  for (const piece of pieces) {
    for (const { term } of stream.push(piece).hits) {
      count += 1;
      sum += term;
    }
  }
  return { hits: count + stream.end().hits.length, sum: sum % SUM_BITS };
}

function cut(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += CHUNK_UNITS) pieces.push(text.slice(at, at + CHUNK_UNITS));
  return pieces;
}
