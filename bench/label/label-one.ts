/** Labels one file and prints the most memory this process held, in KiB; without a file, what it holds for nothing. */
import { basename } from 'node:path';
import { openFileSource } from '../../src/app/cli/label/file-source.ts';
import { writePatchedFile } from '../../src/app/cli/label/write-file.ts';
import { buildImplicitLabel, writeFileLabel } from '../../src/label/index.ts';

/** Writes a label into the file and puts the result at `out`. */
export async function labelFile(path: string, out: string): Promise<void> {
  const label = buildImplicitLabel({ providerCode: '001191350100M000100Y4310001', produceId: 'bench' });
  const source = await openFileSource(path);
  try {
    await writePatchedFile(source, await writeFileLabel(source, label, basename(path)), out);
  } finally {
    await source.close();
  }
}

if (import.meta.main) {
  const [path, out] = process.argv.slice(2);
  if (path !== undefined && out !== undefined) await labelFile(path, out);
  process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
}
