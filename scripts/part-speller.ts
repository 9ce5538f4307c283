import { partForm } from '../src/screening/evasion/part-forms.ts';
import { foldTableOf } from '../src/screening/fold.ts';
import type { CharacterTrees, Layout, Tree } from './character-trees.ts';
import { PART_NAMES } from './part-names.ts';

export const PARTS_MAX = 3;
/** How far parts are taken apart, and rows within rows looked into. */
const DEPTH = 3;
const ROW_DEPTH = 2;
const ROW_PARTS_MAX = 6;
const VARIANT_STEPS = 4;
const IDEOGRAPH = /^[\u3400-\u4dbf\u4e00-\u9fff]$/;
// Strokes and fragments that nobody types as a character of its own.
const FRAGMENT = /^[丨丶丿乙亅乚乛丷丆丅丄丂龶龴龵龷龹龸龰㔾㐄㠯䒑〇⺄⺆\u31c0-\u31ef]$/;

const { units: simplified } = foldTableOf({
  traditional: true,
  width: false,
  case: false,
  invisible: false,
  separators: false,
});
const simplify = (unit: number): number => simplified[unit] ?? unit;

/** Parts as they read once their forms are one: what two ways to write the same thing share. */
export const wayKey = (parts: readonly string[]): string =>
  parts.map((part) => String.fromCharCode(simplify(partForm(simplify(part.charCodeAt(0)))))).join('');

/** Parts that are a form of another or have forms: they are typed as they are, never taken apart. */
const basic = new Set<string>();
for (let unit = 0x2e80; unit < 0xa000; unit += 1) {
  const form = partForm(unit);
  if (form === unit) continue;
  basic.add(String.fromCharCode(unit));
  basic.add(String.fromCharCode(form));
}

type Way = readonly string[];

/** Finds the ways to write characters as two or three parts, by how they are put together. */
export class PartSpeller {
  readonly #sources: CharacterTrees;
  readonly #daily: ReadonlySet<string>;
  /** Shape to the characters in daily use that have it: 日 over 十 is 早. */
  readonly #byShape = new Map<string, Set<string>>();

  constructor(sources: CharacterTrees, daily: ReadonlySet<string>) {
    this.#sources = sources;
    this.#daily = daily;
    for (const character of daily) for (const tree of this.#treesOf(character)) this.#addShapes(character, tree);
  }

  /** The ways of a character, the usual one first, none twice and none that holds the character itself. */
  ways(character: string): Way[] {
    const all = [...this.#treesOf(character), ...(this.#sources.others.get(character) ?? [])];
    const ways = all.flatMap((tree) => this.#take(tree, PARTS_MAX, DEPTH));
    return distinct(
      ways.filter((way) => {
        if (way.length === 1 || way.includes(character)) return false;
        return way.length === 2 || way.every((part) => this.#isDaily(part));
      }),
    );
  }

  #treesOf(part: string): readonly Tree[] {
    return this.#sources.trees.get(part) ?? [];
  }

  #isDaily(part: string): boolean {
    if (FRAGMENT.test(part) || part.length !== 1) return false;
    return this.#daily.has(part) || partForm(part.charCodeAt(0)) !== part.charCodeAt(0);
  }

  /** What is typed for a part; a rare character stays, because it may itself be taken apart. */
  #namesOf(part: string, steps = 0): string[] {
    const isRare = IDEOGRAPH.test(part) && !FRAGMENT.test(part);
    const own = isRare || this.#isDaily(part) ? [part] : [];
    const variant = this.#sources.variants.get(part);
    const isVariant = variant !== undefined && !this.#isDaily(part) && steps < VARIANT_STEPS;
    return [...own, ...(isVariant ? this.#namesOf(variant, steps + 1) : []), ...(PART_NAMES.get(part) ?? [])];
  }

  #addShapes(character: string, tree: Tree): void {
    const row = rowOf(tree);
    const shapes = row === null ? [] : [...this.#rows(row.parts, row.layout, ROW_DEPTH)];
    const keys = [this.#shapeOf(tree), ...shapes.map((parts) => this.#shapeOfRow(row?.layout ?? 'row', parts))];
    for (const key of keys) this.#byShape.set(key, (this.#byShape.get(key) ?? new Set<string>()).add(character));
  }

  #shapeOf(tree: Tree): string {
    if (typeof tree === 'string') {
      const [name] = this.#namesOf(tree);
      return name === undefined ? tree : wayKey([...name]);
    }
    const row = rowOf(tree) ?? tree;
    return this.#shapeOfRow(row.layout, row.parts);
  }

  #shapeOfRow(layout: Layout, parts: readonly Tree[]): string {
    return `${layout}(${parts.map((part) => this.#shapeOf(part)).join(',')})`;
  }

  /** The characters in daily use that have these parts in this layout. */
  #named(layout: Layout, parts: readonly Tree[]): Way[] {
    const found = this.#byShape.get(this.#shapeOfRow(layout, parts)) ?? [];
    return [...found].filter((character) => this.#isDaily(character)).map((character) => [character]);
  }

  /** The ways to type a part in at most `most` characters. */
  #spell(tree: Tree, most: number, depth: number): Way[] {
    if (most < 1) return [];
    const isPart = typeof tree === 'string';
    const names = isPart ? this.#namesOf(tree).map((name) => [...name]) : this.#namedTree(tree);
    const isWhole = isPart && (basic.has(tree) || PART_NAMES.has(tree));
    const inner = isPart ? this.#treesOf(tree) : [tree];
    const taken = depth > 0 && !isWhole ? inner.flatMap((each) => this.#take(each, most, depth - 1)) : [];
    // 土 is not typed as 十 and 一 where it is but a part.
    const typed = isPart ? taken.filter((way) => !way.includes('一')) : taken;
    return distinct([...names, ...typed].filter((way) => way.length <= most));
  }

  #namedTree(tree: Exclude<Tree, string>): Way[] {
    const row = rowOf(tree) ?? tree;
    return this.#named(row.layout, row.parts);
  }

  /** The ways to type the parts of a tree one after the other. */
  #take(tree: Tree, most: number, depth: number): Way[] {
    if (typeof tree === 'string') return [];
    const row = rowOf(tree);
    if (row !== null) {
      return [...this.#rows(row.parts, row.layout, ROW_DEPTH)].flatMap((parts) => [
        ...this.#takeRow(row.layout, parts, most, depth),
        ...this.#takeMiddle(row.layout, parts, most, depth),
      ]);
    }
    // What stands around comes first or last; inside a part, as it is written.
    const spelt = tree.parts.map((part) => this.#spell(part, most - tree.parts.length + 1, depth));
    return [...combine(spelt, most), ...(depth === DEPTH ? combine(spelt.toReversed(), most) : [])];
  }

