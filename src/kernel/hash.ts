import { createHash, hash } from 'node:crypto';

/** SHA-256 of the bytes; 32 bytes. */
export function sha256(...parts: readonly (Uint8Array | string)[]): Buffer {
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return hash('sha256', only, 'buffer');
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
}

/** SHA-256 of the text's UTF-8 bytes as 64 lower-case hex digits. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}
