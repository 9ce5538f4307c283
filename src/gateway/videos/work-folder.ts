import { mkdir, mkdtemp, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../kernel/index.ts';

const TOUCH_MS: number = 30 * SECOND_MS;
/** A folder that nobody has touched for so long belongs to a process that is gone. */
const STALE_MS: number = 10 * MINUTE_MS;

/**
 * Films are fetched and marked on the disk, where they lie as they are for as long as that takes. Each has a folder of its own,
 * which its process touches now and then, so that what a crash leaves is told from what is in use.
 */
export class WorkFolder {
  readonly #folder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  /** A folder for as long as `work` takes. */
  async use<T>(work: (folder: string) => Promise<T>): Promise<T> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.#folder, 'film-'));
    const touch = setInterval(() => {
      const now = this.#clock.now();
      // A folder that cannot be touched is on a disk that will tell the work itself.
      utimes(folder, now, now).catch(() => undefined);
    }, TOUCH_MS);
    try {
      return await work(folder);
    } finally {
      clearInterval(touch);
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes what processes left that ended in the middle of their work. */
  async removeStale(): Promise<void> {
    const before = this.#clock.now().getTime() - STALE_MS;
    for (const name of await readdir(this.#folder).catch(() => [])) {
      const path = join(this.#folder, name);
      const seen = await stat(path).catch(() => null);
      if (seen !== null && seen.mtimeMs < before) await rm(path, { recursive: true, force: true });
    }
  }
}