  /** Each way to see a row as two or three neighbours: 立, 日 and 十; 音 and 十; 立 and 早. */
  #takeRow(layout: Layout, parts: readonly Tree[], most: number, depth: number): Way[] {
    return [...groupings(parts, most)].flatMap((groups) => {
      const spelt = groups.map((group) => {
        const [only] = group;
        if (group.length > 1 || only === undefined) return this.#named(layout, group);
        return this.#spell(only, most - groups.length + 1, depth);
      });
      return combine(spelt, most);
    });
  }

  /** A character whose halves stand on both sides of the rest, as 行 around 圭. */
  #takeMiddle(layout: Layout, parts: readonly Tree[], most: number, depth: number): Way[] {
    const [first, ...rest] = parts;
    const last = rest.pop();
    const [middle] = rest;
    if (first === undefined || last === undefined || middle === undefined) return [];
    const sides = this.#named(layout, [first, last]);
    const within = rest.length === 1 ? this.#spell(middle, most - 1, depth) : this.#named(layout, rest);
    return [...combine([sides, within], most), ...(depth === DEPTH ? combine([within, sides], most) : [])];
  }

  /** A row with what its parts are rows of themselves laid out in it, or not. */
  *#rows(parts: readonly Tree[], layout: Layout, depth: number): Generator<readonly Tree[]> {
    const [first, ...rest] = parts;
    if (first === undefined) {
      yield [];
      return;
    }
    for (const head of this.#layOut(first, layout, depth)) {
      for (const tail of this.#rows(rest, layout, depth))
        if (head.length + tail.length <= ROW_PARTS_MAX) yield [...head, ...tail];
    }
  }

  *#layOut(part: Tree, layout: Layout, depth: number): Generator<readonly Tree[]> {
    yield [part];
    if (depth === 0 || typeof part !== 'string') return;
    for (const tree of this.#treesOf(part).slice(0, 2)) {
      const row = rowOf(tree);
      if (row?.layout === layout) yield* this.#rows(row.parts, layout, depth - 1);
    }
  }
}

/** The parts of a row or column, those of rows inside it among them; null for what is laid out otherwise. */
function rowOf(tree: Tree): Exclude<Tree, string> | null {
  if (typeof tree === 'string' || tree.layout === 'around') return null;
  const { layout } = tree;
  const parts = tree.parts.flatMap((part) => {
    const inner = rowOf(part);
    return inner?.layout === layout ? inner.parts : [part];
  });
  return { layout, parts };
}

/** All ways to cut a row into two or more groups, `most` at most. */
function* groupings(parts: readonly Tree[], most: number): Generator<readonly (readonly Tree[])[]> {
  for (let cuts = 1; cuts < 2 ** (parts.length - 1); cuts += 1) {
    const groups: Tree[][] = [];
    for (const [index, part] of parts.entries()) {
      const isCut = index === 0 || ((cuts >> (index - 1)) & 1) === 1;
      if (isCut) groups.push([part]);
      else groups.at(-1)?.push(part);
    }
    if (groups.length <= most) yield groups;
  }
}

function combine(parts: readonly (readonly Way[])[], most: number): Way[] {
  return parts.reduce<Way[]>(
    (all, ways) =>
      all.flatMap((before) => ways.map((way) => [...before, ...way])).filter(({ length }) => length <= most),
    [[]],
  );
}

const distinct = (ways: readonly Way[]): Way[] => {
  const byKey = new Map<string, Way>();
  for (const way of ways) if (!byKey.has(wayKey(way))) byKey.set(wayKey(way), way);
  return [...byKey.values()];
};
