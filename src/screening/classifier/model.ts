import { FeatureHash } from './features.ts';

/** The label of an example in which nobody found a risk. */
export const NO_RISK = null;

/** A text and what a person found in it: the code of a risk, or null. */
export interface Example {
  readonly text: string;
  readonly risk: string | null;
}

/** How often a threshold is right, as measured on examples that were not trained on. */
export interface CurvePoint {
  readonly threshold: number;
  /** Share of what is over the threshold in which people had found a risk; 1 when nothing is over it. */
  readonly precision: number;
  /** Share of what people had found that is over the threshold. */
  readonly recall: number;
  /** Share of all examples that is over the threshold. */
  readonly flagged: number;
}

/** What is said about a model: where it comes from and how good it is. Travels in the model's file. */
export interface ModelCard {
  readonly name: string;
  /** Where the examples come from, in words; no file paths. */
  readonly source: string;
  /** Licence of the examples, as SPDX where there is one. */
  readonly licence: string;
  /** SHA-256 over the examples trained on, as 64 hex digits; empty when nobody computed it. */
  readonly dataDigest: string;
  readonly seed: number;
  readonly examples: { readonly trained: number; readonly calibrated: number; readonly measured: number };
  /** How many examples trained on had each label; `none` = no risk. */
  readonly labels: Readonly<Record<string, number>>;
  /** On examples that were not trained on, at threshold 0.5. */
  readonly figures: {
    readonly accuracy: number;
    readonly macroF1: number;
    readonly curve: readonly CurvePoint[];
  };
}

/** How the counts of one plane become a logit: gain × sum / √features + offset. */
export interface PlaneScale {
  readonly gain: number;
  readonly offset: number;
}

/** What a model is made of; see `ClassifierModel`. */
export interface ModelParts {
  readonly card: ModelCard;
  readonly hashSeed: number;
  readonly bucketBits: number;
  readonly windowUnits: number;
  readonly hopUnits: number;
  /** Codes of risks, in the order of `riskScales`. */
  readonly risks: readonly string[];
  readonly anyScale: PlaneScale;
  readonly riskScales: readonly PlaneScale[];
  /** One code a bucket: does the text carry any risk? */
  readonly anyCodes: Int8Array;
  /** One array a risk; empty for a model with one risk. */
  readonly riskCodes: readonly Int8Array[];
}

export const CODE_MAX = 127;

/** What a code of one byte weighs: its square with its sign, so that small weights keep their differences. */
export const weightOf = (code: number): number => code * Math.abs(code);

/** The code whose weight is nearest in root. */
export const codeOf = (weight: number): number => Math.round(Math.sign(weight) * Math.sqrt(Math.abs(weight)));

/** Fewer folded characters than this are not judged: there is nothing to go by. */
export const UNITS_MIN = 4;

/** What a model says of a passage. It says "may be": the probability is an estimate and no verdict. */
export interface Score {
  /** Calibrated probability, 0 to 1, that people would find a risk in the passage. */
  readonly probability: number;
  /** The most likely risk, if there is one. */
  readonly risk: string;
  /** Share of each risk, in the order of the model's risks; they add up to 1. */
  readonly shares: readonly number[];
}

/** A linear model over hashed character n-grams. Never changes; may serve any number of texts and streams at once. */
export class ClassifierModel {
  readonly parts: ModelParts;
  readonly hash: FeatureHash;
  /** What each bucket weighs for "any risk". Whole numbers: their sums are exact, in whatever order they are added. */
  readonly anyWeights: Int16Array;

  constructor(parts: ModelParts) {
    this.parts = parts;
    this.hash = new FeatureHash(parts.hashSeed, parts.bucketBits);
    this.anyWeights = Int16Array.from(parts.anyCodes, weightOf);
  }

  get card(): ModelCard {
    return this.parts.card;
  }

  get risks(): readonly string[] {
    return this.parts.risks;
  }

  /** The probability that belongs to a sum of weights over so many features. */
  probabilityOf(sum: number, features: number): number {
    const { gain, offset } = this.parts.anyScale;
    return sigmoid((gain * sum) / Math.sqrt(features) + offset);
  }

  /** Share of each risk for the features of one passage. */
  sharesOf(buckets: Int32Array): number[] {
    const { riskScales, riskCodes } = this.parts;
    if (riskCodes.length === 0) return [1];
    const root = Math.sqrt(buckets.length);
    return softmax(
      riskScales.map(({ gain, offset }, plane) => {
        const codes = riskCodes[plane];
        let sum = 0;
        for (const bucket of buckets) sum += weightOf(codes?.[bucket] ?? 0);
        return (gain * sum) / root + offset;
      }),
    );
  }
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Shares that add up to 1. */
export function softmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const raised = logits.map((logit) => Math.exp(logit - most));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}
