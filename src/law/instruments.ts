import data from '../../law/instruments.json' with { type: 'json' };
import { HeguiError } from '../kernel/errors.ts';
import type { Instrument } from './model.ts';
import { rowsOf } from './sections.ts';

/** Every instrument that Hegui knows, drafts and ended ones too. */
export const INSTRUMENTS: readonly Instrument[] = rowsOf('instruments', {
  name: 'law/instruments.json',
  value: data,
});

const byId = new Map(INSTRUMENTS.map((instrument) => [instrument.id, instrument]));

/** @throws HeguiError E_INTERNAL for an id that the data do not have. */
export function instrumentOf(id: string): Instrument {
  const found = byId.get(id);
  if (found === undefined) throw new HeguiError('E_INTERNAL', `law/instruments.json has no instrument ${id}`);
  return found;
}
