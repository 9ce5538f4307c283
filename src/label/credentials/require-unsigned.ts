import { HeguiError } from '../../kernel/errors.ts';
import { detectFormat } from '../file/label-file.ts';
import type { ByteSource } from '../file/source.ts';
import { windowed } from '../file/window.ts';
import { readContentCredentials } from './content-credentials.ts';

/**
 * A label that is written into a file changes the bytes that its manifest of C2PA was signed over: label first, sign last.
 *
 * @throws HeguiError E_FILE_SIGNED when the file carries a manifest.
 */
export async function requireUnsigned(source: ByteSource, name: string | null = null): Promise<void> {
  const format = await detectFormat(source, name);
  const credentials = format === null ? null : await readContentCredentials(format.id, windowed(source));
  if (credentials === null) return;
  const message = `carries a manifest of C2PA (${credentials.place}), which writing a label would invalidate`;
  throw new HeguiError('E_FILE_SIGNED', message, { fields: [{ path: 'file', message }] });
}
