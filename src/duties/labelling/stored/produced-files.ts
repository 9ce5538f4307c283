import { z } from 'zod';
import type { ContentVault, UnitOfWork } from '../../../evidence/index.ts';
import { type FileStore, openStream, sealedSize, sealStream } from '../../../files/index.ts';
import { type Clock, type FillRandom, HeguiError, type IdFactory, type Log, sha256 } from '../../../kernel/index.ts';
import type { Database, Sql } from '../../../store/index.ts';
import type { CommitWith, KeptFile, LabelledContent } from '../model.ts';
import { insertStored, markDeleted, readRowFile, readStored, type StoredFileRow } from './store.ts';

export interface ProducedFilesParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'sealingKey' | 'openingKey' | 'open'>;
  readonly store: FileStore;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly log: Log;
  readonly fillRandom: FillRandom;
}

/** A file that lies in the store, and of which nobody knows yet. */
export interface SealedFile {
  readonly id: string;
  readonly content: LabelledContent;
  readonly contentKey: string;
  readonly bytes: number;
  /** The last part of its address, 43 characters that nobody can guess; null for a file without one. */
  readonly token: string | null;
}

const TOKEN_BYTES = 32;
const rowContentSchema = z.object({ mediaType: z.string(), aigc: z.string(), file: z.base64() });

/**
 * Files that wait to be fetched. They lie in the file store, sealed under the data key of whoever asked for them, so erasing the
 * person erases them too.
 */
export class ProducedFiles {
  readonly #parts: ProducedFilesParts;

  constructor(parts: ProducedFilesParts) {
    this.#parts = parts;
  }

  /**
   * Seals a file and puts it into the store, where it stays if `keep` follows within the hour.
   *
   * @throws HeguiError E_STORAGE_FULL, E_STORAGE_UNAVAILABLE; and whatever `open` throws.
   */
  async put(
    content: LabelledContent,
    bytes: { readonly size: number; readonly open: () => AsyncIterable<Uint8Array> },
    { subject, hasAddress }: { readonly subject: string; readonly hasAddress: boolean },
  ): Promise<SealedFile> {
    const { store, vault, ids } = this.#parts;
    const id = ids.next('fil');
    const { id: keyId, key } = await vault.sealingKey(subject);
    await store.write(id, sealedSize(bytes.size), () => sealStream({ keyId, key, name: id }, bytes.open()));
    return { id, content, contentKey: keyId, bytes: bytes.size, token: hasAddress ? this.#newToken() : null };
  }

  /** Lets a file in the store be handed out until then. */
  async keep(tx: Sql, file: SealedFile, serviceId: string, expiresAt: Date): Promise<void> {
    const { id, content, contentKey, bytes, token } = file;
    await insertStored(tx, {
      id,
      produceId: content.produceId,
      serviceId,
      store: this.#parts.store.kind,
      tokenHash: token === null ? null : sha256(token),
      contentKey,
      bytes,
      expiresAt,
    });
  }

  /** The file at an address; null when there is none or its time is over. @throws HeguiError E_CONTENT_ERASED */
  async openAddress(token: string): Promise<KeptFile | null> {
    const { database, clock } = this.#parts;
    const row = await readStored(database, { tokenHash: sha256(token) }, clock.now());
    return row === undefined ? await this.#openRow(token) : await this.#open(row);
  }

  /** The file with this name or this number; null when there is none or its time is over. @throws HeguiError E_CONTENT_ERASED */
  async openFile(by: { readonly id: string } | { readonly produceId: string }): Promise<KeptFile | null> {
    const { database, clock } = this.#parts;
    const row = await readStored(database, by, clock.now());
    return row === undefined ? null : await this.#open(row);
  }

  /**
   * Removes a file from the store because its owner asked; what else changes with it commits with the evidence. A file that is
   * gone already is no reason to fail.
   */
  async remove(id: string, commitWith: CommitWith<void>): Promise<void> {
    const { store, unitOfWork, clock } = this.#parts;
    await store.remove(id);
    await unitOfWork.run(async (tx, evidence) => {
      const was = await markDeleted(tx, id, clock.now());
      if (was !== undefined) {
        const { produceId, serviceId } = was;
        evidence.append('file.deleted', { file: id, produceId, service: serviceId, reason: 'asked' });
      }
      await commitWith(tx, evidence);
    });
  }

  async #open({ id, store, contentKey, bytes, mediaType, label }: StoredFileRow): Promise<KeptFile | null> {
    const { vault, store: ours } = this.#parts;
    const key = await vault.openingKey(contentKey);
    if (store !== ours.kind)
      throw new HeguiError(
        'E_STORAGE_UNAVAILABLE',
        `the file was put into the ${store}, and this process uses the ${ours.kind}`,
      );
    const sealed = await ours.read(id);
    if (sealed === null) {
      this.#parts.log.error({ file: id }, 'a file that should be in the store is not there');
      throw new HeguiError('E_STORAGE_UNAVAILABLE', 'the file is not in the store that this process uses');
    }
    return {
      size: Number(bytes),
      mediaType,
      aigc: label,
      content: openStream({ keyId: contentKey, key, name: id }, sealed),
    };
  }

  /** A file that was put into the database before there was a store. */
  async #openRow(token: string): Promise<KeptFile | null> {
    const { database, vault, clock } = this.#parts;
    const row = await readRowFile(database, sha256(token), clock.now());
    if (row === undefined) return null;
    const { content } = await vault.open(row.contentKey, row.content);
    const parsed = rowContentSchema.safeParse(content);
    if (!parsed.success) throw new HeguiError('E_CONTENT_DAMAGED', 'a kept file does not hold what was put into it');
    const { mediaType, aigc, file } = parsed.data;
    const bytes = Buffer.from(file, 'base64');
    return { mediaType, aigc, size: bytes.length, content: once(bytes) };
  }

  #newToken(): string {
    const random = Buffer.alloc(TOKEN_BYTES);
    this.#parts.fillRandom(random);
    return random.toString('base64url');
  }
}

/** Bytes that are in memory already, as a stream. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
