/**
 * Check digits for made-up numbers, written from the standards on their own so that a mistake of the engine's cannot hide
 * behind the same mistake here.
 */

/** ISO 7064 MOD 11-2 by its recursion, as GB 11643 uses it: the check character of 17 digits. */
export function mod11Check(digits: string): string {
  let product = 0;
  for (const digit of digits) product = ((product + Number(digit)) * 2) % 11;
  const check = (12 - product) % 11;
  return check === 10 ? 'X' : String(check);
}

/** ISO/IEC 7812 annex B: the digit that makes the sum a multiple of ten. */
export function luhnCheck(digits: string): string {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? (doubled[Number(digit)] ?? 0) : Number(digit)), 0);
  return String((1_000 - sum) % 10);
}

const GB_32100 = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 32100: weights are powers of three modulo 31. */
export function creditCheck(code: string): string {
  let weight = 1;
  let sum = 0;
  for (const character of code) {
    sum += weight * GB_32100.indexOf(character);
    weight = (weight * 3) % 31;
  }
  return GB_32100.charAt((31 - (sum % 31)) % 31);
}

/** Any other character than the right one. */
export const wrongCheck = (right: string, step: number): string => {
  const digits = '0123456789';
  return right === 'X' ? digits.charAt(step % 10) : digits.charAt((Number(right) + 1 + (step % 8)) % 10);
};
