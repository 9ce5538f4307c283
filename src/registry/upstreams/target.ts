import type { KeyEncryption } from '../../evidence/index.ts';
import { Secret } from '../../kernel/index.ts';
import type { UpstreamTarget, UpstreamTimeouts } from '../model.ts';
import type { UpstreamRow } from './store.ts';

/** A stored upstream as a request is sent to it: key unwrapped, time-outs filled in. */
export async function toTarget(
  row: UpstreamRow,
  encryption: KeyEncryption,
  timeouts: UpstreamTimeouts,
): Promise<UpstreamTarget> {
  return {
    id: row.id,
    name: row.name,
    baseUrl: row.baseUrl,
    apiKey: row.apiKey === null ? null : await unwrapKey(encryption, row.id, row.apiKey),
    models: row.models,
    connectMs: row.connectMs ?? timeouts.connectMs,
    firstByteMs: row.firstByteMs ?? timeouts.firstByteMs,
    idleMs: row.idleMs ?? timeouts.idleMs,
    demonstration: false,
  };
}

/** The key that an upstream is called with, wrapped for storage. It opens for this upstream only. */
export async function wrapKey(encryption: KeyEncryption, upstreamId: string, key: string): Promise<Buffer> {
  return await encryption.wrap(Buffer.from(key, 'utf8'), upstreamId);
}

async function unwrapKey(encryption: KeyEncryption, upstreamId: string, wrapped: Buffer): Promise<Secret> {
  return new Secret((await encryption.unwrap(wrapped, upstreamId)).toString('utf8'));
}
