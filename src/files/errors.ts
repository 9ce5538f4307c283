import { HeguiError } from '../kernel/index.ts';

const FULL_CODES = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** A failure of the file system as one of ours. */
export function storageError(error: unknown): HeguiError {
  if (error instanceof HeguiError) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && FULL_CODES.has(code)) return storageFull('a file did not fit', error);
  return storageUnavailable(`the file store failed (${typeof code === 'string' ? code : 'unknown'})`, error);
}

export const storageFull = (detail: string, cause?: unknown): HeguiError =>
  new HeguiError('E_STORAGE_FULL', detail, cause === undefined ? {} : { cause });

export const storageUnavailable = (detail: string, cause?: unknown): HeguiError =>
  new HeguiError('E_STORAGE_UNAVAILABLE', detail, cause === undefined ? {} : { cause });

/** Does the error say that there is no such file? */
export const isMissing = (error: unknown): boolean => error instanceof Error && Reflect.get(error, 'code') === 'ENOENT';
