/** Labels one file and prints the most memory this process held, in KiB; without a file, what it holds for nothing. */
import { openFileSource } from '../../src/app/cli/label/file-source.ts';
import { labelToFile } from '../../src/app/cli/label/label-to-file.ts';
import { buildImplicitLabel } from '../../src/label/index.ts';

/** Writes a label into the file as the command does, and puts the result at `out`. */
export async function labelFile(path: string, out: string): Promise<void> {
  const label = buildImplicitLabel({ providerCode: '001191350100M000100Y4310001', produceId: 'bench' });
  const source = await openFileSource(path);
  try {
    await labelToFile(source, label, { path, place: out, evenIfSigned: false });
  } finally {
    await source.close();
  }
}

if (import.meta.main) {
  const [path, out] = process.argv.slice(2);
  if (path !== undefined && out !== undefined) await labelFile(path, out);
  process.stdout.write(`${process.resourceUsage().maxRSS}\n`);
}
