import data from '../../law/scope-sources.json' with { type: 'json' };
import { HeguiError } from '../kernel/errors.ts';
import { type Confidence, readConfidence } from './confidence.ts';
import { instrumentOf } from './instruments.ts';
import type { Instrument } from './model.ts';
import { thresholdOf } from './thresholds.ts';

/** One place in an instrument that a rule rests on, in Hegui's own words. */
export interface LegalSource {
  /** Such as `measures:17`. */
  readonly id: string;
  readonly instrument: Instrument;
  /** Article or clause; a dash where the source has none, `UNVERIFIED` where its number was not seen. */
  readonly article: string;
  readonly confidence: Confidence;
  readonly zh: string;
  readonly en: string;
}

const readSource = (row: (typeof data.sources)[number]): LegalSource => ({
  ...row,
  instrument: instrumentOf(row.instrument),
  confidence: readConfidence(row.confidence, `law/scope-sources.json: ${row.id}`),
});

/** Every place that findings of scope refer to. */
export const SCOPE_SOURCES: readonly LegalSource[] = data.sources.map(readSource);

const byId = new Map(SCOPE_SOURCES.map((source) => [source.id, source]));

/** @throws HeguiError E_INTERNAL for an id that the data do not have. */
export function scopeSourceOf(id: string): LegalSource {
  const found = byId.get(id);
  if (found === undefined) throw new HeguiError('E_INTERNAL', `law/scope-sources.json has no source ${id}`);
  return found;
}

/** A number at which a duty begins, such as `leak_relatively_major`. @throws HeguiError E_INTERNAL for an unknown id. */
export const scopeThreshold = (id: string): number => thresholdOf(id).value;
