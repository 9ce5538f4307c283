import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { HeguiError } from '../../kernel/index.ts';

/** One character as it is drawn; all lengths are in units of the font, y upwards. */
export interface Outline {
  readonly character: string;
  readonly advance: number;
  /** Lowest and highest point of the ink. */
  readonly low: number;
  readonly high: number;
  /** SVG path data. */
  readonly path: string;
}

/** Units of one em. */
export const EM_UNITS = 1000;

let outlines: ReadonlyMap<string, Outline> | null = null;

/** All characters that marks can be drawn with. Read at the first use; about 1,000 of them. */
export function loadOutlines(): ReadonlyMap<string, Outline> {
  outlines ??= readOutlines();
  return outlines;
}

function readOutlines(): ReadonlyMap<string, Outline> {
  const packed = readFileSync(new URL('outlines.br', import.meta.url));
  const [units, ...lines] = brotliDecompressSync(packed).toString('utf8').split('\n');
  if (Number(units) !== EM_UNITS) throw new HeguiError('E_INTERNAL', `outlines.br has ${units} units to an em`);
  return new Map(lines.map(readLine).map((outline) => [outline.character, outline]));
}

function readLine(line: string): Outline {
  const [character = '', advance, low, high, path = ''] = line.split('\t');
  return { character, advance: Number(advance), low: Number(low), high: Number(high), path };
}
