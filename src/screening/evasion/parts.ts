import { PARTS } from '../fold-parts.ts';
import { MORE_PARTS } from './more-parts.ts';

// A part as it is written inside a character, then the character people type for it.
const FORMS =
  '亻人讠言氵水扌手忄心㣺心钅金饣食纟丝糸丝犭犬艹草艸草辶走辵走刂刀⺈刀灬火礻示衤衣罒四⺮竹⻊足攵文⺙文攴文疒病冫冰囗口䖵虫爫爪卩耳阝耳阜耳邑耳⺌小覀西' +
  // Characters that are typed for a part they only look like, or that are written so inside a character.
  '肉月玉王才手朩木夂夕釆采曰日戶户歺歹网四內内車车';

let forms: ReadonlyMap<number, number> | null = null;
let known: ReadonlyMap<number, readonly (readonly number[])[]> | null = null;

/** The unit that stands for a part, however it is written: 人 for 亻. */
export function partForm(unit: number): number {
  forms ??= makeForms();
  return forms.get(unit) ?? unit;
}

function makeForms(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at < FORMS.length; at += 2) found.set(FORMS.charCodeAt(at), FORMS.charCodeAt(at + 1));
  return found;
}

/** The ways to write a character as two or three parts, the usual one first; none for one that is not split. */
function waysOf(unit: number): readonly (readonly number[])[] {
  known ??= readParts();
  return known.get(unit) ?? [];
}

function readParts(): ReadonlyMap<number, readonly (readonly number[])[]> {
  const found = new Map<number, number[][]>();
  for (const entry of [PARTS, ...MORE_PARTS].join(' ').split(' ')) {
    const [whole, ...parts] = Array.from(entry, (character) => character.charCodeAt(0));
    if (whole === undefined || parts.length < 2) continue;
    const ways = found.get(whole) ?? [];
    ways.push(parts);
    found.set(whole, ways);
  }
  return found;
}

/** All ways a character is written as parts: its own, and three where one of two has two of its own. */
export function spellingsInParts(unit: number): readonly (readonly number[])[] {
  const spellings = waysOf(unit).flatMap((parts) => {
    const [first = 0, second = 0] = parts;
    if (parts.length !== 2) return [parts];
    const ofFirst = waysOf(first).filter(({ length }) => length === 2);
    const ofSecond = waysOf(second).filter(({ length }) => length === 2);
    return [parts, ...ofFirst.map((way) => [...way, second]), ...ofSecond.map((way) => [first, ...way])];
  });
  const forms = spellings.map((spelling) => spelling.map(partForm));
  return [...new Map(forms.map((form) => [form.join(' '), form] as const)).values()];
}
