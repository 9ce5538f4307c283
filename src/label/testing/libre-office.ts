import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Flat XML of OpenDocument: for texts, tables and slides. */
export type FlatKind = 'fodt' | 'fods' | 'fodp';

/**
 * What LibreOffice makes of documents that it opens, as XML, by their names; one start for all of them. Fails when one cannot
 * be opened, and says how to get LibreOffice when it is missing.
 */
export function openedByLibreOffice(
  documents: ReadonlyMap<string, Uint8Array>,
  kind: FlatKind,
): ReadonlyMap<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-office-'));
  try {
    // The output is named after the document without its ending, so each gets a folder of its own name.
    const paths = [...documents].map(([name, bytes], index) => {
      const path = join(folder, `${index}-${name}`);
      writeFileSync(path, bytes);
      return { name, path, out: join(folder, 'out', `${index}-${name.replace(/\.[^.]+$/, '')}.${kind}`) };
    });
    mkdirSync(join(folder, 'out'));
    const { error, status, stderr } = spawnSync(
      'soffice',
      [
        ...['--headless', '--norestore', `-env:UserInstallation=file://${folder}/profile`],
        ...['--convert-to', kind, '--outdir', join(folder, 'out'), ...paths.map(({ path }) => path)],
      ],
      { encoding: 'utf8', timeout: 180_000 },
    );
    if (error !== undefined && Reflect.get(error, 'code') === 'ENOENT') {
      throw new Error(
        'the tests need LibreOffice: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui',
      );
    }
    if (error !== undefined || status !== 0) throw new Error(`soffice ended with ${status}: ${stderr}`);
    return new Map(paths.map(({ name, out }) => [name, readFileSync(out, 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A custom property of a document in flat XML; undefined when it has none of that name. */
export function propertyIn(flat: string, name: string): string | undefined {
  const written = new RegExp(`<meta:user-defined meta:name="${name}"[^>]*>([^<]*)<`).exec(flat)?.[1];
  return written
    ?.replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
