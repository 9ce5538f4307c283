import type { Readable } from 'node:stream';

/** A name in a file store: nothing in it can lead out of the folder, and no two files share one. */
export const FILE_NAME: RegExp = /^fil_[0-9A-Z]{26}$/;

/** A file as it lies in the store. */
export interface StoredName {
  readonly name: string;
  readonly changedAt: Date;
}

/**
 * A place for files that are written once, read whole and removed. It knows nothing of what is in them: they come sealed. Every
 * method takes names of the form `FILE_NAME` and fails with E_STORAGE_UNAVAILABLE when the place is not to be had.
 */
export interface FileStore {
  readonly kind: 'folder' | 's3';
  /**
   * Puts a file there: durable when it resolves, and under its name either whole or not at all.
   *
   * @param open the bytes from the beginning; called anew for every try.
   * @throws HeguiError E_STORAGE_FULL; and whatever `open` throws.
   */
  write(name: string, size: number, open: () => AsyncIterable<Uint8Array>): Promise<void>;
  /** The file's bytes; null when there is none. A failure on the way ends the stream with an error. */
  read(name: string): Promise<Readable | null>;
  /** Removes the file; one that is not there is removed already. */
  remove(name: string): Promise<void>;
  /** Every file there is, in no order. */
  list(): AsyncIterable<StoredName>;
  /** @throws HeguiError E_STORAGE_FULL when it is known that so many bytes will not fit. */
  requireRoom(bytes: number): Promise<void>;
  /** Removes what was begun before `before` and never finished. */
  removeUnfinished(before: Date): Promise<void>;
}
