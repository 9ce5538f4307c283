import { z } from 'zod';
import type { KindRow } from './catalogue.ts';

/** What the catalogue's rows are built from. */
export interface KindParts {
  readonly kind: <S extends z.ZodType>(schema: S, sensitivity: KindRow['sensitivity'], why: string) => KindRow<S>;
  readonly id: z.ZodString;
  readonly count: z.ZodInt;
  readonly hex32: z.ZodString;
  readonly by: z.ZodString;
}

const verdict = z.enum(['violation', 'no-violation']);

/** What people looked at and decided. Their words stay out; the entry holds codes. */
export function reviewKinds({ kind, id, count, by }: KindParts) {
  return {
    'review.enqueued': kind(
      z.strictObject({ item: id, exchange: id, reason: z.string(), risks: z.array(z.string()), severity: count, by }),
      'none',
      'Someone should look at an exchange.',
    ),
    'review.escalated': kind(
      z.strictObject({ item: id, exchange: id, by }),
      'pseudonymous',
      'A reviewer was not sure and handed the exchange on.',
    ),
    'review.decided': kind(
      z.strictObject({
        item: id,
        decision: id,
        exchange: id,
        verdict,
        risk: z.string().optional(),
        /** The decision that this one takes the place of. */
        reverses: id.optional(),
        by,
      }),
      'pseudonymous',
      'A person decided about an exchange. @law measures#14',
    ),
    'review.reversal-proposed': kind(
      z.strictObject({ reversal: id, decision: id, verdict, risk: z.string().optional(), by }),
      'pseudonymous',
      'Whoever decided wants to undo it; a second person must agree.',
    ),
    'review.reversal-settled': kind(
      z.strictObject({ reversal: id, decision: id, state: z.enum(['approved', 'rejected']), by }),
      'pseudonymous',
      'A second person agreed to a reversal, or did not.',
    ),
    'review.suggested': kind(
      z.strictObject({ suggestion: id, decision: id, list: id, by }),
      'pseudonymous',
      'A false alarm led to a suggestion for a word list.',
    ),
    'review.suggestion-settled': kind(
      z.strictObject({
        suggestion: id,
        list: id,
        state: z.enum(['taken', 'dismissed']),
        /** Where it was put, as an allow phrase of its term or of the whole list. Absent in entries from before. */
        scope: z.enum(['term', 'list']).optional(),
        draft: id.optional(),
        revision: count.optional(),
        by,
      }),
      'pseudonymous',
      'A suggestion for a word list was taken into its draft, or dismissed.',
    ),
    'review.exported': kind(
      z.strictObject({
        decisions: count,
        purpose: z.string(),
        /** Decisions about exchanges whose users did not allow training. */
        leftOut: count.optional(),
        by,
      }),
      'pseudonymous',
      'Decisions left the desk: as a file, or as examples to train on.',
    ),
  } as const;
}

/** Illegal content from its finding to its end. @law measures#14 */
export function caseKinds({ kind, id, count, hex32, by }: KindParts) {
  return {
    'case.opened': kind(
      z.strictObject({
        case: id,
        service: id,
        risk: z.string(),
        source: z.enum(['exchange', 'review', 'hand']),
        exchanges: z.array(id),
        decision: id.optional(),
        foundAt: z.string(),
        by,
      }),
      'pseudonymous',
      'Illegal content was found. @law measures#14',
    ),
    'case.exchanges-added': kind(
      z.strictObject({ case: id, exchanges: z.array(id), by }),
      'pseudonymous',
      'More exchanges turned out to belong to a case.',
    ),
    'case.step': kind(
      z.strictObject({
        case: id,
        step: z.string(),
        state: z.enum(['done', 'skipped']),
        /** Such as `word-list lst_… v7`, `policy svc_… v3`. */
        measures: z.array(z.string()),
        by,
      }),
      'pseudonymous',
      'A step of a case was taken, or left out with a reason. @law measures#14',
    ),
    'case.recalled': kind(
      z.strictObject({ case: id, exchanges: z.array(id), by }),
      'pseudonymous',
      'The app was told to take shown content down. @law measures#14',
    ),
    'case.retested': kind(
      z.strictObject({ case: id, exchange: id, retest: id, outcome: z.string(), verdict: z.string(), by }),
      'pseudonymous',
      'The prompt was asked again to see whether the remedy holds.',
    ),
    'case.exported': kind(
      z.strictObject({
        case: id,
        exchanges: count,
        /** Exchanges whose users did not allow training. */
        leftOut: count.optional(),
        digest: hex32,
        by,
      }),
      'pseudonymous',
      'Exchanges of a case left the house as material for training the model better. @law measures#14',
    ),
    'case.report-drafted': kind(
      z.strictObject({ case: id, revision: count, digest: hex32, by }),
      'pseudonymous',
      'A report to an authority was drafted; nothing was sent.',
    ),
    'case.report-signed': kind(
      z.strictObject({ case: id, revision: count, digest: hex32, by }),
      'pseudonymous',
      'A named person signed a report to an authority. @law measures#14',
    ),
    'case.closed': kind(
      z.strictObject({ case: id, skipped: z.array(z.string()), by }),
      'pseudonymous',
      'A case ended.',
    ),
  } as const;
}
