import type { PersonalInformationKind } from './kinds.ts';

/** How many letters and digits stay at the beginning and at the end. */
const KEPT: Readonly<Record<PersonalInformationKind, readonly [first: number, last: number]>> = {
  'resident-id': [4, 4],
  mobile: [3, 4],
  landline: [4, 2],
  'bank-card': [4, 4],
  passport: [2, 2],
  'hk-macao-permit': [2, 2],
  'taiwan-permit': [2, 2],
  'foreigner-residence-id': [3, 2],
  'vehicle-plate': [2, 2],
  'credit-code': [4, 4],
  address: [6, 0],
  email: [1, 0],
  'ip-address': [0, 0],
  wechat: [2, 2],
  qq: [2, 2],
  name: [1, 0],
};
const MASK = '*';
// A mask must not leave so much that the rest can be guessed.
const HIDDEN_SHARE_MIN = 1 / 3;

/**
 * The value with its middle hidden and its shape kept: 138****1234. Every character becomes one character, so that
 * offsets and the raw forms of escaped text keep their places; marks between digits stay.
 */
export function maskValue(kind: PersonalInformationKind, value: string): string {
  if (kind === 'email') return maskFrom(value, 0, value.search(/[@＠﹫]/), 1, 0);
  if (kind === 'ip-address') {
    const isV4 = value.includes('.');
    const kept = value
      .split(isV4 ? '.' : ':')
      .slice(0, 2)
      .join('.').length;
    return maskFrom(value, kept, value.length, 0, 0);
  }
  if (kind === 'mobile') {
    const country = /^[+＋]?(?:00)?(?:86|８６)[^\p{L}\p{N}]*(?=.{11})/u.exec(value)?.[0].length ?? 0;
    return maskFrom(value, country, value.length, 3, 4);
  }
  const [first, last] = KEPT[kind];
  return maskFrom(value, 0, value.length, first, last);
}

/** 1 for an ASCII letter, digit or symbol that is no mark between them. */
const hiddenUnits = new Uint8Array(0x80);
for (let unit = 0; unit < hiddenUnits.length; unit += 1)
  hiddenUnits[unit] = /[\p{L}\p{N}\p{S}]/u.test(String.fromCharCode(unit)) ? 1 : 0;

function canHide(character: string): boolean {
  const unit = character.charCodeAt(0);
  return unit < hiddenUnits.length ? hiddenUnits[unit] === 1 : /[\p{L}\p{N}\p{S}]/u.test(character);
}

/** Masks letters and digits between two offsets but for the first and last few. */
function maskFrom(value: string, from: number, to: number, first: number, last: number): string {
  const head = value.slice(0, from);
  const middle = value.slice(from, to);
  const characters = /[\ud800-\udfff]/.test(middle) ? [...middle] : middle.split('');
  const places: number[] = [];
  for (const [index, character] of characters.entries()) if (canHide(character)) places.push(index);
  const isShort = (places.length - first - last) / places.length < HIDDEN_SHARE_MIN;
  const hidden = isShort ? places.slice(places.length > 1 ? 1 : 0) : places.slice(first, places.length - last);
  for (const index of hidden) characters[index] = MASK;
  return head + characters.join('') + value.slice(to);
}
