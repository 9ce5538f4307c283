import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** Who end users are, as far as it was confirmed. Numbers, names, addresses and hashes of them stay out. */
export function identityKinds({ kind, id, hex32, by }: KindParts) {
  const method = z.enum(['code-sms', 'code-email', 'vendor', 'national', 'oidc', 'app']);
  const provider = {
    provider: id,
    name: z.string(),
    kind: z.string(),
    baseUrl: z.string(),
    /** SHA-256 of the canonical JSON of all settings but the secret. */
    settingsDigest: hex32,
    hasSecret: z.boolean(),
    by,
  };
  return {
    'identity.asserted': kind(
      z.strictObject({
        assertion: id,
        service: id,
        endUser: z.string(),
        level: z.enum(['phone', 'verified', 'entity']),
        method,
        provider: id.optional(),
        ageBand: z.enum(['under-8', '8-13', '14-15', '16-17', 'adult']).optional(),
        until: z.string(),
      }),
      'pseudonymous',
      'An end user was confirmed; durable before the user is let in for it. @law csl#26 deep-synthesis#9',
    ),
    'identity.ended': kind(
      z.strictObject({
        assertion: id,
        service: id,
        endUser: z.string(),
        reason: z.enum(['renewed', 'withdrawn', 'mistaken']),
        /** Of an end user who took it back. */
        channel: z.enum(['user', 'app']).optional(),
        /** Of staff, with the SHA-256 of what they gave as the reason. */
        by: by.optional(),
        reasonDigest: hex32.optional(),
      }),
      'pseudonymous',
      'A confirmation ended before its time: confirmed anew, taken back, or found to be wrong. @law pipl#15',
    ),
    'identity.refused': kind(
      z.strictObject({ service: id, endUser: z.string(), method, provider: id, reason: z.string() }),
      'pseudonymous',
      'A provider was asked about an end user and said no.',
    ),
    'identity.viewed': kind(
      z.strictObject({ service: id, endUser: z.string(), purpose: z.string(), by }),
      'pseudonymous',
      'A member of staff looked at what was confirmed of an end user. @law pipl#51',
    ),
    'identity-provider.created': kind(
      z.strictObject(provider),
      'none',
      'Somebody outside was given the task to confirm identities. @law pipl#21',
    ),
    'identity-provider.changed': kind(
      z.strictObject(provider),
      'none',
      'How a provider of identities is reached changed.',
    ),
    'identity-provider.retired': kind(
      z.strictObject({ provider: id, by }),
      'none',
      'A provider of identities is asked no more.',
    ),
  } as const;
}
