import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Patch, patchedChunks } from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';
import { inputUnreadable } from './input-unreadable.ts';

/**
 * Writes the new file beside its place and moves it there once it is whole and on disk: whatever stood there stays as it was
 * until then, and after a failure.
 *
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to
 */
export async function writePatchedFile(source: FileSource, patch: Patch, path: string): Promise<void> {
  const draft = join(dirname(path), `.hegui-${randomBytes(6).toString('hex')}.tmp`);
  try {
    const handle = await open(draft, 'wx', source.mode);
    try {
      for await (const chunk of patchedChunks(source, patch)) await handle.writeFile(chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw inputUnreadable(path, error);
  }
}
