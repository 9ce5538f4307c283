import type { z } from 'zod';
import type { upstreamChangeSchema } from '../../contract/index.ts';
import { invalidField } from '../../kernel/index.ts';

export type UpstreamChange = z.infer<typeof upstreamChangeSchema>;

/** What becomes of a stored key: kept, removed, or replaced by the one given. */
export type KeyChange = 'keep' | 'remove' | { readonly key: string };

/** Left out or null keeps, the empty text removes, anything else replaces. */
export function keyChangeOf(apiKey: string | null | undefined): KeyChange {
  if (apiKey === undefined || apiKey === null) return 'keep';
  return apiKey === '' ? 'remove' : { key: apiKey };
}

/**
 * A stored key is never sent to a server that it was not given for.
 *
 * @throws HeguiError E_REQUEST_INVALID when the base URL moves to another origin while the stored key is kept.
 */
export function refuseMovedKey(fromUrl: string, toUrl: string, hasKey: boolean, change: KeyChange): void {
  if (!hasKey || change !== 'keep' || new URL(fromUrl).origin === new URL(toUrl).origin) return;
  throw invalidField('apiKey', 'must be entered again, or removed with "", because the base URL names another server');
}

/** @throws HeguiError E_REQUEST_INVALID for a base URL that carries a user, a password or a fragment. */
export function requirePlainUrl(baseUrl: string): void {
  const { username, password, hash } = new URL(baseUrl);
  if (username !== '' || password !== '') throw invalidField('baseUrl', 'must not hold a user or password; use apiKey');
  if (hash !== '') throw invalidField('baseUrl', 'must not end in a fragment (#…)');
}
