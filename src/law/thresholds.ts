import data from '../../law/thresholds.json' with { type: 'json' };
import { HeguiError } from '../kernel/errors.ts';
import type { Threshold } from './model.ts';
import { rowsOf } from './sections.ts';

/** Every number that rules and standards ask for; see `law/thresholds.json` for how sure each is. */
export const THRESHOLDS: readonly Threshold[] = rowsOf('thresholds', { name: 'law/thresholds.json', value: data });

const byId = new Map(THRESHOLDS.map((threshold) => [threshold.id, threshold]));

/** @throws HeguiError E_INTERNAL for an id that the data do not have. */
export function thresholdOf(id: string): Threshold {
  const found = byId.get(id);
  if (found === undefined) throw new HeguiError('E_INTERNAL', `law/thresholds.json has no threshold ${id}`);
  return found;
}
