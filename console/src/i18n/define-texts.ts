/** Texts of one feature, nested at will. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/** The same keys with any wording. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

/** The texts of one feature in both languages; a key that one language lacks does not compile. */
export const defineTexts = <const Zh extends TextTree>(texts: { readonly zh: Zh; readonly en: SameKeys<Zh> }) => texts;

/** Dotted keys that only one of the two languages has; empty when they match. */
export function unmatchedKeys(zh: TextTree, en: TextTree): string[] {
  const left = new Set(keysOf(zh));
  const right = new Set(keysOf(en));
  return [...left.symmetricDifference(right)].sort();
}

/** Names of `{{values}}` that one language uses and the other does not, by key. */
export function unmatchedValues(zh: TextTree, en: TextTree): string[] {
  const names = (text: string | undefined) =>
    [...(text ?? '').matchAll(/\{\{\s*(\w+)/g)]
      .map((m) => m[1])
      .sort()
      .join();
  const other = new Map(leavesOf(en));
  return leavesOf(zh).flatMap(([key, text]) => (names(text) === names(other.get(key)) ? [] : [key]));
}

const keysOf = (tree: TextTree): string[] => leavesOf(tree).map(([key]) => key);

function leavesOf(tree: TextTree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : leavesOf(value, `${prefix}${key}.`),
  );
}
