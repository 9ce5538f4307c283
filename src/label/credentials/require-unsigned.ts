import { HeguiError } from '../../kernel/errors.ts';
import { detectFormat } from '../file/read-carrier.ts';
import type { ByteSource } from '../file/source.ts';
import { windowed } from '../file/window.ts';
import { type FoundStore, findStore } from './places.ts';

/**
 * A label that is written into a file changes the bytes that its manifest of C2PA was signed over: label first, sign last.
 *
 * @throws HeguiError E_FILE_SIGNED when the file carries a manifest.
 */
export async function requireUnsigned(source: ByteSource, name: string | null = null): Promise<void> {
  const format = await detectFormat(source, name);
  if (format !== null) await requireNoStore(findStore(format.id, windowed(source)));
}

/** As `requireUnsigned`, by what a search for manifests found; one that fails for what is wrong with the file has found none. */
export async function requireNoStore(search: Promise<FoundStore | null>): Promise<void> {
  const store = await search.catch((error: unknown) => {
    if (error instanceof HeguiError) return null;
    throw error;
  });
  if (store === null) return;
  const message = `carries a manifest of C2PA (${store.place}), which writing a label would invalidate`;
  throw new HeguiError('E_FILE_SIGNED', message, { fields: [{ path: 'file', message }] });
}
