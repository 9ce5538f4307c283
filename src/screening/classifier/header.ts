import { BUCKET_BITS_MAX, BUCKET_BITS_MIN } from './features.ts';
import { FOLD_VERSION } from './fold-units.ts';
import type { CurvePoint, ModelCard, ModelParts, PlaneScale } from './model.ts';

type Header = Omit<ModelParts, 'anyCodes' | 'riskCodes'>;
type Refuse = (fault: string) => Error;

const RISK = /^A\.[1-5]\.[a-i]$/;
const TEXT_MAX = 2_000;
const CURVE_MAX = 100;
const WINDOW_UNITS_MAX = 4_096;

/** Checks the header of a model file member by member; a model is made elsewhere and may be anything. */
export function readHeader(raw: unknown, refuse: Refuse): Header {
  const header = new Reader(raw, 'header', refuse);
  if (header.whole('fold', 1, 0xffff) !== FOLD_VERSION)
    throw refuse('was trained with a folding that this Hegui does not know');
  const risks = header.list('risks', 31, (value) => {
    if (typeof value === 'string' && RISK.test(value)) return value;
    throw refuse('names a risk that is none of the 31 codes');
  });
  if (risks.length === 0 || new Set(risks).size !== risks.length) throw refuse('must name each of its risks once');
  const riskScales = header.list('riskScales', 31, (value) => readScale(new Reader(value, 'riskScales', refuse)));
  if (riskScales.length !== (risks.length > 1 ? risks.length : 0)) throw refuse('has not one scale for each risk');
  const windowUnits = header.whole('windowUnits', 16, WINDOW_UNITS_MAX);
  const hopUnits = header.whole('hopUnits', 4, windowUnits);
  if (windowUnits % hopUnits !== 0) throw refuse('has a hopUnits that does not divide windowUnits');
  return {
    card: readCard(header.part('card'), refuse),
    hashSeed: header.whole('hashSeed', 0, 0xffff_ffff),
    bucketBits: header.whole('bucketBits', BUCKET_BITS_MIN, BUCKET_BITS_MAX),
    windowUnits,
    hopUnits,
    risks,
    riskScales,
    anyScale: readScale(header.part('anyScale')),
  };
}

function readCard(card: Reader, refuse: Refuse): ModelCard {
  const examples = card.part('examples');
  const figures = card.part('figures');
  return {
    name: card.text('name'),
    source: card.text('source'),
    licence: card.text('licence'),
    dataDigest: card.text('dataDigest'),
    seed: card.whole('seed', 0, 0xffff_ffff),
    examples: {
      trained: examples.whole('trained', 0, 1e9),
      calibrated: examples.whole('calibrated', 0, 1e9),
      measured: examples.whole('measured', 0, 1e9),
    },
    labels: card.counts('labels'),
    figures: {
      accuracy: figures.share('accuracy'),
      macroF1: figures.share('macroF1'),
      curve: figures.list('curve', CURVE_MAX, (value) => readPoint(new Reader(value, 'curve', refuse))),
    },
  };
}

const readPoint = (point: Reader): CurvePoint => ({
  threshold: point.share('threshold'),
  precision: point.share('precision'),
  recall: point.share('recall'),
  flagged: point.share('flagged'),
});

const readScale = (scale: Reader): PlaneScale => ({ gain: scale.number('gain'), offset: scale.number('offset') });

class Reader {
  readonly #members: ReadonlyMap<string, unknown>;
  readonly #path: string;
  readonly #refuse: Refuse;

  constructor(raw: unknown, path: string, refuse: Refuse) {
    if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) throw refuse(`lacks ${path}`);
    this.#members = new Map(Object.entries(raw));
    this.#path = path;
    this.#refuse = refuse;
  }

  part(name: string): Reader {
    return new Reader(this.#members.get(name), `${this.#path}.${name}`, this.#refuse);
  }

  list<T>(name: string, most: number, read: (value: unknown) => T): T[] {
    const value = this.#members.get(name);
    if (!Array.isArray(value) || value.length > most) throw this.#fault(name, `a list of at most ${most}`);
    return value.map((item) => read(item));
  }

  text(name: string): string {
    const value = this.#members.get(name);
    if (typeof value !== 'string' || value.length > TEXT_MAX) throw this.#fault(name, 'a text');
    return value;
  }

  number(name: string): number {
    const value = this.#members.get(name);
    if (typeof value !== 'number' || !Number.isFinite(value)) throw this.#fault(name, 'a number');
    return value;
  }

  share(name: string): number {
    const value = this.number(name);
    if (value < 0 || value > 1) throw this.#fault(name, 'from 0 to 1');
    return value;
  }

  whole(name: string, least: number, most: number): number {
    const value = this.number(name);
    if (!Number.isInteger(value) || value < least || value > most) {
      throw this.#fault(name, `a whole number from ${least} to ${most}`);
    }
    return value;
  }

  counts(name: string): Record<string, number> {
    const part = this.part(name);
    return Object.fromEntries([...part.#members.keys()].map((key) => [key, part.whole(key, 0, 1e9)]));
  }

  #fault(name: string, wanted: string): Error {
    return this.#refuse(`has no good ${this.#path}.${name}: it must be ${wanted}`);
  }
}
