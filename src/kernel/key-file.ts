import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HeguiError } from './errors.ts';

const OTHERS = 0o077;
const isPosix = process.platform !== 'win32';

/**
 * The content of a key file, or null when there is none.
 *
 * @throws HeguiError E_DATA_FOLDER_UNUSABLE when others than its owner may read or write it.
 */
export function readKeyFile(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    const mode = statSync(path).mode & 0o777;
    // Windows has no such bits; there the data folder's own access list must do.
    if (isPosix && (mode & OTHERS) !== 0) {
      const now = mode.toString(8).padStart(4, '0');
      throw unusable(path, `others may use this key (mode ${now}); run: chmod 600 ${path}`);
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw error instanceof HeguiError ? error : unusable(path, 'the key cannot be read; check its owner', error);
  }
}

/**
 * Writes a new key file, whole and durable or not at all, readable by its owner only. When another process was faster,
 * its file stays. Returns what the file holds now.
 */
export function createKeyFile(path: string, content: string): string {
  const folder = dirname(path);
  const draft = join(folder, `.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const isNew = mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined;
    writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: true });
    giveToOwner(folder, isNew ? [folder, draft] : [draft]);
    // A link fails where a rename would replace a key that another process has just made.
    linkSync(draft, path);
    syncFolder(folder);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code !== 'EEXIST')
      throw unusable(path, `the key cannot be written (${String(code)}); check disk and owner`, error);
  } finally {
    rmSync(draft, { force: true });
  }
  const kept = readKeyFile(path);
  if (kept === null) throw unusable(path, 'the key was removed while it was being made');
  return kept;
}

// What root makes for the service must belong to the service's user, who owns the folder above.
function giveToOwner(folder: string, paths: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(dirname(folder));
  for (const path of paths) chownSync(path, uid, gid);
}

function syncFolder(folder: string): void {
  if (!isPosix) return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

export const unusable = (path: string, remedy: string, cause?: unknown): HeguiError =>
  new HeguiError('E_DATA_FOLDER_UNUSABLE', `${path}: ${remedy}`, cause === undefined ? {} : { cause });
