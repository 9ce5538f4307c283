/** What a number reads as: the ASCII code of each symbol, a digit or capital letter. */
export interface Symbols {
  code(index: number): number;
}

const ZERO = 0x30;
const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const RESIDENT_CHECKS = '10X98765432';

/** Does the last of 18 characters agree with the 17 digits before it? (GB 11643) */
export function isResidentChecksumRight(number: Symbols): boolean {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += (RESIDENT_WEIGHTS[index] ?? 0) * (number.code(index) - ZERO);
  return RESIDENT_CHECKS.charCodeAt(sum % 11) === number.code(17);
}

/** How many of the first digits may be a card's by Luhn's sum, up to `most`: bit n is set where the first n agree. */
export function luhnLengths(digits: Symbols, most: number): number {
  let lengths = 0;
  // Whether a digit is doubled depends on how far it is from the last: both sums are carried along.
  let evenDoubled = 0;
  let oddDoubled = 0;
  for (let index = 0; index < most; index += 1) {
    const digit = digits.code(index) - ZERO;
    const doubled = digit > 4 ? 2 * digit - 9 : 2 * digit;
    const isEven = (index & 1) === 0;
    evenDoubled += isEven ? doubled : digit;
    oddDoubled += isEven ? digit : doubled;
    // The last digit itself is not doubled.
    if ((isEven ? oddDoubled : evenDoubled) % 10 === 0) lengths |= 1 << (index + 1);
  }
  return lengths;
}

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/** ASCII code to place in the alphabet, one more; 0 for a character that no code holds. */
const creditValues = new Uint8Array(0x80);
for (let value = 0; value < CREDIT_ALPHABET.length; value += 1)
  creditValues[CREDIT_ALPHABET.charCodeAt(value)] = value + 1;

const creditValue = (code: Symbols, index: number): number => (creditValues[code.code(index)] ?? 0) - 1;

/** Are the first `count` characters among the 31 that a unified social credit code may hold? (GB 32100) */
export function isCreditCode(code: Symbols, count: number): boolean {
  for (let index = 0; index < count; index += 1) if (creditValue(code, index) < 0) return false;
  return true;
}

/** Does the last of 18 characters of a unified social credit code agree with those before it? (GB 32100) */
export function isCreditChecksumRight(code: Symbols): boolean {
  let sum = 0;
  for (let index = 0; index < 17; index += 1) sum += (CREDIT_WEIGHTS[index] ?? 0) * creditValue(code, index);
  return (31 - (sum % 31)) % 31 === creditValue(code, 17);
}
