/**
 * Makes kernel-bytes.ts of kernel.as in each folder that has one: WebAssembly that an engine runs where it can, as text, so that the
 * engine imports nothing and needs no file beside it.
 *
 * Usage: node scripts/build-kernel.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCES = join(import.meta.dirname, '..', 'src');
const FOLDERS = [join(SOURCES, 'screening', 'kernel'), join(SOURCES, 'label', 'formats', 'json', 'kernel')];
const COLUMNS = 118;
const OPTIONS = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--initialMemory', '1'],
  ...['--use', 'abort=', '--enable', 'bulk-memory', '--enable', 'simd'],
];

/** Compiles the kernel in a folder; returns the text of its `kernel-bytes.ts`. */
export async function buildKernel(folder: string): Promise<string> {
  const source = readFileSync(join(folder, 'kernel.as'), 'utf8');
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await asc.main(['kernel.ts', '--outFile', 'kernel.wasm', ...OPTIONS], {
    readFile: (name) => (name === 'kernel.ts' ? source : null),
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') bytes = contents;
    },
    listFiles: () => [],
  });
  if (error !== null || bytes === null) throw new Error(`kernel.as: ${error?.message ?? ''} ${stderr.toString()}`);
  const text = Buffer.from(bytes).toString('base64');
  const lines = text.match(new RegExp(`.{1,${COLUMNS - 7}}`, 'g')) ?? [];
  return [
    '// Made by scripts/build-kernel.ts out of kernel.as; do not edit.',
    '',
    `/** The kernel as WebAssembly, ${Buffer.from(bytes).length} bytes in base64. */`,
    'export const KERNEL_BASE64: string = [',
    ...lines.map((line) => `  '${line}',`),
    "].join('');",
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  for (const folder of FOLDERS) writeFileSync(join(folder, 'kernel-bytes.ts'), await buildKernel(folder));
