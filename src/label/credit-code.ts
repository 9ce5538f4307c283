// GB 32100: 31 characters; I, O, S, V and Z are left out because they are mistaken for digits.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const LENGTH = 18;

/** What is wrong with a unified social credit code. `at` counts characters from 1, as people do. */
export type CreditCodeFault =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'character'; readonly at: number; readonly character: string }
  | { readonly kind: 'check-digit'; readonly expected: string; readonly found: string };

/** The first fault of a unified social credit code under GB 32100, or null when its check digit holds. */
export function findCreditCodeFault(code: string): CreditCodeFault | null {
  const characters = [...code];
  const wrong = characters.findIndex((character) => !ALPHABET.includes(character));
  if (wrong >= 0) return { kind: 'character', at: wrong + 1, character: characters[wrong] ?? '' };
  if (characters.length !== LENGTH) return { kind: 'length', length: characters.length };
  const expected = checkDigitOf(code.slice(0, LENGTH - 1));
  const found = code.charAt(LENGTH - 1);
  return expected === found ? null : { kind: 'check-digit', expected, found };
}

/** One English sentence about the fault, with what to do about it. */
export function describeCreditCodeFault(fault: CreditCodeFault): string {
  if (fault.kind === 'length') return `has ${fault.length} characters; a unified social credit code has ${LENGTH}`;
  if (fault.kind === 'check-digit') {
    return `ends in the check digit ${fault.found}, but the characters before it call for ${fault.expected}; check for a typing mistake`;
  }
  const { at, character } = fault;
  if (character !== character.toUpperCase()) return `has the small letter ${character} at position ${at}; use capitals`;
  return `has ${JSON.stringify(character)} at position ${at}; use digits and capitals without I, O, S, V, Z`;
}

function checkDigitOf(first17: string): string {
  let sum = 0;
  for (const [position, weight] of WEIGHTS.entries()) sum += weight * ALPHABET.indexOf(first17.charAt(position));
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}
