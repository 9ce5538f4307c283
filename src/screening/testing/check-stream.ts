import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { describeSeed } from '../../kernel/testing/seeded-random.ts';
import type { Screen, ScreenHit, ScreenStream, Semantics } from '../index.ts';

/** A mask that no folding skips; a skipped one, as `*`, may bring characters together that stood apart. */
export const MASK = '■';

/** Lengths of pieces, each up to `unitsMax`. */
export const pieceLengths = (unitsMax: number, maxLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: unitsMax }), { maxLength });

/** Checks a property under a seed that the test's output names. */
export function checkProperty<T>(t: TestContext, property: fc.IPropertyWithHooks<T>, numRuns: number): void {
  fc.assert(property, { seed: describeSeed(t), numRuns });
}

/** A text in pieces of these lengths, and one of what is left. */
export function cut(whole: string, lengths: readonly number[]): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(whole.slice(at, at + length));
    at += length;
  }
  return [...pieces, whole.slice(at)];
}

/** All that a stream released and found in the pieces, and whether it cut them. */
export function readPieces(stream: ScreenStream, pieces: readonly string[]) {
  const steps = [...pieces.map((piece) => stream.push(piece)), stream.end()];
  const hits: ScreenHit[] = steps.flatMap((step) => step.hits);
  hits.sort((a, b) => a.start - b.start || a.end - b.end || a.term - b.term);
  return { released: steps.map((step) => step.released).join(''), hits, cut: steps.some((step) => step.cut) };
}

/** The same in a new stream of a screen. */
export const streamPieces = (screen: Screen, pieces: readonly string[], semantics?: Semantics) =>
  readPieces(screen.open({ mask: MASK, semantics }), pieces);

/** Checks after each piece that a stream holds what must be held of the text so far, and half a pair that waits for its other half. */
export function checkHeld(screen: Screen, pieces: readonly string[], countHeld: (read: string) => number): void {
  const stream = screen.open({ mask: MASK });
  let pushed = '';
  for (const piece of pieces) {
    stream.push(piece);
    pushed += piece;
    const half = /[\ud800-\udbff]$/.test(pushed) ? 1 : 0;
    const read = pushed.slice(0, pushed.length - half).toWellFormed();
    assert.equal(stream.heldChars, countHeld(read) + half);
  }
}

/** Checks that a screen whose terms all block shows a beginning of the text that reaches into no hit. */
export function checkBlocked(screen: Screen, whole: string, pieces: readonly string[]): void {
  const { released, hits } = streamPieces(screen, pieces);
  assert.equal(released, whole.toWellFormed().slice(0, released.length));
  assert.ok([...hits, ...screen.scan(whole)].every((hit) => hit.start >= released.length));
}
