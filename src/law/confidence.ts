import { HeguiError } from '../kernel/errors.ts';

/** How far a piece of law was seen: the text itself, others who report it, or nobody yet. */
export type Confidence = 'official-text' | 'second-hand' | 'unverified';

export const CONFIDENCES = ['official-text', 'second-hand', 'unverified'] as const;

/** @throws HeguiError E_INTERNAL naming the row when a file of `law/` gives no confidence that is known. */
export function readConfidence(given: string, row: string): Confidence {
  const known = CONFIDENCES.find((one) => one === given);
  if (known === undefined) throw new HeguiError('E_INTERNAL', `${row} has no confidence that is known`);
  return known;
}
