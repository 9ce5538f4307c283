import { languageAsked } from '../kernel/index.ts';

/** The languages in which the public is addressed; Chinese first. */
export type PortalLanguage = 'zh-CN' | 'en';

/** As they stand in addresses: `/portal/zh/…`, `/portal/en/…`. */
export const LANGUAGE_SEGMENTS = { 'zh-CN': 'zh', en: 'en' } as const satisfies Record<PortalLanguage, string>;
export const PORTAL_LANGUAGES = ['zh-CN', 'en'] as const satisfies PortalLanguage[];

/** The language of an address's first part; null for another word. */
export const languageOfSegment = (segment: string): PortalLanguage | null =>
  PORTAL_LANGUAGES.find((language) => LANGUAGE_SEGMENTS[language] === segment) ?? null;

/** The language asked for first of those there are, by an Accept-Language header; Chinese when none of them is. */
export const languageWanted = (acceptLanguage: string | undefined): PortalLanguage =>
  languageAsked(acceptLanguage) === 'en' ? 'en' : 'zh-CN';

/** Texts of one part of the portal, nested at will. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}
type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> };

/** Texts in both languages; a key that one of them lacks does not compile. */
export interface PortalTexts<T extends TextTree = TextTree> {
  readonly 'zh-CN': T;
  readonly en: SameKeys<T>;
}
export const definePortalTexts = <const T extends TextTree>(texts: PortalTexts<T>): PortalTexts<T> => texts;

/** The text with every `{name}` filled in. A name without a value stays as it is, so that a test can find it. */
export const fill = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** Dotted keys whose texts are missing in one language, are empty, or fill in other values than in the other language. */
export function faultyKeys({ 'zh-CN': zh, en }: { readonly 'zh-CN': TextTree; readonly en: TextTree }): string[] {
  const [left, right] = [new Map(leavesOf(zh)), new Map(leavesOf(en))];
  const missing = new Set(left.keys()).symmetricDifference(new Set(right.keys()));
  const differing = [...left].filter(([key, text]) => text === '' || namesIn(text) !== namesIn(right.get(key) ?? text));
  return [...missing, ...differing.map(([key]) => key)].sort();
}

const namesIn = (text: string): string =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name]) => name)
    .sort()
    .join();

function leavesOf(tree: TextTree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : leavesOf(value, `${prefix}${key}.`),
  );
}
