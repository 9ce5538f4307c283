import { LRUCache } from 'lru-cache';
import type { KeyedHash } from '../evidence/index.ts';

const CHARS = 32;
const KEPT_MAX = 10_000;

/** One name per end user and service, which leads back to nobody without the key. Those seen last are kept in memory. */
export function pseudonymOf(keyedHash: KeyedHash): (serviceId: string, user: string) => string {
  const kept = new LRUCache<string, string>({ max: KEPT_MAX });
  return (serviceId, user) => {
    const subject = `${serviceId}\n${user}`;
    const known = kept.get(subject);
    if (known !== undefined) return known;
    const pseudonym = keyedHash('end-user', subject).slice(0, CHARS);
    kept.set(subject, pseudonym);
    return pseudonym;
  };
}
