import { type Automaton, CELLS, FALL, findChild } from '../automaton.ts';

/** Takes one hit: its first and its last symbol, by place, and the automaton's number of its term. */
export type TakeSymbols = (first: number, last: number, term: number) => void;

/**
 * The automaton on symbols that are already laid out: slower than the kernel on most texts, but each symbol has a bounded
 * cost, whatever the text. Hands over the hits among `symbols` from `from` to `to` that start before `startsUntil`.
 */
export function readSymbols(
  automaton: Automaton,
  symbols: Uint16Array,
  from: number,
  to: number,
  startsUntil: number,
  take: TakeSymbols,
): void {
  const { cells } = automaton;
  let state = 0;
  for (let index = from; index < to; index += 1) {
    const symbol = symbols[index] ?? 0;
    state = symbol === 0 ? 0 : step(automaton, state, symbol);
    if (((cells[state] ?? 0) & 1) !== 0) takeHits(automaton, state / CELLS, index, startsUntil, take);
  }
}

function step({ cells, starts }: Automaton, state: number, symbol: number): number {
  for (let from = state; from !== 0; from = cells[from + FALL] ?? 0) {
    const child = findChild(cells, from, symbol);
    if (child !== 0) return child;
  }
  return starts[symbol] ?? 0;
}

function takeHits(automaton: Automaton, found: number, last: number, startsUntil: number, take: TakeSymbols): void {
  const { links, owns, depths, terms } = automaton;
  for (let slot = found; slot !== 0; slot = links[slot] ?? 0) {
    const place = owns[slot] ?? -1;
    const first = last + 1 - (depths[slot] ?? 0);
    if (place < 0 || first >= startsUntil) continue;
    for (let at = place; ; at += 1) {
      const packed = terms[at] ?? 1;
      take(first, last, packed >> 1);
      if ((packed & 1) !== 0) break;
    }
  }
}
