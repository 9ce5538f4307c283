import { PARTS } from '../fold-parts.ts';

// A part as it is written inside a character, then the character people type for it.
const FORMS =
  '亻人讠言氵水扌手忄心㣺心钅金饣食纟丝糸丝犭犬艹草艸草辶走辵走刂刀⺈刀灬火礻示衤衣罒四⺮竹⻊足攵文⺙文攴文疒病冫冰囗口䖵虫爫爪卩耳阝耳阜耳邑耳⺌小覀西';

let forms: ReadonlyMap<number, number> | null = null;
let pairs: ReadonlyMap<number, readonly [number, number]> | null = null;

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

/** The two parts of a character, null for one that is not split. */
export function partsOf(unit: number): readonly [number, number] | null {
  pairs ??= makePairs();
  return pairs.get(unit) ?? null;
}

function makePairs(): ReadonlyMap<number, readonly [number, number]> {
  const found = new Map<number, readonly [number, number]>();
  for (let at = 0; at < PARTS.length; at += 3) {
    found.set(PARTS.charCodeAt(at), [PARTS.charCodeAt(at + 1), PARTS.charCodeAt(at + 2)]);
  }
  return found;
}

/** The ways a character is written as parts: its two, and three where one of them has two of its own. */
export function spellingsInParts(unit: number): readonly (readonly number[])[] {
  const parts = partsOf(unit);
  if (parts === null) return [];
  const [first, second] = parts;
  const spellings: number[][] = [[first, second]];
  const ofFirst = partsOf(first);
  if (ofFirst !== null) spellings.push([...ofFirst, second]);
  const ofSecond = partsOf(second);
  if (ofSecond !== null) spellings.push([first, ...ofSecond]);
  return spellings.map((spelling) => spelling.map(partForm));
}
