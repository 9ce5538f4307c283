import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { HeguiError } from '../kernel/index.ts';
import type { Account } from './server-user.ts';

/** Where the embedded server's files lie. */
export interface DataPaths {
  /** The data folder itself, absolute and without symbolic links. */
  readonly root: string;
  readonly cluster: string;
  readonly password: string;
  readonly log: string;
  readonly owner: string;
  readonly ownerLock: string;
  /** Folder of the unix socket. */
  readonly socket: string;
}

// sun_path holds 108 bytes on Linux and 104 on macOS, the last one zero.
const SOCKET_PATH_BYTES_MAX = 103;
const SOCKET_FILE = '.s.PGSQL.5432';
const WRITE_AND_SEARCH_ROOT = 0o711;

/**
 * Makes the data folder if there is none.
 *
 * @throws HeguiError E_DATA_FOLDER_UNUSABLE when it cannot be made or written.
 */
export function openDataFolder(folder: string): DataPaths {
  try {
    // Root lends the server to another user, who must be able to pass; the files inside are closed one by one.
    mkdirSync(folder, { recursive: true, mode: process.getuid?.() === 0 ? WRITE_AND_SEARCH_ROOT : 0o700 });
    const root = realpathSync(folder);
    const probe = join(root, `.probe-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
    return pathsOf(root);
  } catch (error) {
    throw folderError(folder, error);
  }
}

/** The paths of an existing data folder; `root` must be absolute and without symbolic links. */
function pathsOf(root: string): DataPaths {
  const inside = join(root, 'socket');
  const isShort = Buffer.byteLength(join(inside, SOCKET_FILE)) <= SOCKET_PATH_BYTES_MAX;
  // Inside the data folder nobody else can be there first and nothing sweeps it; /tmp only when the path is too long.
  const socket = isShort ? inside : `/tmp/hegui-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  return {
    root,
    cluster: join(root, 'postgres'),
    password: join(root, 'postgres.password'),
    log: join(root, 'postgres.log'),
    owner: join(root, 'owner.json'),
    ownerLock: join(root, 'owner.lock'),
    socket,
  };
}

/** Makes the socket's folder, empty, mode 0700 and the server's own. @throws HeguiError E_DATA_FOLDER_UNUSABLE */
export function prepareSocketFolder(paths: DataPaths, account: Account | null): void {
  const { socket } = paths;
  try {
    mkdirSync(socket, { recursive: true, mode: 0o700 });
    const stats = lstatSync(socket);
    // In /tmp someone else may have made it before us, to stand between us and the database.
    const mayOwn = new Set([process.getuid?.() ?? stats.uid, account?.uid ?? stats.uid, statSync(paths.root).uid]);
    if (!stats.isDirectory() || (process.platform !== 'win32' && !mayOwn.has(stats.uid))) {
      throw new HeguiError('E_DATA_FOLDER_UNUSABLE', `${socket} belongs to another user; remove it`);
    }
    chmodSync(socket, 0o700);
    if (account !== null) chownSync(socket, account.uid, account.gid);
    // A lock file left by a killed server names a process number that may be somebody else's by now.
    for (const name of readdirSync(socket)) rmSync(join(socket, name), { force: true });
  } catch (error) {
    throw folderError(socket, error);
  }
}

/** Writes a file that only its owner can read; as root it goes to the owner of the data folder. */
export function writePrivateFile(paths: DataPaths, path: string, content: string): void {
  try {
    writeFileSync(path, content, { mode: 0o600, flush: true });
    giveToFolderOwner(paths, path);
  } catch (error) {
    throw folderError(path, error);
  }
}

/** A command run by root must not leave files that the service's own user cannot open. */
export function giveToFolderOwner(paths: DataPaths, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(paths.root);
  chownSync(path, uid, gid);
}

/** A file error as E_DATA_FOLDER_UNUSABLE with its remedy. */
export function folderError(path: string, error: unknown): HeguiError {
  if (error instanceof HeguiError) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const remedy =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full; free space on it'
      : code === 'EACCES' || code === 'EPERM'
        ? 'this user may not use it; run Hegui as the owner of the data folder or change the owner'
        : 'choose another folder with HEGUI_DATA';
  return new HeguiError('E_DATA_FOLDER_UNUSABLE', `${path}: ${remedy} (${String(code)})`, { cause: error });
}
