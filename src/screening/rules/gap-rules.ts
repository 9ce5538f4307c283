import type { FoldTable } from '../fold.ts';
import type { Gap, PatternPlan } from './rule-plan.ts';

// Numbers of a row; those of each part that may follow come behind them.
export const GAP_CHARS = 0;
export const GAP_TABLE = 1;
export const GAP_PARTS = 2;
export const GAP_WIDTH = 3;
/** Of a part: its first symbol, and where it lies in `symbols`, its length first; SEVERAL where it is not the last one. */
export const PART_FIRST = 0;
export const PART_SYMBOLS = 1;
export const PART_WIDTH = 2;
export const SEVERAL = -1;

/**
 * First parts of terms with gaps, and what may follow each, as numbers in one row: as objects, each would be a walk through memory.
 * Of a term with several gaps only the next part is there.
 */
export class GapRules {
  /** By pattern, where its row begins; 0 for one that is no first part, or that is not looked for because another is the same. */
  readonly places: Int32Array;
  readonly code: Int32Array;
  readonly symbols: Uint16Array;
  readonly tables: readonly FoldTable[];

  constructor(patterns: readonly (PatternPlan | undefined)[]) {
    const tables: FoldTable[] = [];
    const code = [0];
    const symbols: number[] = [];
    const places: number[] = [];
    for (const [pattern, plan] of patterns.entries()) {
      if (plan === undefined || plan.gap === null || !isLookedFor(pattern, plan.gap)) continue;
      const { chars, rest, tails } = plan.gap;
      const [next] = rest;
      if (next === undefined) continue;
      if (!tables.includes(next.table)) tables.push(next.table);
      places[pattern] = code.length;
      code.push(chars, tables.indexOf(next.table), Math.max(1, tails.length));
      if (tails.length === 0) code.push(next.symbols[0] ?? 0, SEVERAL);
      for (const { part } of tails) {
        code.push(part.symbols[0] ?? 0, symbols.length);
        symbols.push(part.symbols.length, ...part.symbols);
      }
    }
    this.places = Int32Array.from({ length: places.length }, (_, pattern) => places[pattern] ?? 0);
    this.code = Int32Array.from(code);
    this.symbols = Uint16Array.from(symbols);
    this.tables = tables;
  }
}

const isLookedFor = (pattern: number, { tails }: Gap): boolean => tails.length === 0 || tails[0]?.pattern === pattern;
