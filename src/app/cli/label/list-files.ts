import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LABEL_FORMATS } from '../../../label/index.ts';
import { inputUnreadable } from './input-unreadable.ts';

const EXTENSIONS: ReadonlySet<string> = new Set(LABEL_FORMATS.flatMap(({ extensions }) => extensions));

/**
 * The files that people mean by some paths: files as they are, of a folder all files below it with one of the extensions (those
 * of all label formats, unless others are given), of a pattern (`*`, `**`, `?`) whatever it matches. Sorted, each once.
 *
 * @throws HeguiError E_INPUT_UNREADABLE naming a path that leads to nothing
 */
export function listFiles(paths: readonly string[], extensions = EXTENSIONS): string[] {
  const files = new Set<string>();
  for (const path of paths) {
    const found = filesAt(path, extensions);
    if (found.length === 0) throw inputUnreadable(path, new Error('holds no file that could carry a label'));
    for (const file of found) files.add(file);
  }
  return [...files].sort();
}

function filesAt(path: string, extensions: ReadonlySet<string>): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true)
    return globSync('**/*', { cwd: path })
      .filter((file) => extensions.has(file.slice(file.lastIndexOf('.') + 1).toLowerCase()))
      .map((file) => join(path, file))
      .filter(isFile);
  if (stat !== undefined) return [path];
  if (!/[*?[{]/.test(path)) throw inputUnreadable(path, Object.assign(new Error(), { code: 'ENOENT' }));
  return globSync(path).filter(isFile);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
