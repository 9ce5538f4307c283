import { foldHanNumeral, foldUnit, isDigitCode, isInvisible, isSeparator, MATH_HIGH } from './characters.ts';
import { mayBeGrouped } from './first-digits.ts';
import type { View } from './kinds.ts';

/** What a word of letters and digits may be, or begin, as bits. */
export const MAY_BE_WORD = {
  number: 1,
  passport: 2,
  hkMacaoPermit: 4,
  taiwanPermit: 8,
  email: 16,
  ipv4: 32,
  ipv6: 64,
  wechat: 128,
} as const;

const DOCUMENT_UNITS_MIN = 8;
const DOCUMENT_LETTERS_MAX = 2;
const DOCUMENT_UNITS_MAX = 11;
const PASSPORT_UNITS_MAX = 10;
const HK_MACAO_UNITS = 9;
const documentFirsts = new Uint8Array(0x80);
for (const first of 'EGDSPKHM1') addFirst(first, MAY_BE_WORD.passport);
for (const first of 'HMCW') addFirst(first, MAY_BE_WORD.hkMacaoPermit);
for (const first of '0123456789LT') addFirst(first, MAY_BE_WORD.taiwanPermit);

function addFirst(first: string, bit: number): void {
  const code = first.charCodeAt(0);
  documentFirsts[code] = (documentFirsts[code] ?? 0) | bit;
}

/** Fewest symbols of a number that begins with a digit, and with a letter. */
const NUMBER_UNITS_MIN = 5;
const LETTERED_UNITS_MIN = 15;
const IPV4_DIGITS_MAX = 3;
const IPV6_DIGITS_MAX = 4;
const FULL_STOP = 0x2e;
const COLON = 0x3a;

/** 1 for a mark that may follow a word within the part of an e-mail address before the @, or the @ itself. */
const goesOnAsEmail = new Uint8Array(0x1_0000);
for (const mark of '._%+-@＠﹫') goesOnAsEmail[mark.charCodeAt(0)] = 1;

/** Which documents have numbers that begin so and are, or may become, so long. */
function documentGates(first: number, units: number, isOpen: boolean): number {
  const kinds = documentFirsts[first] ?? 0;
  const isShort = units <= PASSPORT_UNITS_MAX;
  const isPermit = isOpen || units === HK_MACAO_UNITS || units >= DOCUMENT_UNITS_MAX;
  return (
    kinds &
    ((isShort ? MAY_BE_WORD.passport | MAY_BE_WORD.taiwanPermit : 0) | (isPermit ? MAY_BE_WORD.hkMacaoPermit : 0))
  );
}

/**
 * What may begin at `at`, where a letter or digit stands, by how long its word is and what comes after it: each matcher whose bit is
 * not set would find nothing there and wait for nothing.
 */
export function wordGatesOf(view: View, at: number, isDigit: boolean): number {
  const { text, isEnd } = view;
  const most = Math.min(text.length, at + LETTERED_UNITS_MIN);
  let end = at + 1;
  let isDocument = true;
  for (; end < most; end += 1) {
    const code = foldUnit(text.charCodeAt(end));
    if (code === 0) break;
    if (end >= at + DOCUMENT_LETTERS_MAX && end < at + DOCUMENT_UNITS_MAX && !isDigitCode(code)) isDocument = false;
  }
  const units = end - at;
  const isOpen = end === text.length && !isEnd;
  const isLong = units === LETTERED_UNITS_MIN;
  const after = end < text.length ? text.charCodeAt(end) : 0;
  let bits = isDigit ? 0 : MAY_BE_WORD.wechat;
  const isBroken = isLong || isOpen || after === MATH_HIGH || isInvisible(after) || text.charCodeAt(at) === MATH_HIGH;
  if (isBroken || (isDigit && (units >= NUMBER_UNITS_MIN || mayGoOn(view, at, end)))) bits |= MAY_BE_WORD.number;
  if (isDocument && (units >= DOCUMENT_UNITS_MIN || isOpen))
    bits |= documentGates(foldUnit(text.charCodeAt(at)), units, isOpen);
  if (isLong || isOpen || goesOnAsEmail[after] === 1) bits |= MAY_BE_WORD.email;
  if (isDigit && units <= IPV4_DIGITS_MAX && (isOpen || after === FULL_STOP)) bits |= MAY_BE_WORD.ipv4;
  return units <= IPV6_DIGITS_MAX && (isOpen || after === COLON) ? bits | MAY_BE_WORD.ipv6 : bits;
}

/** May what follows a short word that begins with a digit make a number of it? */
function mayGoOn(view: View, at: number, end: number): boolean {
  const after = end < view.text.length ? view.text.charCodeAt(end) : 0;
  return isSeparator(after) ? mayBeGrouped(view, at) : foldHanNumeral(after) !== 0;
}
