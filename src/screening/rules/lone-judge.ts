import type { FoldTable } from '../fold.ts';
import type { Known } from './judge.ts';
import { LoneContext, NEVER } from './lone-context.ts';
import {
  CONTEXT_TERMS,
  FLAGS,
  HEAD_WIDTH,
  IS_WHOLE_WORD,
  type LoneRules,
  PHRASE_WIDTH,
  PHRASES,
  REQUIRES,
  TABLE,
} from './lone-rules.ts';
import { afterCodePoint, beforeCodePoint, compareBackward, compareForward, failedAt, LIVE } from './matching.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';
import type { TextIndexes } from './text-index.ts';
import { wordKind } from './word-kind.ts';

/**
 * Decides about one occurrence by looking around it. For one that stands alone that is less work than to follow all phrases through
 * the text, as a `Judge` does; where many stand close together it is more.
 */
export class LoneJudge {
  /** What the last occurrence that was decided came to. */
  isHit = false;
  /** The first offset of the whole text at which that was certain. */
  at = 0;
  readonly #rules: LoneRules;
  // Offsets within the known text at which it was certain that some condition does not hold, and that all do.
  #brokenAt = NEVER;
  #keptAt = NEVER;
  readonly #context: LoneContext;

  constructor(rules: LoneRules, indexes: TextIndexes) {
    this.#rules = rules;
    this.#context = new LoneContext(rules, indexes);
  }

  /**
   * Decides about an occurrence, from `start` to `end`, in a known text by the code at `place`; false while the text may go on
   * either way. Offsets are the whole text's.
   */
  decide(place: number, { text, origin, isEnd }: Known, start: number, end: number): boolean {
    const { code, tables } = this.#rules;
    const table = tables[code[place + TABLE] ?? 0];
    if (table === undefined) return false;
    const from = start - origin;
    const to = end - origin;
    const flags = code[place + FLAGS] ?? 0;
    this.#brokenAt = NEVER;
    this.#keptAt = to;
    if ((flags & IS_WHOLE_WORD) !== 0) this.#judgeWord(table, text, from, to);
    const terms = this.#judgeAllowed(place, table, text, from, to);
    const requires = (flags & REQUIRES) !== 0;
    if ((code[place + CONTEXT_TERMS] ?? 0) > 0) {
      this.#context.look(place, terms, table, text, origin, start, end);
      this.#judgeContext(requires, origin);
    }
    const isBroken = this.#brokenAt < NEVER;
    if (isBroken || this.#keptAt < NEVER) {
      this.isHit = !isBroken;
      this.at = origin + (isBroken ? this.#brokenAt : this.#keptAt);
      return true;
    }
    // At its end a text is as if something followed that no rule knows: of what is open only a context is missing then.
    this.isHit = !requires || this.#context.foundAt < NEVER;
    this.at = origin + text.length + 1;
    return isEnd;
  }

  #keep(at: number): void {
    if (at > this.#keptAt) this.#keptAt = at;
  }

  #break(at: number): void {
    if (at < this.#brokenAt) this.#brokenAt = at;
  }

  #judgeWord(table: FoldTable, text: string, start: number, end: number): void {
    const first = wordKind(table, text.charCodeAt(start));
    if (first !== 0 && start > 0 && wordKind(table, text.charCodeAt(beforeCodePoint(text, start))) === first) {
      this.#break(end);
      return;
    }
    const last = wordKind(table, text.charCodeAt(end - 1));
    if (last === 0) return;
    if (end >= text.length) this.#keep(NEVER);
    else if (wordKind(table, text.charCodeAt(end)) === last) this.#break(afterCodePoint(text, end));
    else this.#keep(afterCodePoint(text, end));
  }

  /** Returns where the code goes on behind the allow phrases. */
  #judgeAllowed(place: number, table: FoldTable, text: string, start: number, end: number): number {
    const { code } = this.#rules;
    const floor = Math.max(0, start - LOOKBACK_UNITS);
    let at = place + HEAD_WIDTH;
    for (let left = code[place + PHRASES] ?? 0; left > 0; left -= 1) {
      const before = code[at] ?? 0;
      const known = code[at + 1] ?? 0;
      const length = code[at + 2] ?? 0;
      const symbols = at + PHRASE_WIDTH;
      at = symbols + length;
      if (before > 0 && compareBackward(table, code, symbols, before, text, start, floor) < 0) continue;
      const place = known > before ? end : start;
      const result =
        known === length ? end : compareForward(table, code, symbols, length, text, place, text.length, known);
      if (result === LIVE) this.#keep(NEVER);
      else if (result >= end) this.#break(result);
      else if (result < 0) this.#keep(failedAt(result));
    }
    return at;
  }

  #judgeContext(requires: boolean, origin: number): void {
    const foundAt = this.#context.foundAt - origin;
    const missedAt = this.#context.missedAt < NEVER ? this.#context.missedAt - origin : NEVER;
    if (this.#context.foundAt < NEVER) {
      if (requires) this.#keep(foundAt);
      else this.#break(foundAt);
    } else if (requires && missedAt < NEVER) this.#break(missedAt);
    else this.#keep(missedAt);
  }
}
