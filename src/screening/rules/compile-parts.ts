import { type CombinationParts, type CombinationShape, WORD_BITS } from './combinations.ts';
import type { PatternPlan, PlannedTerm } from './rule-plan.ts';

/** Numbers the parts of all combinations. */
export class PartCompiler {
  readonly #combinations: number[] = [];
  readonly #terms: number[] = [];
  readonly #shapes: Omit<CombinationShape, 'isLate'>[] = [];
  /** Combinations with a part that is not decided where it ends. */
  readonly #late = new Set<number>();
  /** Patterns that are parts and nothing else, each followed by its part. */
  readonly #plain: number[] = [];

  /** The number of the part that is added next. */
  get next(): number {
    return this.#terms.length;
  }

  /** Begins a combination; returns the number of its first part, which is the term itself. */
  begin({ head, rest, others }: PlannedTerm): number {
    const symbols = [head, ...others.map((other) => other.symbols)].map((one) => one.join(' '));
    this.#shapes.push({
      firstPart: this.next,
      parts: symbols.length,
      repeats: rest.length > 0 || new Set(symbols).size < symbols.length,
    });
    return this.next;
  }

  /** Takes a pattern; does nothing for one that is no part. */
  add(pattern: number, { part, term, conditions, gap }: PatternPlan): void {
    if (part === null) return;
    const combination = this.#shapes.length - 1;
    this.#combinations.push(combination);
    this.#terms.push(term);
    if (conditions !== null) this.#late.add(combination);
    if (conditions === null && gap === null) this.#plain.push(pattern, part);
  }

  /** @param patterns how many patterns there are in all. */
  finish(patterns: number): { readonly parts: CombinationParts; readonly plainParts: Int32Array } {
    const plainParts = new Int32Array(this.#plain.length === 0 ? 0 : patterns);
    for (let at = 0; at < this.#plain.length; at += 2)
      plainParts[this.#plain[at] ?? 0] = (this.#plain[at + 1] ?? 0) + 1;
    const combinations = Int32Array.from(this.#combinations);
    const shapes = this.#shapes.map((shape, index) => ({ ...shape, isLate: this.#late.has(index) }));
    const isPlain = shapes.map(({ parts, isLate, repeats }) => parts <= WORD_BITS && !isLate && !repeats);
    return {
      parts: {
        combinations,
        terms: Int32Array.from(this.#terms),
        shapes,
        bits: combinations.map((combination, part) =>
          isPlain[combination] === true ? 1 << (part - (shapes[combination]?.firstPart ?? 0)) : 0,
        ),
        all: Int32Array.from(shapes, ({ parts }, combination) =>
          isPlain[combination] === true ? -1 >>> (WORD_BITS - parts) : 0,
        ),
      },
      plainParts,
    };
  }
}
