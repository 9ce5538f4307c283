import data from '../../law/thresholds.json' with { type: 'json' };
import { HeguiError } from '../kernel/errors.ts';
import { type Confidence, readConfidence } from './confidence.ts';

/** A number that the standard asks for; see `law/thresholds.json` for how sure each is. */
export interface Threshold {
  /** Such as `K1`. */
  readonly id: string;
  readonly value: number;
  readonly standard: string;
  /** null while no clause number has been seen. */
  readonly clause: string | null;
  /** 应 binds, 宜 recommends. */
  readonly modal: '应' | '宜';
  readonly confidence: Confidence;
  readonly zh: string;
  readonly en: string;
}

function readThreshold(row: (typeof data.thresholds)[number]): Threshold {
  const { modal, confidence } = row;
  if (modal !== '应' && modal !== '宜')
    throw new HeguiError('E_INTERNAL', `law/thresholds.json: ${row.id} has no modal verb that is known`);
  return { ...row, modal, confidence: readConfidence(confidence, `law/thresholds.json: ${row.id}`) };
}

/** Every threshold that is measured. */
export const THRESHOLDS: readonly Threshold[] = data.thresholds.map(readThreshold);

/** @throws HeguiError E_INTERNAL for an id that the data do not have. */
export function thresholdOf(id: string): Threshold {
  const found = THRESHOLDS.find((threshold) => threshold.id === id);
  if (found === undefined) throw new HeguiError('E_INTERNAL', `law/thresholds.json has no threshold ${id}`);
  return found;
}
