import { HASH_BYTES } from './hash.ts';

/** A line that stands where the entries of a tile stand. */
export interface Got {
  readonly line: number;
  /** The index that the line tells; -1 when it tells none. */
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  /** null: the line cannot be read as an entry. */
  readonly hash: Buffer | null;
  readonly fault: { readonly kind: 'changed' | 'not-canonical'; readonly message: string } | null;
}

/** Something wrong with the entries of a tile. */
export interface Anomaly {
  readonly kind: 'changed' | 'removed' | 'forged' | 'reordered' | 'not-canonical' | 'line';
  /** Index in the tree; null for a line that belongs nowhere. */
  readonly index: number | null;
  /** Leaf hash that the tree has there. */
  readonly expected: Buffer | null;
  readonly got: Got | null;
  readonly message: string;
  /** Only as true as the line of hashes; a checkpoint decides which of the two was changed. */
  readonly needsTile: boolean;
}

/** One tile: its leaf hashes (null when their line is lost) and the lines that follow it. */
export interface Block {
  readonly start: number;
  readonly width: number;
  readonly hashes: Buffer | null;
  readonly got: readonly Got[];
}

export interface Placed {
  /** The line that belongs at each place of the tile. */
  readonly at: readonly (Got | undefined)[];
  readonly anomalies: readonly Anomaly[];
}

export const hashAt = (hashes: Buffer | null, place: number): Buffer | null =>
  hashes === null ? null : hashes.subarray(place * HASH_BYTES, (place + 1) * HASH_BYTES);

/** Finds out which line belongs where, and what is wrong. */
export function placeEntries(block: Block): Placed {
  return isAsWritten(block) ? { at: block.got, anomalies: [] } : new Placing(block).result();
}

function isAsWritten({ start, width, hashes, got }: Block): boolean {
  return (
    hashes !== null &&
    got.length === width &&
    got.every(
      ({ hash, index, fault }, place) =>
        fault === null &&
        index === start + place &&
        hash?.compare(hashes, place * HASH_BYTES, (place + 1) * HASH_BYTES) === 0,
    )
  );
}

class Placing {
  readonly #block: Block;
  readonly #at: (Got | undefined)[];
  readonly #placeOf = new Map<Got, number>();

  constructor(block: Block) {
    this.#block = block;
    this.#at = new Array<Got | undefined>(block.width).fill(undefined);
  }

  // By hash first, which cannot mislead; then by the index that the line tells; then by where it stands.
  result(): Placed {
    const { start, got } = this.#block;
    const places = this.#placesByHash();
    for (const line of got) {
      if (line.hash !== null) this.#put(line, places.get(line.hash.toString('hex')));
    }
    for (const line of got) if (line.index >= 0) this.#put(line, line.index - start);
    let place = -1;
    for (const line of got) {
      this.#put(line, place + 1);
      place = this.#placeOf.get(line) ?? place;
    }
    const moved = this.#findMoved();
    const anomalies = [...moved.values(), ...this.#judgePlaces(moved), ...this.#judgeRest()];
    return { at: this.#at, anomalies };
  }

  #placesByHash(): Map<string, number> {
    const { hashes, width } = this.#block;
    const places = new Map<string, number>();
    for (let place = 0; place < width; place++) {
      const hash = hashAt(hashes, place);
      if (hash !== null) places.set(hash.toString('hex'), place);
    }
    return places;
  }

  #put(line: Got, place: number | undefined): void {
    if (place === undefined || place < 0 || place >= this.#block.width) return;
    if (this.#at[place] !== undefined || this.#placeOf.has(line)) return;
    this.#at[place] = line;
    this.#placeOf.set(line, place);
  }

  /** The entries that stand out of order, by place. */
  #findMoved(): Map<number, Anomaly> {
    const { start, got, hashes } = this.#block;
    const order = got.flatMap((line) => this.#placeOf.get(line) ?? []);
    const rightOrder = [...order].sort((a, b) => a - b);
    const inOrder = new Set(longestAscending(order));
    const moved = new Map<number, Anomaly>();
    order.forEach((place, rank) => {
      if (inOrder.has(place)) return;
      const line = this.#at[place] ?? null;
      const owner = this.#at[rightOrder[rank] ?? -1];
      const message = `stands where entry ${start + (rightOrder[rank] ?? 0)} ${owner?.id ?? ''} belongs`;
      const expected = hashAt(hashes, place);
      moved.set(place, { kind: 'reordered', index: start + place, expected, got: line, message, needsTile: false });
    });
    return moved;
  }

  #judgePlaces(moved: ReadonlyMap<number, Anomaly>): Anomaly[] {
    const { start, hashes } = this.#block;
    const anomalies: Anomaly[] = [];
    this.#at.forEach((line, place) => {
      const expected = hashAt(hashes, place);
      const about = { index: start + place, expected, got: line ?? null };
      const add = (kind: Anomaly['kind'], message: string, needsTile = false): void => {
        anomalies.push({ ...about, kind, message, needsTile });
      };
      if (line === undefined) add('removed', 'is in the tree and not in the bundle');
      else if (line.hash === null) add('changed', `its line ${line.line} cannot be read`);
      else if (expected !== null && !line.hash.equals(expected))
        add('changed', 'does not have the hash that the tree has', true);
      else if (line.fault !== null) add(line.fault.kind, line.fault.message);
      else if (line.index !== start + place && moved.size === 0)
        add('changed', `its line tells the index ${line.index}`);
    });
    return anomalies;
  }

  #judgeRest(): Anomaly[] {
    return this.#block.got
      .filter((line) => !this.#placeOf.has(line))
      .map((line) => ({
        kind: line.hash === null ? 'line' : 'forged',
        index: null,
        expected: null,
        got: line,
        message: line.hash === null ? 'cannot be read' : 'is in the bundle and not in the tree at this place',
        needsTile: false,
      }));
  }
}

/** The longest ascending subsequence; quadratic, for at most 256 numbers. */
function longestAscending(numbers: readonly number[]): number[] {
  const length: number[] = [];
  const before: number[] = [];
  let best = -1;
  numbers.forEach((number, at) => {
    length[at] = 1;
    before[at] = -1;
    for (let earlier = 0; earlier < at; earlier++) {
      if ((numbers[earlier] ?? 0) < number && (length[earlier] ?? 0) + 1 > (length[at] ?? 0)) {
        length[at] = (length[earlier] ?? 0) + 1;
        before[at] = earlier;
      }
    }
    if (best < 0 || (length[at] ?? 0) > (length[best] ?? 0)) best = at;
  });
  const found: number[] = [];
  for (let at = best; at >= 0; at = before[at] ?? -1) found.push(numbers[at] ?? 0);
  return found.reverse();
}
