import { median } from '../support/machine.ts';
import { seededRandom } from '../support/random.ts';
import { makeSlowLanes, type SlowLane } from './slow-lanes.ts';
import { fuzzText, makeSlowTexts, type SlowText } from './slow-texts.ts';
import { cpuNs } from './timed.ts';

const CHUNK_UNITS = 12;
const RUNS = 3;
/**
 * The slowest are read some more and measured once more, and longer: neither what the machine did meanwhile nor that the code for a text was
 * still being compiled should make it slow.
 */
const SUSPECTS = 6;
const SUSPECT_READ_NS = 300_000_000;
const SUSPECT_RUNS = 15;
const ORDINARY_TEXTS = 15;

export interface SlowOptions {
  readonly seed: number;
  /** Fuzzed texts for each lane. */
  readonly fuzzed: number;
  readonly units: number;
  /** Which lanes; all of them when there is none. */
  readonly lanes: readonly string[];
}

/** How one lane reads, in one mode. */
export interface SlowResult {
  readonly lane: string;
  readonly mode: 'scan' | 'stream';
  /** Median of ordinary texts, in million units a second. */
  readonly ordinary: number;
  /** Median of the texts made to be slow and the fuzzed ones. */
  readonly hostile: number;
  /** The slowest texts first, with their speed in the same units. */
  readonly slowest: readonly { readonly name: string; readonly speed: number }[];
}

/** Reads ordinary text, texts made to be slow and fuzzed ones in every lane, whole and in pieces of 12 units. */
export function* measureAdversarial(
  terms: readonly string[],
  real: string,
  options: SlowOptions,
): Generator<SlowResult> {
  const { seed, fuzzed, units } = options;
  const ordinary = Array.from({ length: ORDINARY_TEXTS }, (_, index) => {
    const at = Math.floor((index * (real.length - units)) / ORDINARY_TEXTS);
    return Buffer.from(real.slice(at, at + units), 'utf16le').toString('utf16le');
  });
  for (const [name, make] of makeSlowLanes(terms)) {
    if (options.lanes.length > 0 && !options.lanes.includes(name)) continue;
    const lane = make();
    const random = seededRandom(seed);
    const texts = [
      ...makeSlowTexts(lane.terms, units, random),
      ...Array.from({ length: fuzzed }, () => fuzzText(lane.terms, units, random)),
    ];
    for (const [mode, read] of readersOf(lane)) yield measure(lane.name, mode, read, ordinary, texts);
  }
}

/** Reads a text and returns how many hits it has. */
type Read = (text: string) => number;

function readersOf({ scan, open }: SlowLane): ['scan' | 'stream', Read][] {
  const stream: Read = (text) => {
    const pieces = open?.();
    let hits = 0;
    for (let at = 0; at < text.length; at += CHUNK_UNITS)
      hits += pieces?.push(text.slice(at, at + CHUNK_UNITS)).hits.length ?? 0;
    return hits + (pieces?.end().hits.length ?? 0);
  };
  return open === null
    ? [['scan', scan]]
    : [
        ['scan', scan],
        ['stream', stream],
      ];
}

function measure(
  lane: string,
  mode: 'scan' | 'stream',
  read: Read,
  ordinary: readonly string[],
  texts: readonly SlowText[],
): SlowResult {
  for (const text of ordinary) read(text);
  for (const { text } of texts) read(text);
  const middle = median(ordinary.map((text) => speedOf(read, text, RUNS)));
  const first = texts.map(({ name, text }) => ({ name, text, speed: speedOf(read, text, RUNS) }));
  first.sort((one, other) => one.speed - other.speed);
  const slowest = first.slice(0, SUSPECTS).map(({ name, text, speed }) => {
    for (const begun = cpuNs(); cpuNs() - begun < SUSPECT_READ_NS; ) read(text);
    return { name, speed: Math.max(speed, speedOf(read, text, SUSPECT_RUNS)) };
  });
  slowest.sort((one, other) => one.speed - other.speed);
  return { lane, mode, ordinary: middle, hostile: median(first.map(({ speed }) => speed)), slowest };
}

/** Million units a second; hits instead of units where a rule reports more of those, as each gap in 甲乙甲乙 is one. */
function speedOf(read: Read, text: string, runs: number): number {
  let hits = 0;
  const times = Array.from({ length: runs }, () => {
    const begun = cpuNs();
    hits = read(text);
    return cpuNs() - begun;
  });
  return (Math.max(text.length, hits) * 1_000) / Math.max(1, median(times));
}
