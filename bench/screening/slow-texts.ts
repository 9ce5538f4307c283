import { spellingsInParts } from '../../src/screening/evasion/parts.ts';
import { lettersOf, soundsOf } from '../../src/screening/evasion/sounds.ts';
import type { Random } from '../support/random.ts';

export interface SlowText {
  readonly name: string;
  readonly text: string;
}

type MakePart = (random: Random) => string;

const ODD_CHARACTERS = [...'甲乙丙丁一八木林女子好西安先人口水'];
const MARKS = [' ', '.', '*', '\u200b', '\n', '。', '\u{e0100}', '  ', '....', '.....'];
const LATIN = [
  'xi',
  'an',
  'xian',
  'jin',
  'ci',
  'jia',
  'yi',
  'a',
  'i',
  'l',
  '1',
  '0',
  'o',
  'vv',
  'w',
  '()',
  '\\/',
  'о',
  'а',
  'lü',
  'nve',
  'lve',
];
const WITH_PERSONAL = [
  '13800138000',
  '1 3 8 ',
  '1',
  '@',
  'a@b.cn',
  '11010119900307',
  '6222 0000',
  '192.168.',
  '::',
  '+86 ',
  '姓名：',
  '地址：',
  '北京市',
  '路8号',
  '微信号：',
  '电话',
];
const PARTS_OF_FUZZ_MAX = 8;
const MAKERS_OF_FUZZ_MAX = 3;

const pick = <T>(all: readonly T[], random: Random, none: T): T => all[Math.floor(random() * all.length)] ?? none;
const upTo = (most: number, random: Random): number => 1 + Math.floor(random() * most);

/** What texts made to be slow are strung together of: terms, what they begin and end with, and what stands for them. */
function makersOf(terms: readonly string[]): Readonly<Record<string, MakePart>> {
  const term = (random: Random): string => pick(terms, random, '甲乙丙');
  const odd = (random: Random): string => pick(ODD_CHARACTERS, random, '甲');
  const mark = (random: Random): string => pick(MARKS, random, ' ');
  const perCharacter =
    (write: (character: string, random: Random) => string): MakePart =>
    (random) =>
      [...term(random)].map((character) => write(character, random)).join('');
  const spelt = perCharacter((character, random) => pick(spellingsOf(character), random, character));
  const inParts = perCharacter((character, random) => pick(partsOf(character), random, character));
  return {
    'terms, all hits': term,
    'live prefixes': (random) => term(random).slice(0, -1),
    'prefixes of three': (random) => term(random).slice(0, 3),
    'pairs that begin a term': (random) => term(random).slice(0, 2),
    'first characters': (random) => term(random).slice(0, 1),
    'suffixes, then prefixes': (random) => term(random).slice(1) + term(random).slice(0, -1),
    'terms backwards': (random) => [...term(random)].reverse().join(''),
    'terms with marks inside': perCharacter((character, random) => character + mark(random)),
    'prefixes with four marks': (random) => [...term(random).slice(0, -1)].join('....'),
    'terms from top to bottom': perCharacter((character, random) => `${odd(random)}${character}${odd(random)}\n`),
    'terms with every character doubled': perCharacter((character, random) => character.repeat(upTo(9, random))),
    'terms in pinyin': spelt,
    'terms in pinyin, unfinished': (random) => spelt(random).slice(0, -1),
    'terms in pinyin, with spaces': perCharacter(
      (character, random) => `${pick(spellingsOf(character), random, character)} `,
    ),
    'terms in parts': inParts,
    'terms in parts, unfinished': (random) => inParts(random).slice(0, -1),
    'nothing but marks': (random) => mark(random).repeat(upTo(50, random)),
    'one character': (random) => odd(random).repeat(upTo(990, random)),
    'chains cut at the end': (random) => '甲'.repeat(upTo(990, random)) + (random() < 0.5 ? '丙' : '乙甲'),
    'two characters by turns': (random) => (odd(random) + odd(random)).repeat(upTo(480, random)),
    'chains with marks inside': (random) => `${odd(random)}${mark(random)}`.repeat(upTo(200, random)),
    'odd characters': odd,
    'Latin syllables': (random) => pick(LATIN, random, 'a'),
    'Latin words': (random) => `${Array.from({ length: upTo(30, random) }, () => pick(LATIN, random, 'a')).join('')} `,
    'short lines': (random) => `${odd(random).repeat(upTo(64, random))}\n`,
    'lines that grow and shrink': (random) =>
      [`${odd(random)}\n`.repeat(upTo(9, random)), odd(random).repeat(64), '\n'].join(''),
    'halves of pairs': (random) => (random() < 0.5 ? '\ud83d' : '\ude00'),
    'personal information': (random) => pick(WITH_PERSONAL, random, '1'),
    'digits and spaces': (random) => `${Math.floor(random() * 10)}${random() < 0.5 ? ' ' : ''}`,
    'letters and digits': (random) => pick([...'ab1. @-:'], random, 'a'),
  };
}

const spellingsOf = (character: string): string[] => soundsOf(character.charCodeAt(0)).flatMap(lettersOf);

const partsOf = (character: string): string[] =>
  spellingsInParts(character.charCodeAt(0)).map((units) => String.fromCharCode(...units));

/** Texts of `units` made to be slow, one for each maker. */
export function makeSlowTexts(terms: readonly string[], units: number, random: Random): SlowText[] {
  return Object.entries(makersOf(terms)).map(([name, make]) => ({ name, text: compose(() => make(random), units) }));
}

/**
 * A fuzzed text: a few parts out of a few makers, over and over in the same order or in any, some of them cut or with marks
 * between their characters. Few parts, because what is slow is slow by being repeated.
 */
export function fuzzText(terms: readonly string[], units: number, random: Random): SlowText {
  const makers = Object.entries(makersOf(terms));
  const chosen = Array.from({ length: upTo(MAKERS_OF_FUZZ_MAX, random) }, () => pick(makers, random, ['', () => '甲']));
  const parts = Array.from({ length: upTo(PARTS_OF_FUZZ_MAX, random) }, () =>
    mutate(pick(chosen, random, ['', () => '甲'])[1](random), random),
  );
  const isCyclic = random() < 0.5;
  let next = 0;
  const text = compose(() => {
    next += 1;
    return (isCyclic ? parts[next % parts.length] : pick(parts, random, '')) || '甲';
  }, units);
  return { name: `${chosen.map(([name]) => name).join(' + ')}: ${JSON.stringify(text.slice(0, 24))}`, text };
}

function mutate(part: string, random: Random): string {
  const draw = random();
  if (draw < 0.2) return part.slice(0, upTo(part.length, random));
  if (draw < 0.3) return part.slice(-upTo(part.length, random));
  if (draw < 0.4) return [...part].join(pick(MARKS, random, '.'));
  if (draw < 0.5) return part.repeat(upTo(4, random));
  return part;
}

/** Out of one buffer, so that the string is flat. */
function compose(make: () => string, units: number): string {
  const parts: string[] = [];
  for (let length = 0; length < units; ) {
    const part = make();
    parts.push(part);
    length += part.length;
  }
  return Buffer.from(parts.join('').slice(0, units), 'utf16le').toString('utf16le');
}
