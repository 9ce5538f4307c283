import type { KnownAge } from '../../contract/index.ts';
import { chinaDay } from '../../kernel/index.ts';
import { compilePersonalInformation } from '../../screening/index.ts';

const screen = compilePersonalInformation({ actions: { 'resident-id': 'flag' } });
const RESIDENT_NUMBER = /^\d{17}[\dX]$/;

/**
 * The number of a resident identity card as it is compared: eighteen characters, a check digit that fits, and a date of birth that is
 * one (GB 11643); null for any other text.
 */
export function cleanResidentNumber(text: string): string | null {
  const number = text.replaceAll(/[\s-]/g, '').toUpperCase();
  if (!RESIDENT_NUMBER.test(number)) return null;
  const [hit] = screen.scan(number);
  return hit?.start === 0 && hit.end === number.length ? number : null;
}

/** Band by its lowest age in whole years; each reaches to the next. */
const BANDS: readonly (readonly [number, KnownAge])[] = [
  [18, 'adult'],
  [16, '16-17'],
  [14, '14-15'],
  [8, '8-13'],
];

/** The age band, on the day in China, of the holder of a number that `cleanResidentNumber` gave. The date of birth goes no further. */
export function ageBandOfNumber(number: string, now: Date): KnownAge {
  return ageBandOfBirth(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`, now);
}

/** @param birth a day such as `2012-02-29`. Whoever is born on 29 February is a year older on 1 March of common years. */
export function ageBandOfBirth(birth: string, now: Date): KnownAge {
  const today = chinaDay(now);
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) - (today.slice(5) < birth.slice(5) ? 1 : 0);
  return BANDS.find(([from]) => years >= from)?.[1] ?? 'under-8';
}

/** Is somebody of this band under fourteen, so that only a guardian may agree to a check? @law pipl#31 */
export const needsGuardian = (band: KnownAge): boolean => band === 'under-8' || band === '8-13';

const MAINLAND_MOBILE = /^1[3-9]\d{9}$/;
const INTERNATIONAL = /^\+[1-9]\d{7,14}$/;

/** A telephone number as it is sent to and compared: eleven digits of the mainland, or `+` and the digits abroad; null for none. */
export function cleanPhone(text: string): string | null {
  const number = text.replaceAll(/[\s-]/g, '').replace(/^00/, '+').replace(/^\+86/, '');
  return MAINLAND_MOBILE.test(number) || INTERNATIONAL.test(number) ? number : null;
}

const EMAIL = /^[^\s@]{1,64}@[^\s@.]+(?:\.[^\s@.]+)+$/;

/** An address as it is sent to and compared; null for none. */
export function cleanEmail(text: string): string | null {
  const address = text.trim().toLowerCase();
  return address.length <= 200 && EMAIL.test(address) ? address : null;
}
