// A letter of another script, then the Latin letters it looks like, in the case it has.
const CYRILLIC_AND_GREEK =
  'аa вb сc еe нh кk мm оo рp тt уy хx іi їi јj ѕs ԁd ԛq ԝw һh ѵv гr пn ьb ѐe ёe зz ҽe ꙇi ӏil үy ѡw ҫc օo ոn սu հh զq ցg ' +
  'АA ВB СC ЕE НH КK МM ОO РP ТT УY ХX ІI ЇI ЈJ ЅS ԚQ ԜW ѴV ЗZ ' +
  'αa βb εe ηn ιi κk νvn οo ρp τt υuv χx ωw γy μu ςc σo ' +
  'ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ɑa ɡg ıi ɩi ʟl ɴn ɪi ꞁl ɒa ɔc ɛe ƨs Ɩl ǀl';
// A digit, a mark or a letter in the place of a letter or digit.
const LEET = '0o 1li 2z 3e 4a 5s 6gb 7t 8b 9gq @a $s !il |li +t (c ¢c €e £l ¥y ×x ¡i #h o0 O0 Il1 li1 i1';
/** Several marks in the place of a letter. */
export const LEET_PATTERNS: readonly (readonly [marks: string, letter: string])[] = [
  ['vv', 'w'],
  ['\\/', 'v'],
  ['\\/\\/', 'w'],
  ['|<', 'k'],
  ['()', 'o'],
  ['[]', 'o'],
];

const MARKED: readonly (readonly [first: number, last: number])[] = [
  [0x00c0, 0x024f],
  [0x1e00, 0x1eff],
];

export interface LookAlike {
  readonly mark: number;
  readonly letter: number;
  /** A digit or mark, which says less than a letter of another script. */
  readonly isLeet: boolean;
}

/** Every mark with a letter it is taken for, one at a time. */
export function* lookAlikes(): Generator<LookAlike> {
  for (const [first, last] of MARKED) {
    for (let mark = first; mark <= last; mark += 1) {
      const base = String.fromCharCode(mark).normalize('NFD').charCodeAt(0);
      if (base !== mark && /[A-Za-z]/.test(String.fromCharCode(base))) yield { mark, letter: base, isLeet: false };
    }
  }
  yield* readEntries(CYRILLIC_AND_GREEK, false);
  yield* readEntries(LEET, true);
}

function* readEntries(entries: string, isLeet: boolean): Generator<LookAlike> {
  for (const entry of entries.split(' ')) {
    for (let index = 1; index < entry.length; index += 1) {
      yield { mark: entry.charCodeAt(0), letter: entry.charCodeAt(index), isLeet };
    }
  }
}
