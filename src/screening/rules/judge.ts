import { type FoldTable, INVISIBLE_PAIR, SEPARATOR, SYMBOL } from '../fold.ts';
import { type Allowance, AllowanceWatch } from './allowance-watch.ts';
import { type Context, ContextWatch } from './context-watch.ts';
import { afterCodePoint, beforeCodePoint } from './matching.ts';
import type { OpenOccurrence } from './open-occurrence.ts';
import { LOOKBACK_UNITS } from './term-rules.ts';
import { wordKind } from './word-kind.ts';

/** What an occurrence of a term must stand up to. */
export interface Conditions {
  readonly table: FoldTable;
  readonly wholeWord: boolean;
  readonly allowance: Allowance | null;
  readonly context: Context | null;
}

/** A text from `origin` on, known to its end; with `isEnd` nothing more comes. */
export interface Known {
  readonly text: string;
  readonly origin: number;
  readonly isEnd: boolean;
}

/** Takes an occurrence that is decided; `at` says from which offset on that was certain. */
export type Decide<T extends OpenOccurrence> = (occurrence: T, isHit: boolean) => void;

const WORD = 1;
const ALLOWANCE = 2;
const CONTEXT = 4;
/** A judge reads through so many units in which it has nothing to decide rather than begin anew. */
const IDLE_UNITS_MAX = 256;
const OPEN_MIN = 16;

/**
 * Decides about all occurrences of one pattern in one text, in the order of their ends. It reads the text around them once,
 * however many there are: what allow phrases and context terms have come to is the same for all that stand near. All offsets
 * are those of the whole text; what is certain at one of them stays so, whatever follows.
 */
export class Judge<T extends OpenOccurrence> {
  readonly #conditions: Conditions;
  readonly #decide: Decide<T>;
  readonly #allowance: AllowanceWatch<T> | null;
  readonly #context: ContextWatch<T> | null;
  /** Read up to here, from before all that may matter to an occurrence at `#first` or behind; -1 before the first. */
  #at = -1;
  #first = -1;
  /** Characters up to there. */
  readonly #count = { visible: 0, invisible: 0 };
  /** The same up to the start of the occurrence being taken. */
  readonly #before = { visible: 0, invisible: 0 };
  /** Those of which something is open, and some that were decided since. */
  #open: T[] = [];
  #openMax = OPEN_MIN;

  constructor(conditions: Conditions, decide: Decide<T>) {
    const { allowance, context } = conditions;
    this.#conditions = conditions;
    this.#decide = decide;
    const settle =
      (condition: number) =>
      (open: T, holds: boolean, at: number): void =>
        this.#settle(open, condition, holds, at);
    this.#allowance = allowance === null ? null : new AllowanceWatch(allowance, settle(ALLOWANCE));
    this.#context = context === null ? null : new ContextWatch(context, settle(CONTEXT));
  }

  /** The occurrences that the text may still go on either way for, once it was read on. */
  get open(): readonly T[] {
    return this.#open;
  }

  /** Does nothing wait, and was the text read to a place long before `to` at most? */
  isDone(to: number): boolean {
    return this.#open.length === 0 && to - this.#at > IDLE_UNITS_MAX;
  }

  /** Was the text read from early enough on, and not too far, for an occurrence? */
  canTake({ start, end }: T): boolean {
    return (this.#allowance === null && this.#context === null) || (start >= this.#first && end >= this.#at);
  }

  /**
   * Takes an occurrence that came, behind those that end before it, and decides what the text up to its end lets decide. Most
   * that are still to come begin at `first` or behind.
   */
  take(open: T, known: Known, first: number): void {
    if (this.#allowance !== null || this.#context !== null) this.#goTo(open.end, known, first);
    this.#add(open, known);
  }

  /** Decides what the rest of the text lets decide; at its end, everything. */
  readOn(known: Known): void {
    const to = known.origin + known.text.length;
    this.#readWhileBusy(known, to);
    if (known.isEnd) this.#finish(to + 1);
    this.#open = this.#open.filter(({ waiting }) => waiting !== 0);
  }

  /** Takes note that more of the text has come. */
  begin(known: Known): void {
    for (const open of this.#open) this.#decideWordEnd(open, known);
  }

  get #isIdle(): boolean {
    return this.#allowance?.isIdle !== false && this.#context?.isIdle !== false;
  }

  /**
   * Reads up to the end of an occurrence; begins anew where nothing before matters any more, in front of the `first` start of
   * those to come.
   */
  #goTo(end: number, known: Known, first: number): void {
    this.#readWhileBusy(known, end);
    if (this.#at < 0 || (this.#isIdle && end - this.#at > IDLE_UNITS_MAX)) {
      const from = this.#findBack(known, first);
      if (this.#at < from) {
        this.#allowance?.clear();
        this.#context?.clear();
        this.#at = from;
        this.#first = first;
      }
    }
    while (this.#at < end) this.#readUnit(known);
  }

  /** Where reading must begin for an occurrence at `start`: before the first phrase and context term that may reach it. */
  #findBack({ text, origin }: Known, start: number): number {
    const { table, allowance, context } = this.#conditions;
    let symbols = allowance?.before ?? 0;
    // No context term is longer, with all that may be skipped inside it.
    let visible = context === null ? 0 : context.within + 5 * context.phrases.longest + 1;
    let at = start - origin;
    const floor = Math.max(0, at - LOOKBACK_UNITS);
    while (at > floor && (symbols > 0 || visible > 0)) {
      at = beforeCodePoint(text, at);
      const kind = table.kinds[text.charCodeAt(at)] ?? SYMBOL;
      if (kind === SYMBOL) symbols -= 1;
      if (kind === SYMBOL || kind === SEPARATOR) visible -= 1;
    }
    return Math.max(at, floor) + origin;
  }

  #readWhileBusy(known: Known, to: number): void {
    while (this.#at < to && !this.#isIdle) this.#readUnit(known);
  }

  #readUnit({ text, origin }: Known): void {
    const at = this.#at;
    const count = this.#count;
    const unit = text.charCodeAt(at - origin);
    const kind = this.#conditions.table.kinds[unit] ?? SYMBOL;
    const knownAt = unit >= 0xd800 && unit < 0xdc00 ? at + 2 : at + 1;
    if (kind !== SYMBOL && kind !== SEPARATOR) count.invisible += 1;
    else if (unit < 0xdc00 || unit >= 0xe000) count.visible += 1;
    this.#allowance?.read(unit, at, knownAt);
    this.#context?.read(unit, at, knownAt, count);
    this.#at = kind === INVISIBLE_PAIR ? at + 2 : at + 1;
  }

