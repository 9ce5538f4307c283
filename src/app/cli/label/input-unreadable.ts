import { HeguiError } from '../../../kernel/index.ts';

/** That a file could not be opened or found, in words. */
export function inputUnreadable(path: string, cause: unknown): HeguiError {
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  const why =
    code === 'ENOENT'
      ? 'does not exist'
      : code === 'EACCES'
        ? 'may not be read'
        : cause instanceof Error
          ? cause.message
          : 'cannot be read';
  return new HeguiError('E_INPUT_UNREADABLE', `${path}: ${why}`, { cause });
}
