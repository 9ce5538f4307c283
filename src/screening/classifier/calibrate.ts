import type { ClassifierModel, Example } from './model.ts';
import { scoreText } from './stream.ts';

const ROUNDS_MAX = 100;
const STEP_MIN = 1e-10;
/** Keeps the curve from becoming a step when the two kinds happen not to overlap. */
const RIDGE = 1e-3;

/**
 * Fits slope and intercept so that sigmoid(slope × logit + intercept) is the share of examples with a risk among those with
 * that logit (Platt, with his smoothed targets). Logits are those of a text's likeliest passage.
 */
export function fitPlatt(
  model: ClassifierModel,
  examples: readonly Example[],
): { readonly slope: number; readonly intercept: number } {
  const points = examples.flatMap(({ text, risk }) => {
    const score = scoreText(model, text);
    return score === null ? [] : [{ logit: logitOf(score.probability), isYes: risk !== null }];
  });
  const yes = points.filter(({ isYes }) => isYes).length;
  const high = (yes + 1) / (yes + 2);
  const low = 1 / (points.length - yes + 2);
  let slope = 1;
  let intercept = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const step = newtonStep(points, high, low, slope, intercept);
    slope += step.slope;
    intercept += step.intercept;
    if (Math.abs(step.slope) + Math.abs(step.intercept) < STEP_MIN) break;
  }
  // A slope that turns the order round says that nothing was learnt: then leave the logits as they are.
  return slope > 0 && Number.isFinite(slope + intercept) ? { slope, intercept } : { slope: 1, intercept: 0 };
}

function newtonStep(
  points: readonly { readonly logit: number; readonly isYes: boolean }[],
  high: number,
  low: number,
  slope: number,
  intercept: number,
): { slope: number; intercept: number } {
  let gradientSlope = RIDGE * (slope - 1);
  let gradientIntercept = RIDGE * intercept;
  let slopeSlope = RIDGE;
  let slopeIntercept = 0;
  let interceptIntercept = RIDGE;
  for (const { logit, isYes } of points) {
    const probability = 1 / (1 + Math.exp(-(slope * logit + intercept)));
    const error = probability - (isYes ? high : low);
    const spread = probability * (1 - probability);
    gradientSlope += error * logit;
    gradientIntercept += error;
    slopeSlope += spread * logit * logit;
    slopeIntercept += spread * logit;
    interceptIntercept += spread;
  }
  const determinant = slopeSlope * interceptIntercept - slopeIntercept * slopeIntercept;
  return {
    slope: -(interceptIntercept * gradientSlope - slopeIntercept * gradientIntercept) / determinant,
    intercept: -(slopeSlope * gradientIntercept - slopeIntercept * gradientSlope) / determinant,
  };
}

const CERTAIN = 1e-12;

function logitOf(probability: number): number {
  const kept = Math.min(1 - CERTAIN, Math.max(CERTAIN, probability));
  return Math.log(kept / (1 - kept));
}
