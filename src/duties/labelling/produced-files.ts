import { z } from 'zod';
import type { ContentVault } from '../../evidence/index.ts';
import { type Clock, type FillRandom, HeguiError, type Log, MINUTE_MS, sha256 } from '../../kernel/index.ts';
import { labelText } from '../../label/index.ts';
import type { Database, Sql } from '../../store/index.ts';
import type { LabelledFile } from './model.ts';
import { deleteExpired, insertFile, readFile } from './store.ts';

export interface ProducedFilesParts {
  readonly database: Database;
  readonly vault: Pick<ContentVault, 'seal' | 'open'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly fillRandom: FillRandom;
  /** How long a file waits at its address. */
  readonly lifeMs: number;
}

/** A file as it is handed out at its address. */
export interface KeptFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** The label as one line. */
  readonly aigc: string;
}

/** A file on its way to its address. */
export interface SealedFile {
  /** The last part of the address: 43 characters that nobody can guess. */
  readonly token: string;
  readonly produceId: string;
  readonly contentKey: string;
  readonly content: Buffer;
}

const TOKEN_BYTES = 32;
const SWEEP_MS = MINUTE_MS;
const SWEEP_FILES_MAX = 200;
const contentSchema = z.object({ mediaType: z.string(), aigc: z.string(), file: z.base64() });

/**
 * Files that wait at an address of their own for being fetched. They lie sealed under the data key of whoever asked for them, so
 * erasing the person erases them too, and they go when their time is over.
 */
export class ProducedFiles {
  readonly #parts: ProducedFilesParts;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> = Promise.resolve();

  constructor(parts: ProducedFilesParts) {
    this.#parts = parts;
  }

  /** Seals a file under the subject's data key. Before the unit of work, for making that key is one of its own. */
  async seal({ produceId, bytes, mediaType, label }: LabelledFile, subject: string): Promise<SealedFile> {
    const { vault, fillRandom } = this.#parts;
    const random = Buffer.alloc(TOKEN_BYTES);
    fillRandom(random);
    const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
    const sealed = await vault.seal(subject, { mediaType, aigc: labelText(label), file });
    return { token: random.toString('base64url'), produceId, contentKey: sealed.keyId, content: sealed.bytes };
  }

  /** Lets a sealed file wait at its address. */
  async keep(tx: Sql, { token, ...file }: SealedFile): Promise<void> {
    const { clock, lifeMs } = this.#parts;
    const expiresAt = new Date(clock.now().getTime() + lifeMs);
    await insertFile(tx, { ...file, tokenHash: sha256(token), expiresAt });
  }

  /** The file at an address; null when there is none or its time is over. @throws HeguiError E_CONTENT_ERASED */
  async open(token: string): Promise<KeptFile | null> {
    const { database, vault, clock } = this.#parts;
    const row = await readFile(database, sha256(token), clock.now());
    if (row === undefined) return null;
    const { content } = await vault.open(row.contentKey, row.content);
    const parsed = contentSchema.safeParse(content);
    if (!parsed.success) throw new HeguiError('E_CONTENT_DAMAGED', 'a kept file does not hold what was put into it');
    const { mediaType, aigc, file } = parsed.data;
    return { mediaType, aigc, bytes: Buffer.from(file, 'base64') };
  }

  /** Removes what is over, now and every minute until `stop`. */
  start(): void {
    const sweep = (): void => {
      this.#sweeping = this.sweep().catch((error: unknown) => {
        const fields = error instanceof Error ? { error } : {};
        this.#parts.log.warn(fields, 'files whose time is over could not be removed; tried again in a minute');
      });
    };
    this.#timer = setInterval(sweep, SWEEP_MS);
    this.#timer.unref();
    sweep();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  /** Removes every file whose time is over. */
  async sweep(): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    while ((await deleteExpired(database, now, SWEEP_FILES_MAX)) === SWEEP_FILES_MAX);
  }
}
