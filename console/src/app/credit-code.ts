// GB 32100: 31 characters, I O S V Z left out; the 18th is the check digit of the first 17.
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

export type CreditCodeState = 'empty' | 'alphabet' | 'short' | 'long' | 'check-digit' | 'ok';

/** How far a unified social credit code is right; `ok` means 18 characters whose check digit holds. */
export function checkCreditCode(code: string): CreditCodeState {
  if (code === '') return 'empty';
  const values = [...code].map((character) => ALPHABET.indexOf(character));
  if (values.includes(-1)) return 'alphabet';
  if (values.length !== 18) return values.length < 18 ? 'short' : 'long';
  const sum = WEIGHTS.reduce((total, weight, position) => total + weight * (values[position] ?? 0), 0);
  return values[17] === (31 - (sum % 31)) % 31 ? 'ok' : 'check-digit';
}

/** The code as it should be stored: capitals, no spaces. */
export const normalizeCreditCode = (typed: string): string => typed.replace(/\s/g, '').toUpperCase();

/** A part of the provider code: what stands there and which part of the standard's layout it is. */
export interface ProviderCodePart {
  readonly part: 'format' | 'subject' | 'binding' | 'number' | 'service' | 'model';
  readonly text: string;
}

/** The 27 characters of an organisation's provider code for generation services; missing ones are shown as `·`. */
export function providerCodeParts(creditCode: string, modelCode: string): readonly ProviderCodePart[] {
  return [
    { part: 'format', text: '00' },
    { part: 'subject', text: '1' },
    { part: 'binding', text: '1' },
    { part: 'number', text: creditCode.slice(0, 18).padEnd(18, '·') },
    { part: 'service', text: '1' },
    { part: 'model', text: modelCode.slice(0, 4).padEnd(4, '·') },
  ];
}
