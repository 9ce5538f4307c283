import { PARTS } from '../fold-parts.ts';

// A part as it is written inside a character, then the character people type for it.
const FORMS =
  '亻人讠言氵水扌手忄心㣺心钅金饣食纟丝糸丝犭犬艹草艸草辶走辵走刂刀⺈刀灬火礻示衤衣罒四⺮竹⻊足攵文⺙文攴文疒病冫冰囗口䖵虫爫爪卩耳阝耳阜耳邑耳⺌小覀西';

let forms: ReadonlyMap<number, number> | null = null;
let known: ReadonlyMap<number, readonly number[]> | null = null;

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

/** The two or three parts of a character, null for one that is not split. */
export function partsOf(unit: number): readonly number[] | null {
  known ??= readParts();
  return known.get(unit) ?? null;
}

function readParts(): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  for (const entry of PARTS.split(' ')) {
    const [whole, ...parts] = Array.from(entry, (character) => character.charCodeAt(0));
    if (whole !== undefined && parts.length > 1) found.set(whole, parts);
  }
  return found;
}

/** The ways a character is written as parts: its own, and three where one of two has two of its own. */
export function spellingsInParts(unit: number): readonly (readonly number[])[] {
  const parts = partsOf(unit);
  if (parts === null) return [];
  const spellings = [parts];
  const [first = 0, second = 0] = parts;
  const ofFirst = partsOf(first) ?? [];
  const ofSecond = partsOf(second) ?? [];
  if (parts.length === 2 && ofFirst.length === 2) spellings.push([...ofFirst, second]);
  if (parts.length === 2 && ofSecond.length === 2) spellings.push([first, ...ofSecond]);
  return spellings.map((spelling) => spelling.map(partForm));
}
