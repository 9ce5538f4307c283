import { z } from 'zod';
import type { KindParts } from './catalogue-review.ts';

/** What was told about a service, what followed, and when it no longer held. */
export function scopingKinds({ kind, id, count, hex32, by }: KindParts) {
  const findings = z.array(z.string());
  return {
    'scope.memo-made': kind(
      z.strictObject({
        memo: id,
        service: id,
        number: count,
        day: z.iso.date(),
        /** SHA-256 of facts and findings as canonical JSON, and of the sources of law below them. */
        digest: hex32,
        lawDigest: hex32,
        by,
      }),
      'none',
      'What applies to a service was worked out from what was told, and kept. @law measures#2 measures#17',
    ),
    'scope.memo-signed': kind(
      z.strictObject({ memo: id, service: id, digest: hex32, by }),
      'none',
      'A person put their name under a scope memo.',
    ),
    'scope.facts-told': kind(
      z.strictObject({
        service: id,
        /** Names of the facts; their values stand with the service. */
        facts: z.array(z.string()),
        by,
      }),
      'none',
      'The provider’s own app told facts that changed since the latest memo.',
    ),
    'scope.seen': kind(
      z.strictObject({ service: id, observation: z.enum(['minors', 'image', 'audio', 'video']) }),
      'none',
      'Traffic showed something of a service for the first time.',
    ),
    'scope.changed': kind(
      z.strictObject({
        change: id,
        service: id,
        memo: id,
        causes: z.array(z.enum(['day', 'law', 'facts', 'traffic'])),
        findings,
      }),
      'none',
      'Findings of the latest memo would now be others.',
    ),
    'scope.settled': kind(
      z.strictObject({ change: id, service: id, memo: id }),
      'none',
      'A new memo, or the facts themselves, agree with what holds now.',
    ),
  };
}
