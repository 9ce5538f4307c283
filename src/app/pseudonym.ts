import type { KeyedHash } from '../evidence/index.ts';

const CHARS = 32;

/** One name per end user and service, which leads back to nobody without the key. */
export const pseudonymOf =
  (keyedHash: KeyedHash) =>
  (serviceId: string, user: string): string =>
    keyedHash('end-user', `${serviceId}\n${user}`).slice(0, CHARS);
