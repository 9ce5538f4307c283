// 32 characters that are not mistaken for one another when read aloud or copied by hand: 5 bits each, no bias.
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789H';
const CHARS = 20;

/** A random password of 100 bits in four groups. */
export function generatePassword(fillRandom: (bytes: Uint8Array<ArrayBuffer>) => void): string {
  const bytes = new Uint8Array(CHARS);
  fillRandom(bytes);
  const characters = [...bytes].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return [0, 5, 10, 15].map((start) => characters.slice(start, start + 5).join('')).join('-');
}
