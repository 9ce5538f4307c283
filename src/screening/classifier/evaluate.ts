import type { ClassifierModel, CurvePoint, Example } from './model.ts';
import { scoreText } from './stream.ts';

/** How well one label is told from the others. */
export interface LabelFigures {
  /** Code of a risk, or `none`. */
  readonly label: string;
  readonly examples: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

export interface Evaluation {
  readonly examples: number;
  readonly threshold: number;
  /** Share of examples put on the right side of "any risk or none". */
  readonly accuracy: number;
  /** Mean of the two F1 values of "any risk" and "none". */
  readonly macroF1: number;
  /** "Any risk" alone. */
  readonly any: Omit<LabelFigures, 'label'>;
  /** `none` and every risk of model or examples. */
  readonly labels: readonly LabelFigures[];
  /** Mean of the F1 values of `labels`. */
  readonly labelMacroF1: number;
  /** Rows are what people said, columns what the model says; both in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[];
  /** Precision and recall of "any risk" from threshold 0.05 to 0.95. */
  readonly curve: readonly CurvePoint[];
}

export const NONE = 'none';
const CURVE_STEPS = 20;
const PLACES = 10_000;

/** Compares what the model says of each example, at its likeliest passage, with what people said. */
export function evaluateModel(model: ClassifierModel, examples: readonly Example[], threshold = 0.5): Evaluation {
  const labels = [NONE, ...new Set([...model.risks, ...examples.flatMap(({ risk }) => (risk === null ? [] : [risk]))])];
  const confusion = labels.map(() => labels.map(() => 0));
  const scored: Scored[] = [];
  for (const { text, risk } of examples) {
    const score = scoreText(model, text);
    const probability = score?.probability ?? 0;
    scored.push({ probability, isRisky: risk !== null });
    const said = score !== null && probability >= threshold ? score.risk : NONE;
    const row = confusion[labels.indexOf(risk ?? NONE)];
    const column = labels.indexOf(said);
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  const figures = labels.map((label, index) => figuresOf(label, index, confusion));
  const sides = sidesOf(confusion);
  return {
    examples: examples.length,
    threshold,
    accuracy: round(share(sides.hit + sides.passed, examples.length)),
    macroF1: round((f1(sides.hit, sides.false, sides.missed) + f1(sides.passed, sides.missed, sides.false)) / 2),
    any: {
      examples: sides.hit + sides.missed,
      precision: round(share(sides.hit, sides.hit + sides.false)),
      recall: round(share(sides.hit, sides.hit + sides.missed)),
      f1: round(f1(sides.hit, sides.false, sides.missed)),
    },
    labels: figures,
    labelMacroF1: round(figures.reduce((sum, figure) => sum + figure.f1, 0) / figures.length),
    confusion,
    curve: curveOf(scored),
  };
}

interface Scored {
  readonly probability: number;
  readonly isRisky: boolean;
}

function figuresOf(label: string, index: number, confusion: readonly (readonly number[])[]): LabelFigures {
  const examples = (confusion[index] ?? []).reduce((sum, count) => sum + count, 0);
  const said = confusion.reduce((sum, row) => sum + (row[index] ?? 0), 0);
  const right = confusion[index]?.[index] ?? 0;
  return {
    label,
    examples,
    precision: round(share(right, said)),
    recall: round(share(right, examples)),
    f1: round(f1(right, said - right, examples - right)),
  };
}

/** The confusion of "any risk or none"; the first label is none. */
function sidesOf(confusion: readonly (readonly number[])[]) {
  const sides = { hit: 0, false: 0, missed: 0, passed: 0 };
  for (const [said, row] of confusion.entries()) {
    for (const [found, count] of row.entries()) {
      if (said === 0) sides[found === 0 ? 'passed' : 'false'] += count;
      else sides[found === 0 ? 'missed' : 'hit'] += count;
    }
  }
  return sides;
}

function curveOf(scored: readonly Scored[]): CurvePoint[] {
  const risky = scored.filter(({ isRisky }) => isRisky).length;
  return Array.from({ length: CURVE_STEPS - 1 }, (_, step) => {
    const threshold = (step + 1) / CURVE_STEPS;
    const over = scored.filter(({ probability }) => probability >= threshold);
    const right = over.filter(({ isRisky }) => isRisky).length;
    return {
      threshold,
      precision: round(over.length === 0 ? 1 : right / over.length),
      recall: round(share(right, risky)),
      flagged: round(share(over.length, scored.length)),
    };
  });
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
const f1 = (right: number, wrong: number, missed: number): number => share(2 * right, 2 * right + wrong + missed);
const round = (value: number): number => Math.round(value * PLACES) / PLACES;
