/**
 * Makes src/screening/kernel/kernel-bytes.ts of src/screening/kernel/kernel.as: the WebAssembly the screening engine runs
 * where it can, as text, so that the engine imports nothing and needs no file beside it.
 *
 * Usage: node scripts/build-kernel.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const SOURCE = new URL('../src/screening/kernel/kernel.as', import.meta.url);
const OUTPUT = new URL('../src/screening/kernel/kernel-bytes.ts', import.meta.url);
const COLUMNS = 118;
const OPTIONS = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--initialMemory', '1'],
  ...['--use', 'abort=', '--enable', 'bulk-memory', '--enable', 'simd'],
];

/** Compiles the kernel; returns the text of `kernel-bytes.ts`. */
export async function buildKernel(): Promise<string> {
  const source = readFileSync(SOURCE, 'utf8');
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

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(OUTPUT, await buildKernel());