  #add(open: T, known: Known): void {
    open.waiting = WORD | ALLOWANCE | CONTEXT;
    open.at = open.end;
    // In the order in which the text tells: the character behind the occurrence comes last.
    this.#decideWordStart(open, known);
    if (open.waiting === 0) return;
    if (this.#allowance === null) this.#settle(open, ALLOWANCE, true, open.end);
    else this.#allowance.add(open);
    if (open.waiting === 0) return;
    if (this.#context === null) this.#settle(open, CONTEXT, true, open.end);
    else this.#addToContext(this.#context, open, known);
    this.#decideWordEnd(open, known);
    if (open.waiting !== 0) this.#keep(open);
  }

  /** Keeps an open occurrence; those that were decided meanwhile go once they are the greater part. */
  #keep(open: T): void {
    if (this.#open.length >= this.#openMax) {
      this.#open = this.#open.filter(({ waiting }) => waiting !== 0);
      this.#openMax = 2 * this.#open.length + OPEN_MIN;
    }
    this.#open.push(open);
  }

  #addToContext(context: ContextWatch<T>, open: T, { text, origin }: Known): void {
    const { kinds } = this.#conditions.table;
    open.visible = this.#count.visible;
    open.invisible = this.#count.invisible;
    const before = this.#before;
    before.visible = open.visible;
    before.invisible = open.invisible;
    for (let at = open.start - origin; at < open.end - origin; at = afterCodePoint(text, at)) {
      const kind = kinds[text.charCodeAt(at)] ?? SYMBOL;
      if (kind === SYMBOL || kind === SEPARATOR) before.visible -= 1;
      else before.invisible -= 1;
    }
    context.add(open, before);
  }

  #decideWordStart(open: T, { text, origin }: Known): void {
    const { wholeWord, table } = this.#conditions;
    const { start, end } = open;
    if (!wholeWord) {
      this.#settle(open, WORD, true, end);
      return;
    }
    const at = start - origin;
    const first = wordKind(table, text.charCodeAt(at));
    if (first !== 0 && at > 0 && wordKind(table, text.charCodeAt(beforeCodePoint(text, at))) === first)
      this.#settle(open, WORD, false, end);
    else if (wordKind(table, text.charCodeAt(end - 1 - origin)) === 0) this.#settle(open, WORD, true, end);
  }

  #decideWordEnd(open: T, { text, origin }: Known): void {
    const at = open.end - origin;
    if ((open.waiting & WORD) === 0 || at >= text.length) return;
    const { table } = this.#conditions;
    const isWhole = wordKind(table, text.charCodeAt(at)) !== wordKind(table, text.charCodeAt(at - 1));
    this.#settle(open, WORD, isWhole, afterCodePoint(text, at) + origin);
  }

  /** At its end a text is as if something followed that no rule knows. */
  #finish(at: number): void {
    for (const open of this.#open) if ((open.waiting & WORD) !== 0) this.#settle(open, WORD, true, at);
    this.#allowance?.finish(at);
    this.#context?.finish(at);
  }

  #settle(open: T, condition: number, holds: boolean, at: number): void {
    if ((open.waiting & condition) === 0) return;
    open.waiting = holds ? open.waiting & ~condition : 0;
    open.at = holds ? Math.max(open.at, at) : at;
    if (open.waiting === 0) this.#decide(open, holds);
  }
}
