import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** What the public is shown and told. Addresses and words stay out. */
export function portalKinds({ kind, id, count, hex32, by }: KindParts) {
  return {
    'portal.settings-changed': kind(
      z.strictObject({ revision: count, digest: hex32, by }),
      'none',
      'How the public portal looks and guards itself changed.',
    ),
    'notice.queued': kind(
      z.strictObject({
        notice: id,
        subject: id,
        channel: z.enum(['email', 'sms', 'webhook']),
        template: z.string(),
        /** False when no such channel is set up: then nothing goes out. */
        sendable: z.boolean(),
      }),
      'none',
      'Somebody outside is to be told something.',
    ),
    'notice.settled': kind(
      z.strictObject({
        notice: id,
        subject: id,
        state: z.enum(['sent', 'failed']),
        attempts: count,
        fault: z.string().optional(),
      }),
      'none',
      'A notice was taken by the other side, or given up.',
    ),
  } as const;
}
