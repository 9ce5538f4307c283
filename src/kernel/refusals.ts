import { HeguiError } from './errors.ts';

/** A field that is not as required. `message` completes a sentence about the field and names the remedy. */
export const invalidField = (path: string, message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `${path}: ${message}`, { fields: [{ path, message }] });

/** A change that does not fit what is stored, told at the field to change. */
export const conflictingField = (path: string, message: string): HeguiError =>
  new HeguiError('E_CONFLICT', `${path}: ${message}`, { fields: [{ path, message }] });

/** An id that names nothing (any more); `what` is a noun such as `service`. */
export const unknownId = (what: string): HeguiError =>
  new HeguiError('E_NOT_FOUND', `there is no ${what} with this id`);
