import type { KnownAge } from '../../contract/index.ts';
import { invalidField } from '../../kernel/index.ts';
import { ageBandOfNumber, cleanPhone, cleanResidentNumber, needsGuardian } from './numbers.ts';
import { IdentityRefusal } from './refusal.ts';

export interface Person {
  readonly name: string;
  readonly number: string;
  /** Null where only name and number are compared. */
  readonly phone: string | null;
  readonly ageBand: KnownAge;
}

const NAME = /^[\p{L}·.' -]{2,100}$/u;

/**
 * What may be compared by a vendor: form and check digit of the number hold. Under fourteen nothing is sent, for such a child's
 * information needs a guardian's consent. @law pipl#31
 *
 * @throws HeguiError E_REQUEST_INVALID naming the field; IdentityRefusal `guardian`.
 */
export function cleanPerson(given: Readonly<Record<string, string>>, elements: 'two' | 'three', now: Date): Person {
  const name = (given.name ?? '').trim();
  if (!NAME.test(name)) throw invalidField('name', 'is no name as it stands on an identity card');
  const number = cleanResidentNumber(given.number ?? '');
  if (number === null)
    throw invalidField('number', 'is no number of a resident identity card; check it digit by digit');
  const phone = elements === 'two' ? null : cleanPhone(given.phone ?? '');
  if (elements === 'three' && phone === null) throw invalidField('phone', 'is no telephone number such as 13800000000');
  const ageBand = ageBandOfNumber(number, now);
  if (needsGuardian(ageBand)) throw new IdentityRefusal('guardian');
  return { name, number, phone, ageBand };
}
