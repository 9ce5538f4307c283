import { HeguiError } from '../../kernel/errors.ts';
import { fitPlatt } from './calibrate.ts';
import { evaluateModel } from './evaluate.ts';
import { BUCKET_BITS_MAX, BUCKET_BITS_MIN, bucketsOf, FeatureHash } from './features.ts';
import { foldText } from './fold-units.ts';
import { trainPlane } from './ftrl.ts';
import { ClassifierModel, type Example, type ModelCard, type PlaneScale, UNITS_MIN } from './model.ts';
import { seededRandom, shuffle } from './random.ts';

export interface TrainOptions {
  readonly name: string;
  readonly source: string;
  readonly licence: string;
  /** See `ModelCard`. */
  readonly dataDigest?: string;
  /** The same seed and the same examples in the same order give the same bytes. */
  readonly seed?: number;
  /** Not trained on: calibrates the probabilities. Without it a tenth of the examples is held out. */
  readonly validation?: readonly Example[];
  /** Neither trained on nor calibrated with: measures. Without it the validation examples do, or a tenth of its own. */
  readonly test?: readonly Example[];
  readonly bucketBits?: number;
  readonly epochs?: number;
  readonly learningRate?: number;
  /** How hard small weights are pulled to nothing; larger makes smaller files. */
  readonly sparsity?: number;
  readonly windowUnits?: number;
  readonly hopUnits?: number;
  /** Told after each pass over the examples. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Fewer of either kind teach nothing that holds for the next text. */
export const EXAMPLES_OF_A_KIND_MIN = 20;
const RISKS_MAX = 31;
const HELD_OUT_SHARE = 0.1;
const DEFAULTS = {
  seed: 1,
  bucketBits: 18,
  epochs: 4,
  learningRate: 2,
  sparsity: 0.3,
  windowUnits: 96,
  hopUnits: 32,
};
/** `sparsity` was chosen on about this many examples; fewer pull less. */
const SPARSITY_EXAMPLES = 25_000;

/**
 * Trains a model: logistic regression by FTRL-proximal over hashed character n-grams, first "any risk or none", then which
 * risk among the examples with one; weights of both kinds of error are balanced by how often each kind comes. Then
 * probabilities are calibrated (Platt) on the validation examples, and the weights become whole numbers of one byte.
 *
 * @throws HeguiError E_REQUEST_INVALID with too few examples of a kind, or settings out of bounds.
 */
export function trainModel(examples: readonly Example[], options: TrainOptions): ClassifierModel {
  const settings = { ...DEFAULTS, ...options };
  checkSettings(settings);
  const usable = examples.filter(({ text }) => foldText(text).length >= UNITS_MIN);
  const { training, validation, test } = split(usable, options, settings.seed);
  const risks = [...new Set(training.flatMap(({ risk }) => (risk === null ? [] : [risk])))].sort();
  checkExamples(training, validation, risks);
  const hash = new FeatureHash(settings.seed, settings.bucketBits);
  const rows = training.map(({ text }) => bucketsOf(foldText(text), hash));
  const l1 = settings.sparsity * Math.min(1, rows.length / SPARSITY_EXAMPLES);
  const planes = 1 + (risks.length > 1 ? risks.length : 0);
  const learn = (plane: number, of: readonly Int32Array[], isYes: readonly boolean[]) =>
    trainPlane(of, isYes, {
      buckets: 2 ** settings.bucketBits,
      epochs: settings.epochs,
      learningRate: settings.learningRate,
      l1,
      random: seededRandom(settings.seed + plane),
      onEpoch: (epoch) => settings.onProgress?.(plane * settings.epochs + epoch, planes * settings.epochs),
    });
  const any = learn(
    0,
    rows,
    training.map(({ risk }) => risk !== null),
  );
  const risky = training.flatMap(({ risk }, index) =>
    risk === null ? [] : [{ risk, row: rows[index] ?? new Int32Array() }],
  );
  const which =
    risks.length < 2
      ? []
      : risks.map((risk, plane) =>
          learn(
            plane + 1,
            risky.map(({ row }) => row),
            risky.map((example) => example.risk === risk),
          ),
        );
  const base = {
    hashSeed: settings.seed,
    bucketBits: settings.bucketBits,
    windowUnits: settings.windowUnits,
    hopUnits: settings.hopUnits,
    risks,
    riskScales: which.map(({ scale }) => scale),
    anyCodes: any.codes,
    riskCodes: which.map(({ codes }) => codes),
  };
  const raw = new ClassifierModel({ ...base, anyScale: any.scale, card: cardOf(settings, training, validation, test) });
  return withFigures(raw, validation, test);
}

/** Calibrates, then measures what the calibrated model does. */
function withFigures(raw: ClassifierModel, validation: readonly Example[], test: readonly Example[]): ClassifierModel {
  const calibrated = new ClassifierModel({ ...raw.parts, anyScale: calibrate(raw, validation) });
  const { accuracy, macroF1, curve } = evaluateModel(calibrated, test);
  return new ClassifierModel({ ...calibrated.parts, card: { ...raw.card, figures: { accuracy, macroF1, curve } } });
}

function calibrate(raw: ClassifierModel, validation: readonly Example[]): PlaneScale {
  const { gain, offset } = raw.parts.anyScale;
  const { slope, intercept } = fitPlatt(raw, validation);
  return { gain: gain * slope, offset: offset * slope + intercept };
}

interface Split {
  readonly training: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

function split(
  examples: readonly Example[],
  { validation, test }: Pick<TrainOptions, 'validation' | 'test'>,
  seed: number,
): Split {
  const order = shuffle(
    examples.map((_, index) => index),
    seededRandom(seed),
  );
  const held = (): ReadonlySet<number> => new Set(order.splice(0, Math.ceil(examples.length * HELD_OUT_SHARE)));
  const forValidation: ReadonlySet<number> = validation === undefined ? held() : new Set();
  const forTest: ReadonlySet<number> = validation === undefined && test === undefined ? held() : new Set();
  const calibrating = validation ?? examples.filter((_, index) => forValidation.has(index));
  return {
    training: examples.filter((_, index) => !forValidation.has(index) && !forTest.has(index)),
    validation: calibrating,
    test: test ?? (validation === undefined ? examples.filter((_, index) => forTest.has(index)) : calibrating),
  };
}

function cardOf(
  settings: TrainOptions & typeof DEFAULTS,
  training: readonly Example[],
  validation: readonly Example[],
  test: readonly Example[],
): ModelCard {
  const labels: Record<string, number> = {};
  for (const { risk } of training) labels[risk ?? 'none'] = (labels[risk ?? 'none'] ?? 0) + 1;
  return {
    name: settings.name,
    source: settings.source,
    licence: settings.licence,
    dataDigest: settings.dataDigest ?? '',
    seed: settings.seed,
    examples: { trained: training.length, calibrated: validation.length, measured: test.length },
    labels,
    figures: { accuracy: 0, macroF1: 0, curve: [] },
  };
}

function checkExamples(training: readonly Example[], validation: readonly Example[], risks: readonly string[]): void {
  const risky = training.filter(({ risk }) => risk !== null).length;
  const harmless = training.length - risky;
  if (risky < EXAMPLES_OF_A_KIND_MIN || harmless < EXAMPLES_OF_A_KIND_MIN) {
    throw invalid(
      'data',
      `has ${risky} examples with a risk and ${harmless} without to train on; give at least ${EXAMPLES_OF_A_KIND_MIN} of each`,
    );
  }
  if (risks.length > RISKS_MAX) throw invalid('data', `names ${risks.length} risks; there are ${RISKS_MAX}`);
  const found = validation.filter(({ risk }) => risk !== null).length;
  if (found === 0 || found === validation.length) {
    throw invalid('validation', 'needs examples with a risk and examples without; give more data');
  }
}

function checkSettings(settings: typeof DEFAULTS): void {
  const { bucketBits, epochs, windowUnits, hopUnits, seed, learningRate, sparsity } = settings;
  if (!isWhole(bucketBits, BUCKET_BITS_MIN, BUCKET_BITS_MAX)) {
    throw invalid('bucketBits', `must be a whole number from ${BUCKET_BITS_MIN} to ${BUCKET_BITS_MAX}`);
  }
  if (!isWhole(epochs, 1, 100)) throw invalid('epochs', 'must be a whole number from 1 to 100');
  if (!isWhole(windowUnits, 16, 4_096)) throw invalid('windowUnits', 'must be a whole number from 16 to 4096');
  if (!isWhole(hopUnits, 4, windowUnits) || windowUnits % hopUnits !== 0) {
    throw invalid('hopUnits', 'must divide windowUnits and be at least 4');
  }
  if (!isWhole(seed, 0, 0xffff_ffff)) throw invalid('seed', 'must be a whole number from 0 to 4294967295');
  if (!(learningRate > 0 && learningRate <= 10)) throw invalid('learningRate', 'must be over 0 and at most 10');
  if (!(sparsity >= 0 && sparsity <= 100)) throw invalid('sparsity', 'must be from 0 to 100');
}

const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const invalid = (path: string, message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `${path}: ${message}`, { fields: [{ path, message }] });
