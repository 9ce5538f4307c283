import { type Automaton, type Cursor, findStart, makeCursor, seek } from './automaton.ts';
import type { HitRows } from './hit-rows.ts';
import { type KernelEngine, type MakeEngine, makeFastestEngine } from './kernel/engine.ts';
import { type HitOrder, makeTextKernel, type TakeHits, type TextKernel } from './kernel/text-kernel.ts';
import { afterPair, type Lane, plainWindow, readLane } from './lane.ts';

/** From this length on a text is given to the kernel; below, its start costs more than it saves. */
export const KERNEL_UNITS_MIN = 512;
/** Lanes of so many terms get their kernel when they are compiled: no request waits for it. */
const PREPARED_TERMS_MIN = 1_000;
const BATCH_HITS = 1_024;

/** Reads whole texts for one automaton. */
export class WholeTextReader {
  readonly #automaton: Automaton;
  readonly #numbers: Int32Array;
  readonly #makeEngine: MakeEngine;
  /** Undefined until the first text that wants it; null where the terms do not fit it. */
  #kernel: TextKernel | null | undefined;

  constructor(automaton: Automaton, numbers: Int32Array, makeEngine: MakeEngine = makeFastestEngine) {
    this.#automaton = automaton;
    this.#numbers = numbers;
    this.#makeEngine = makeEngine;
  }

  /** Makes the kernel now rather than with the first text; does nothing when there is one. */
  prepare(): void {
    if (this.#kernel !== undefined) return;
    this.#kernel = makeTextKernel(this.#automaton, this.#numbers, this.#makeEngine);
  }

  /** What reads: null before the first text, and for terms that only the automaton can read. */
  get engine(): KernelEngine['kind'] | null {
    return this.#kernel?.engine.kind ?? null;
  }

  /** Bytes the kernel takes besides the automaton. */
  get bytes(): number {
    return this.#kernel?.bytes ?? 0;
  }

  /**
   * Hands over all hits in a text of any length in batches: overlapping ones too, at UTF-16 offsets, in no particular order or
   * nearly in order; half a surrogate pair counts as U+FFFD. Needs no memory that grows with the text.
   */
  read(text: string, take: TakeHits, order: HitOrder = 'any'): void {
    this.prepare();
    if (this.#kernel !== null && this.#kernel !== undefined) this.#kernel.read(text, take, order);
    else readByAutomaton(this.#automaton, this.#numbers, text.toWellFormed(), take);
  }
}

/** Hands over all hits in a well-formed text, read by the automaton alone. */
export function readByAutomaton(automaton: Automaton, numbers: Int32Array, text: string, take: TakeHits): void {
  const cursor = makeCursor();
  const batch = new Batch(automaton, numbers, take);
  for (let at = 0; ; ) {
    at = seek(automaton, cursor, text, 0, at, text.length);
    if (cursor.found === 0) break;
    batch.add(cursor, text, at);
  }
  batch.flush();
}

/** Hits on their way to who takes them. */
class Batch {
  readonly #automaton: Automaton;
  readonly #numbers: Int32Array;
  readonly #take: TakeHits;
  readonly #hits = new Int32Array(3 * BATCH_HITS);
  #filled = 0;

  constructor(automaton: Automaton, numbers: Int32Array, take: TakeHits) {
    this.#automaton = automaton;
    this.#numbers = numbers;
    this.#take = take;
  }

  /** Adds the hits that end at `end`, where `cursor` has just stopped. */
  add(cursor: Cursor, text: string, end: number): void {
    const { links, owns, depths, terms } = this.#automaton;
    let row = 0;
    for (let slot = cursor.found; slot !== 0; slot = links[slot] ?? 0) {
      const first = owns[slot] ?? -1;
      if (first < 0) continue;
      const start = findStart(this.#automaton, cursor, text, 0, end, depths[slot] ?? 0, row);
      row += 1;
      for (let place = first, isLast = false; !isLast; place += 1) {
        const packed = terms[place] ?? 1;
        this.#push(start, end, this.#numbers[packed >> 1] ?? 0);
        isLast = (packed & 1) !== 0;
      }
    }
  }

  #push(start: number, end: number, term: number): void {
    this.#hits[this.#filled] = start;
    this.#hits[this.#filled + 1] = end;
    this.#hits[this.#filled + 2] = term;
    this.#filled += 3;
    if (this.#filled === this.#hits.length) this.flush();
  }

  flush(): void {
    if (this.#filled > 0) this.#take(this.#hits, 0, this.#filled);
    this.#filled = 0;
  }
}

const readers = new WeakMap<Automaton, WholeTextReader>();

/** The reader of a lane; made on first use and kept as long as the lane. */
export function readerOf(lane: Lane): WholeTextReader {
  const known = readers.get(lane.automaton);
  if (known !== undefined) return known;
  const reader = new WholeTextReader(lane.automaton, lane.terms);
  readers.set(lane.automaton, reader);
  return reader;
}

/** Makes the kernel of a large lane now; a small one's is made with the first long text, in no time. */
export function prepareLane(lane: Lane): void {
  if (lane.terms.length >= PREPARED_TERMS_MIN) readerOf(lane).prepare();
}

/** Adds all hits of a lane in a whole, well-formed text to `hits`, nearly in order. */
export function scanLane(lane: Lane, text: string, hits: HitRows): void {
  if (text.length < KERNEL_UNITS_MIN) {
    readLane(lane, makeCursor(), text, 0, text.length, { text, origin: 0 }, hits);
    return;
  }
  const { text: plain } = plainWindow(lane, { text, origin: 0 });
  const take: TakeHits = (found, from, to) => {
    if (!lane.foldsPairs) {
      hits.addAll(found, from, to);
      return;
    }
    for (let at = from; at < to; at += 3) {
      const end = afterPair(text, found[at + 1] ?? 0);
      hits.add(found[at] ?? 0, end, found[at + 2] ?? 0, end);
    }
  };
  // The caller sorts the hits, which is done in no time where they are nearly in order.
  readerOf(lane).read(plain, take, 'sorted');
}
