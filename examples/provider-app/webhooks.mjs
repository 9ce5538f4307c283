// Events of Hegui, signed as standardwebhooks.com describes. An event says that something happened, by id; what happened is asked for.
import { createHmac, timingSafeEqual } from 'node:crypto';

const OLDEST_S = 5 * 60;

/** The event, or null for what nobody who knows the secret has sent within five minutes. `body` is the text as it came. */
export function readEvent(headers, body, secret, nowS = Math.floor(Date.now() / 1000)) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  const given = headers['webhook-signature'];
  if (secret === '' || !id || !timestamp || !given) return null;
  if (!/^\d+$/.test(timestamp) || Math.abs(nowS - Number(timestamp)) > OLDEST_S) return null;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest();
  // While a secret is changed there may be several signatures.
  const isRight = given.split(' ').some((one) => {
    const [version, signature = ''] = one.split(',');
    const bytes = Buffer.from(signature, 'base64');
    return version === 'v1' && bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  return isRight ? { id, ...JSON.parse(body) } : null;
}
