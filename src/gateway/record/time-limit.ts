import { SECOND_MS } from '../../kernel/index.ts';

/** While records are known to fail a client is not kept waiting for the full time. */
export const FAILING_MS_MAX = 2 * SECOND_MS;

/** The work's own outcome if it comes in time. @throws Error that says no answer came from the database. */
export function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no answer from the database in ${timeoutMs} ms`)), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
