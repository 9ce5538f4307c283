import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { type Config, HeguiError } from '../kernel/index.ts';
import { type LawBook, type LawFile, READ_ELSEWHERE, readLaw } from '../law/index.ts';

const SHIPPED = resolve(import.meta.dirname, '..', '..', 'law');
/** A file of the law is some ten kilobytes; more than this is a mistake. */
const FILE_BYTES_MAX = 8 * 1_024 * 1_024;
const FILES_MAX = 1_000;

/**
 * The law as it lies on disk: the shipped folder with whatever was dropped into it, then the operator's own folder.
 *
 * @throws HeguiError E_LAW_INVALID naming file and line; E_CONFIG_INVALID for a folder that is none.
 */
export async function openLaw(config: Pick<Config, 'lawFolder'>): Promise<LawBook> {
  const own = config.lawFolder;
  return readLaw([...(await readFolder(SHIPPED, 'law')), ...(own === undefined ? [] : await readOwn(own))]);
}

async function readOwn(folder: string): Promise<readonly LawFile[]> {
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return readFolder(folder, folder);
  const message = `there is no folder ${folder}; make it or leave HEGUI_LAW_DIR out`;
  throw new HeguiError('E_CONFIG_INVALID', `lawFolder: ${message}`, { fields: [{ path: 'lawFolder', message }] });
}

/** @param name what stands in front of the paths in faults. */
async function readFolder(folder: string, name: string): Promise<readonly LawFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))

    .filter((path) => !(folder === SHIPPED && READ_ELSEWHERE.includes(path)))
    .sort();
  if (paths.length > FILES_MAX)
    throw new HeguiError('E_LAW_INVALID', `${name} holds more than ${FILES_MAX} files; is it the right folder?`);
  return Promise.all(
    paths.map(async (path) => ({
      name: `${name}/${path.split(sep).join('/')}`,
      text: await readText(join(folder, path), `${name}/${path}`),
    })),
  );
}

async function readText(path: string, name: string): Promise<string> {
  const { size } = await stat(path);
  if (size > FILE_BYTES_MAX) throw new HeguiError('E_LAW_INVALID', `${name} is larger than ${FILE_BYTES_MAX} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new HeguiError('E_LAW_INVALID', `${name} is not UTF-8; save it as UTF-8`, { cause: error });
  }
}
