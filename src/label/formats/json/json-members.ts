import type { ByteSource } from '../../file/source.ts';
import { readInto } from '../../file/source.ts';
import { byteOrderMarkLength } from '../../file/text.ts';
import { JsonScanner, type JsonShape } from './json-scanner.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Goes through a JSON text of any length in constant memory, and tells its shape.
 *
 * @throws HeguiError E_FILE_UNREADABLE when it is not one whole value of JSON.
 */
export async function readShape(source: ByteSource): Promise<JsonShape> {
  const start = byteOrderMarkLength(await source.read(0, 3));
  const scanner = new JsonScanner();
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, source.size));
  for (let at = start; at < source.size; ) {
    const bytes = await readInto(source, buffer, at);
    if (bytes.length === 0) break;
    scanner.scan(bytes, at);
    at += bytes.length;
  }
  return scanner.finish(source.size);
}
