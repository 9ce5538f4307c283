import { CODE_MAX, codeOf, type PlaneScale, weightOf } from './model.ts';
import { type Random, shuffle } from './random.ts';

export interface PlaneOptions {
  readonly buckets: number;
  readonly epochs: number;
  readonly learningRate: number;
  /** Weights whose pull stays below this are nothing: they take no room in the file. */
  readonly l1: number;
  readonly random: Random;
  readonly onEpoch: (epoch: number) => void;
}

/** One yes-or-no question, learnt: a code of one byte for each bucket, and what turns the sum of their weights into a logit. */
export interface Plane {
  readonly codes: Int8Array;
  readonly scale: PlaneScale;
}

const BETA = 1;
const L2 = 1;
const OFFSET_RATE = 0.05;

/**
 * Logistic regression by FTRL-proximal (McMahan et al., 2013). Each feature counts as often as it stands in the text, over
 * the root of the number of features, so that long and short texts weigh alike. An example of the rarer kind weighs more,
 * so that both kinds weigh alike together.
 */
export function trainPlane(rows: readonly Int32Array[], isYes: readonly boolean[], options: PlaneOptions): Plane {
  const learner = new Learner(options);
  const yes = isYes.filter(Boolean).length;
  const yesWeight = rows.length / (2 * Math.max(1, yes));
  const noWeight = rows.length / (2 * Math.max(1, rows.length - yes));
  const order = rows.map((_, index) => index);
  for (let epoch = 1; epoch <= options.epochs; epoch += 1) {
    for (const index of shuffle(order, options.random)) {
      const row = rows[index];
      if (row === undefined || row.length === 0) continue;
      const target = isYes[index] === true;
      learner.learn(row, target ? 1 : 0, target ? yesWeight : noWeight, epoch);
    }
    options.onEpoch(epoch);
  }
  return learner.quantise();
}

class Learner {
  readonly #z: Float64Array;
  readonly #n: Float64Array;
  readonly #weights: Float64Array;
  readonly #options: PlaneOptions;
  #offset = 0;

  constructor(options: PlaneOptions) {
    this.#options = options;
    this.#z = new Float64Array(options.buckets);
    this.#n = new Float64Array(options.buckets);
    this.#weights = new Float64Array(options.buckets);
  }

  learn(row: Int32Array, target: 0 | 1, weight: number, epoch: number): void {
    const value = 1 / Math.sqrt(row.length);
    let logit = this.#offset;
    for (const bucket of row) {
      const current = this.#weightOf(bucket);
      this.#weights[bucket] = current;
      logit += current * value;
    }
    const error = (1 / (1 + Math.exp(-logit)) - target) * weight;
    this.#offset -= (OFFSET_RATE / epoch) * error;
    const gradient = error * value;
    const square = gradient * gradient;
    for (const bucket of row) {
      const seen = this.#n[bucket] ?? 0;
      const step = (Math.sqrt(seen + square) - Math.sqrt(seen)) / this.#options.learningRate;
      this.#z[bucket] = (this.#z[bucket] ?? 0) + gradient - step * (this.#weights[bucket] ?? 0);
      this.#n[bucket] = seen + square;
    }
  }

  quantise(): Plane {
    const exact = Float64Array.from({ length: this.#options.buckets }, (_, bucket) => this.#weightOf(bucket));
    let most = 0;
    for (const weight of exact) most = Math.max(most, Math.abs(weight));
    const gain = most === 0 ? 1 : most / weightOf(CODE_MAX);
    return { codes: Int8Array.from(exact, (weight) => codeOf(weight / gain)), scale: { gain, offset: this.#offset } };
  }

  #weightOf(bucket: number): number {
    const z = this.#z[bucket] ?? 0;
    const { l1, learningRate } = this.#options;
    if (Math.abs(z) <= l1) return 0;
    return -(z - Math.sign(z) * l1) / ((BETA + Math.sqrt(this.#n[bucket] ?? 0)) / learningRate + L2);
  }
}
