import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { to } from 'opencc-js/preset';

const OUTPUT = new URL('../src/screening/fold-traditional.ts', import.meta.url);
const PAIRS_PER_LINE = 50;

/**
 * Traditional to simplified characters, sorted by the traditional one.
 *
 * Only pairs of one UTF-16 unit each are kept, because the fold maps units. A chain (a to b, b to c) is followed to its
 * end, so that folding twice changes nothing.
 */
export function readTraditionalPairs(): ReadonlyMap<string, string> {
  const direct = new Map<string, string>();
  for (const dictionary of (to.cn ?? []).flat(2)) {
    const entries =
      typeof dictionary === 'string' ? dictionary.split('|').map((entry) => entry.split(' ')) : dictionary;
    for (const [traditional, simplified] of entries) {
      if (traditional?.length === 1 && simplified?.length === 1 && traditional !== simplified) {
        direct.set(traditional, simplified);
      }
    }
  }
  const pairs = [...direct.keys()]
    .sort()
    .map((traditional) => [traditional, followChain(direct, traditional)] as const);
  return new Map(pairs.filter(([traditional, simplified]) => traditional !== simplified));
}

function followChain(direct: ReadonlyMap<string, string>, first: string): string {
  const seen = new Set([first]);
  let last = first;
  for (let next = direct.get(last); next !== undefined && !seen.has(next); next = direct.get(last)) {
    seen.add(next);
    last = next;
  }
  return last;
}

/** The source text of `src/screening/fold-traditional.ts`. */
export function renderFoldTraditional(): string {
  const pairs = [...readTraditionalPairs()].map(([traditional, simplified]) => traditional + simplified);
  const lines: string[] = [];
  for (let first = 0; first < pairs.length; first += PAIRS_PER_LINE) {
    lines.push(`  '${pairs.slice(first, first + PAIRS_PER_LINE).join('')}',`);
  }
  return [
    '// Made by scripts/generate-fold.ts; do not edit.',
    '// Derived from the character dictionary of OpenCC (Apache-2.0) as packaged by opencc-js.',
    '',
    `/** ${pairs.length} pairs: a traditional character, then its simplified form; each is one UTF-16 unit. */`,
    'export const TRADITIONAL_PAIRS: string = [',
    ...lines,
    "].join('');",
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = renderFoldTraditional();
  const before = await readFile(OUTPUT, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  });
  if (text !== before) await writeFile(OUTPUT, text);
  process.stdout.write(`${fileURLToPath(OUTPUT)}: ${text === before ? 'up to date' : 'written'}\n`);
}
