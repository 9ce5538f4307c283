import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { HeguiError, MIB } from '../kernel/index.ts';
import { isMissing, storageError, storageFull } from './errors.ts';
import { FILE_NAME, type FileStore, type StoredName } from './file-store.ts';

const UNFINISHED = 'unfinished';
/** The database may share the disk and must go on writing when no file fits any more. */
const SPARE_BYTES: number = 64 * MIB;
/** Characters of a name by which files are spread over folders; the last ones are random. */
const SHARD_CHARS = 2;

/**
 * Files in a folder. Each is written beside its place, brought to the disk, and put there by renaming, so that a crash leaves a
 * whole file or none.
 */
export class FolderStore implements FileStore {
  readonly kind = 'folder';
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async write(name: string, size: number, content: () => AsyncIterable<Uint8Array>): Promise<void> {
    const place = this.#placeOf(name);
    const unfinished = join(this.#folder, UNFINISHED, `${name}-${randomBytes(6).toString('hex')}`);
    try {
      await this.requireRoom(size);
      await mkdir(join(this.#folder, UNFINISHED), { recursive: true, mode: 0o700 });
      await writeDurably(unfinished, size, content());
      await mkdir(place.folder, { recursive: true, mode: 0o700 });
      await rename(unfinished, place.path);
      await syncFolder(place.folder);
      await syncFolder(this.#folder);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw isOfFileSystem(error) ? storageError(error) : error;
    }
  }

  async read(name: string): Promise<Readable | null> {
    const { path } = this.#placeOf(name);
    try {
      await stat(path);
    } catch (error) {
      if (isMissing(error)) return null;
      throw storageError(error);
    }
    return createReadStream(path);
  }

  async remove(name: string): Promise<void> {
    try {
      await unlink(this.#placeOf(name).path);
    } catch (error) {
      if (!isMissing(error)) throw storageError(error);
    }
  }

  async *list(): AsyncGenerator<StoredName> {
    for (const shard of await namesIn(this.#folder)) {
      if (shard.length !== SHARD_CHARS) continue;
      for (const name of await namesIn(join(this.#folder, shard))) {
        const changedAt = FILE_NAME.test(name) ? await changedAtOf(join(this.#folder, shard, name)) : null;
        if (changedAt !== null) yield { name, changedAt };
      }
    }
  }

  async requireRoom(bytes: number): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(this.#folder);
    const free = bavail * bsize;
    if (free < bytes + SPARE_BYTES)
      throw storageFull(`${free} bytes are free, of which ${SPARE_BYTES} are kept; ${bytes} are needed`);
  }

  async removeUnfinished(before: Date): Promise<void> {
    const folder = join(this.#folder, UNFINISHED);
    for (const name of await namesIn(folder)) {
      const changedAt = await changedAtOf(join(folder, name));
      if (changedAt !== null && changedAt < before) await rm(join(folder, name), { force: true });
    }
  }

  #placeOf(name: string): { readonly folder: string; readonly path: string } {
    if (!FILE_NAME.test(name)) throw new HeguiError('E_INTERNAL', 'what was asked of the file store is no name');
    const folder = join(this.#folder, name.slice(-SHARD_CHARS));
    return { folder, path: join(folder, name) };
  }
}

async function writeDurably(path: string, size: number, content: AsyncIterable<Uint8Array>): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  let written = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      written += chunk.length;
      yield chunk;
    }
  };
  // `flush` brings the bytes to the disk before the file is closed.
  await pipeline(Readable.from(counted(), { objectMode: false }), handle.createWriteStream({ flush: true }));
  if (written !== size)
    throw new HeguiError('E_INTERNAL', `a file of ${size} bytes was to be stored; there are ${written}`);
}

/** Without this the name may be gone after a power failure, although the file's bytes are there. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw storageError(error);
  }
}

async function changedAtOf(path: string): Promise<Date | null> {
  try {
    return (await stat(path)).mtime;
  } catch (error) {
    if (isMissing(error)) return null;
    throw storageError(error);
  }
}

const isOfFileSystem = (error: unknown): boolean =>
  error instanceof Error && typeof Reflect.get(error, 'syscall') === 'string';
