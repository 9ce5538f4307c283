import { createHmac } from 'node:crypto';
import { SECOND_MS } from '../kernel/index.ts';

const PREFIX = 'whsec_';

/** A secret that begins with `whsec_` holds its bytes in Base64; any other is its own bytes. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith(PREFIX) ? Buffer.from(secret.slice(PREFIX.length), 'base64') : Buffer.from(secret, 'utf8');

/**
 * The headers of a webhook as standardwebhooks.com has them: an id by which a repetition is told, the second of this attempt, and
 * HMAC-SHA256 over `ID.SECOND.BODY`, in Base64 after `v1,`. Whoever receives it refuses what is older than some minutes.
 */
export function signedHeaders(id: string, body: string, secret: string, at: Date): Readonly<Record<string, string>> {
  const seconds = String(Math.floor(at.getTime() / SECOND_MS));
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
}
