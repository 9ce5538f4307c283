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
        /** Of the service whose app is told; absent where the configuration says who is. */
        webhook: id.optional(),
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
    'notice.replayed': kind(
      z.strictObject({ notice: id, subject: id, by }),
      'none',
      'A person had the app of a service told once more.',
    ),
    'webhook.created': kind(
      z.strictObject({ webhook: id, service: id, events: z.array(z.string()), by }),
      'none',
      'The app of a service is told of some events from now on. Its address stays out.',
    ),
    'webhook.pinged': kind(
      z.strictObject({ webhook: id, notice: id, by }),
      'none',
      'A person tried whether the app of a service can be told.',
    ),
    'webhook.ended': kind(
      z.strictObject({ webhook: id, by }),
      'none',
      'The app of a service is told nothing more there.',
    ),
  } as const;
}
