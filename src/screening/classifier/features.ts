/** Longest run of characters that is one feature. */
export const NGRAM_UNITS_MAX = 3;
export const BUCKET_BITS_MIN = 8;
export const BUCKET_BITS_MAX = 22;

const ODD_A = 0x9e3779b1;
const ODD_B = 0x85ebca6b;
const ODD_C = 0xc2b2ae35;

/** Buckets of the features that end with `unit`, given the two folded units before it (0 = there is none). */
export class FeatureHash {
  readonly #shift: number;
  readonly #one: number;
  readonly #two: number;
  readonly #three: number;

  constructor(seed: number, bucketBits: number) {
    this.#shift = 32 - bucketBits;
    this.#one = mix(seed ^ 1);
    this.#two = mix(seed ^ 2);
    this.#three = mix(seed ^ 3);
  }

  one(unit: number): number {
    return mix(unit ^ this.#one) >>> this.#shift;
  }

  two(before: number, unit: number): number {
    return mix(((before << 16) | unit) ^ this.#two) >>> this.#shift;
  }

  three(first: number, second: number, unit: number): number {
    return mix(Math.imul(((first << 16) | second) ^ this.#three, ODD_A) ^ Math.imul(unit + 1, ODD_C)) >>> this.#shift;
  }
}

function mix(key: number): number {
  let mixed = Math.imul(key, ODD_A);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, ODD_B);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, ODD_C);
  return mixed ^ (mixed >>> 16);
}

/** Buckets of all features of folded units, one entry for each time a feature stands in the text. */
export function bucketsOf(units: Uint16Array, hash: FeatureHash): Int32Array {
  const buckets = new Int32Array(countFeatures(units.length));
  let length = 0;
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index] ?? 0;
    buckets[length++] = hash.one(unit);
    const before = units[index - 1];
    if (before === undefined) continue;
    buckets[length++] = hash.two(before, unit);
    const first = units[index - 2];
    if (first !== undefined) buckets[length++] = hash.three(first, before, unit);
  }
  return buckets;
}

/** How many features so many units have. */
export const countFeatures = (units: number): number =>
  Math.max(0, NGRAM_UNITS_MAX * units - (units > 1 ? 3 : 2 * units));
