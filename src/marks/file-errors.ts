import { HeguiError } from '../kernel/index.ts';

/** The file is broken, for the reason given. */
export const unreadableFile = (message: string, cause?: unknown): HeguiError =>
  new HeguiError('E_FILE_UNREADABLE', message, { fields: [{ path: 'file', message }], cause });

/** The file is whole, but cannot be marked, for the reason given. */
export const unsupportedFile = (message: string): HeguiError =>
  new HeguiError('E_FILE_UNSUPPORTED', message, { fields: [{ path: 'file', message }] });
