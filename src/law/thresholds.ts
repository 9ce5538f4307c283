import data from '../../law/thresholds.json' with { type: 'json' };
import { HeguiError } from '../kernel/index.ts';

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
  readonly confidence: 'official-text' | 'second-hand' | 'unverified';
  readonly zh: string;
  readonly en: string;
}

const CONFIDENCES = ['official-text', 'second-hand', 'unverified'] as const;

function readThreshold(row: (typeof data.thresholds)[number]): Threshold {
  const { modal, confidence } = row;
  const known = CONFIDENCES.find((one) => one === confidence);
  if ((modal !== '应' && modal !== '宜') || known === undefined)
    throw new HeguiError('E_INTERNAL', `law/thresholds.json: ${row.id} has no modal verb or confidence that is known`);
  return { ...row, modal, confidence: known };
}

/** Every threshold that is measured. */
export const THRESHOLDS: readonly Threshold[] = data.thresholds.map(readThreshold);

/** @throws HeguiError E_INTERNAL for an id that the data do not have. */
export function thresholdOf(id: string): Threshold {
  const found = THRESHOLDS.find((threshold) => threshold.id === id);
  if (found === undefined) throw new HeguiError('E_INTERNAL', `law/thresholds.json has no threshold ${id}`);
  return found;
}
