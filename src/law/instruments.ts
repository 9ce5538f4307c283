import data from '../../law/instruments.json' with { type: 'json' };
import { HeguiError } from '../kernel/errors.ts';
import { type Confidence, readConfidence } from './confidence.ts';

/** A law, rule, standard or notice. */
export interface Instrument {
  /** Such as `measures`; the part before the colon of a source's id. */
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** Such as `Order 15`; null where it has none that was seen. */
  readonly number: string | null;
  /** First day on which it binds, such as `2023-08-15`; null where it is no single dated text. */
  readonly inForce: string | null;
  readonly confidence: Confidence;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readInstrument(row: (typeof data.instruments)[number]): Instrument {
  if (row.inForce !== null && !DAY.test(row.inForce))
    throw new HeguiError('E_INTERNAL', `law/instruments.json: ${row.id} has no day of the form 2023-08-15`);
  return { ...row, confidence: readConfidence(row.confidence, `law/instruments.json: ${row.id}`) };
}

/** Every instrument that findings of scope rest on. */
export const INSTRUMENTS: readonly Instrument[] = data.instruments.map(readInstrument);

const byId = new Map(INSTRUMENTS.map((instrument) => [instrument.id, instrument]));

/** @throws HeguiError E_INTERNAL for an id that the data do not have. */
export function instrumentOf(id: string): Instrument {
  const found = byId.get(id);
  if (found === undefined) throw new HeguiError('E_INTERNAL', `law/instruments.json has no instrument ${id}`);
  return found;
}
