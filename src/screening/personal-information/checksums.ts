const RESIDENT_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const RESIDENT_CHECKS = '10X98765432';

/** Does the last of 18 characters agree with the 17 digits before it? (GB 11643) */
export function isResidentChecksumRight(number: string): boolean {
  let sum = 0;
  for (const [index, weight] of RESIDENT_WEIGHTS.entries()) sum += weight * (number.charCodeAt(index) - 0x30);
  return RESIDENT_CHECKS.charAt(sum % 11) === number.charAt(17);
}

/** Luhn's sum over all digits of a card number. */
export function isLuhnRight(digits: string): boolean {
  let sum = 0;
  for (let index = digits.length - 1, isDoubled = false; index >= 0; index -= 1, isDoubled = !isDoubled) {
    const digit = digits.charCodeAt(index) - 0x30;
    const value = isDoubled ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const CREDIT_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** Is the character one of the 31 that a unified social credit code may hold? (GB 32100) */
export const isCreditCharacter = (character: string): boolean => CREDIT_ALPHABET.includes(character);

/** Does the last of 18 characters of a unified social credit code agree with those before it? (GB 32100) */
export function isCreditChecksumRight(code: string): boolean {
  let sum = 0;
  for (const [index, weight] of CREDIT_WEIGHTS.entries()) sum += weight * CREDIT_ALPHABET.indexOf(code.charAt(index));
  return CREDIT_ALPHABET.charAt((31 - (sum % 31)) % 31) === code.charAt(17);
}
