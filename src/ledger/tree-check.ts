import { type Anomaly, type Block, hashAt, type Placed } from './block.ts';
import type { Checkpoint } from './checkpoint.ts';
import type { Findings } from './findings.ts';
import { TILE_HASHES } from './tiles.ts';
import { Frontier } from './tree.ts';

const ANOMALIES_MAX = 1_000;

/**
 * Grows the tree from the lines of hashes and holds it against the signed checkpoints. Where entries and hashes
 * contradict each other it grows a second tree from the entries: the next checkpoint tells which of the two is right.
 */
export class TreeCheck {
  readonly #findings: Findings;
  #byTiles = new Frontier();
  #byEntries: Frontier | null = null;
  #isBroken = false;
  #open: Anomaly[] = [];
  #certain: Anomaly[] = [];
  #uncounted = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** The tile's entries join the tree; the checkpoints are those that stand among them, ascending. */
  take(block: Block, { at, anomalies }: Placed, checkpoints: readonly Checkpoint[]): void {
    for (const anomaly of anomalies) this.#keep(anomaly.index === null ? this.#certain : this.#open, anomaly);
    let next = 0;
    for (let place = 0; place < block.width; place++) {
      const byTile = hashAt(block.hashes, place) ?? at[place]?.hash ?? null;
      const byEntry = at[place]?.hash ?? byTile;
      if (byTile === null || byEntry === null) this.breakOff(block.start + place);
      else this.#append(byTile, byEntry);
      for (; checkpoints[next]?.size === block.start + place + 1; next++) this.#compare(checkpoints[next]);
    }
  }

  /** From leaf `index` on a hash is lost, so no later root can be computed. */
  breakOff(index: number): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#findings.add('tile', `entry ${index}`, 'its hash is lost, so no later checkpoint can be checked');
  }

  end(): void {
    this.#certain.push(...this.#open);
    this.#findings.count(this.#uncounted);
    tellAnomalies(this.#certain, this.#findings);
  }

  #keep(list: Anomaly[], anomaly: Anomaly): void {
    if (this.#open.length + this.#certain.length < ANOMALIES_MAX) list.push(anomaly);
    else this.#uncounted += 1;
  }

  #append(byTile: Buffer, byEntry: Buffer): void {
    if (this.#byEntries === null && !byTile.equals(byEntry)) this.#byEntries = this.#byTiles.clone();
    this.#byTiles.append(byTile);
    this.#byEntries?.append(byEntry);
  }

  #compare(checkpoint: Checkpoint | undefined): void {
    if (checkpoint === undefined || this.#isBroken) return;
    const { root, size } = checkpoint;
    if (Buffer.compare(this.#byTiles.root(), root) === 0) {
      this.#settle(size, () => true);
    } else if (this.#byEntries !== null && Buffer.compare(this.#byEntries.root(), root) === 0) {
      this.#tellTiles(size);
      this.#byTiles = this.#byEntries;
      this.#settle(size, (anomaly) => !anomaly.needsTile);
    } else {
      this.#findings.add('rewritten', `checkpoint ${size}`, 'is signed, and its root is not that of these entries');
    }
  }

  /** Anomalies below the size are certain when they may stay, and gone when not. */
  #settle(size: number, mayStay: (anomaly: Anomaly) => boolean): void {
    if (this.#byEntries === null && this.#open.length === 0) return;
    const isBelow = ({ index }: Anomaly): boolean => index !== null && index < size;
    this.#certain.push(...this.#open.filter((anomaly) => isBelow(anomaly) && mayStay(anomaly)));
    this.#open = this.#open.filter((anomaly) => !isBelow(anomaly));
    this.#byEntries = null;
  }

  #tellTiles(size: number): void {
    const wrong = this.#open.filter(({ index, needsTile }) => needsTile && index !== null && index < size);
    for (const tile of new Set(wrong.map(({ index }) => Math.floor((index ?? 0) / TILE_HASHES)))) {
      this.#findings.add('tile', `tile ${tile}`, 'is not what the signed root says; the entries are');
    }
  }
}

/** Entries whose place is in another tile are known by their hash. */
function tellAnomalies(anomalies: readonly Anomaly[], findings: Findings): void {
  const vacant = new Map(
    anomalies.filter(({ kind }) => kind !== 'reordered').map((one) => [one.expected?.toString('hex') ?? '', one]),
  );
  const homeOf = (one: Anomaly): Anomaly | undefined => {
    const home = one.got?.hash ? vacant.get(one.got.hash.toString('hex')) : undefined;
    return home === one ? undefined : home;
  };
  const found = new Set(anomalies.flatMap((one) => homeOf(one) ?? []));
  for (const one of anomalies) {
    const home = homeOf(one);
    if (home?.index != null && one.got) {
      const where = one.index === null ? `stands at line ${one.got.line}` : `stands where entry ${one.index} belongs`;
      findings.add('reordered', `entry ${home.index} ${one.got.id}`, `(${one.got.kind}) ${where}`);
    } else if (one.kind !== 'removed' || !found.has(one)) {
      findings.add(one.kind, subjectOf(one), one.got?.kind ? `(${one.got.kind}) ${one.message}` : one.message);
    }
  }
}

function subjectOf({ index, got, kind }: Anomaly): string {
  if (index !== null) return `entry ${index}${got?.id ? ` ${got.id}` : ''}`;
  return kind === 'line' || !got?.id ? `line ${got?.line}` : `entry ${got.id} at line ${got.line}`;
}
