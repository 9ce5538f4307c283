import { createHmac } from 'node:crypto';
import { sha256Hex } from '../kernel/index.ts';

/** HMAC-SHA256; 32 bytes. */
export const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
export const hmacHex = (key: string | Buffer, text: string): string => hmac(key, text).toString('hex');
export { sha256Hex };

/** `2026-11-26T01:02:03Z` */
export const isoSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
/** `20261126T010203Z` */
export const basicIso = (at: Date): string => isoSeconds(at).replaceAll(/[-:]/g, '');

/** Percent-encoding as signatures want it: everything but letters, digits and `-_.~`. */
export const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

export const encodeForm = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&');
