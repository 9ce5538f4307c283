export { type Evaluation, evaluateModel, type LabelFigures } from './evaluate.ts';
export { decodeModel, encodeModel, MODEL_BYTES_MAX } from './file.ts';
export type { ClassifierModel, CurvePoint, Example, ModelCard, Score } from './model.ts';
export {
  type ClassifierStream,
  findPassages,
  joinPassages,
  openClassifierStream,
  type Passage,
  scoreText,
} from './stream.ts';
export { EXAMPLES_OF_A_KIND_MIN, type TrainOptions, trainModel } from './train.ts';
