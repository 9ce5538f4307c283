import type { KeyEncryption } from '../evidence/index.ts';
import { Secret } from '../kernel/index.ts';

/** A judge's secret, wrapped for storage; it opens for this judge only. */
export const wrapSecret = async (encryption: KeyEncryption, judgeId: string, secret: string): Promise<Buffer> =>
  await encryption.wrap(Buffer.from(secret, 'utf8'), judgeId);

/** @throws HeguiError E_CONTENT_DAMAGED when it was not wrapped by this key for this judge. */
export async function unwrapSecret(
  encryption: KeyEncryption,
  judgeId: string,
  wrapped: Buffer | null,
): Promise<Secret | null> {
  if (wrapped === null) return null;
  return new Secret((await encryption.unwrap(wrapped, judgeId)).toString('utf8'));
}
