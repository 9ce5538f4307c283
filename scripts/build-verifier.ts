import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = resolve(import.meta.dirname, '..');
const HEAD = `#!/usr/bin/env node
// Verifies Hegui evidence bundles. One file, no dependencies, no network: node hegui-verify.mjs BUNDLE [--key KEY]
// What it checks, and how to write another one like it: src/ledger/README.md.
// Node before 20 lacks this method.
String.prototype.isWellFormed ??= function () { return !/\\p{Surrogate}/u.test(this); };`;

/** Bundles the inspector's verifier into one file that runs on a bare Node 18 or newer. Returns its path. */
export async function buildVerifier(file: string = join(ROOT, 'dist', 'hegui-verify.mjs')): Promise<string> {
  mkdirSync(dirname(file), { recursive: true });
  const bundle = await rolldown({
    input: join(ROOT, 'src', 'ledger', 'inspector.ts'),
    platform: 'node',
    transform: { target: 'node18' },
    tsconfig: false,
  });
  try {
    const { output } = await bundle.write({ file, format: 'esm', banner: HEAD, codeSplitting: false });
    const foreign = output[0].imports.filter((name) => !name.startsWith('node:'));
    if (foreign.length > 0) throw new Error(`the verifier must stand alone, and it imports ${foreign.join(', ')}`);
  } finally {
    await bundle.close();
  }
  return file;
}

if (import.meta.main) process.stdout.write(`${await buildVerifier(process.argv[2])}\n`);
