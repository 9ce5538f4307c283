import { z } from 'zod';
import type { Aigc, ExplicitReason } from '../../contract/index.ts';
import type { BegunPart } from '../closing-record.ts';
import type { WithheldReason } from '../media/ports.ts';

/** Where a job stands at its upstream; `making`: done there, and fetched, marked and labelled here. */
export type JobStage = 'queued' | 'in_progress' | 'making';

/** The labelled film of a job. */
export const filmSchema = z.strictObject({
  fileId: z.string(),
  produceId: z.string(),
  mediaType: z.string(),
  bytes: z.int(),
  // Written by the same code, from values of these types.
  aigc: z.custom<Aigc>((value) => typeof value === 'object' && value !== null),
  explicitReason: z.custom<ExplicitReason>((value) => typeof value === 'string').nullable(),
  expiresAt: z.string(),
});
export type JobFilm = z.infer<typeof filmSchema>;

/** Why there is no film: a word for programs, and one for the record. */
export const failureSchema = z.strictObject({ code: z.string(), reason: z.string() });
export type JobFailure = z.infer<typeof failureSchema>;

/** What is sealed of a job. */
export const jobContentSchema = z.strictObject({ prompt: z.string(), message: z.string().nullable() });
export type JobContent = z.infer<typeof jobContentSchema>;

/** What is kept of a request until its film is there. JSON. */
export interface BegunJob extends BegunPart {
  /** The pseudonym of who asked for the film without explicit label, and might have had it then; absent where nobody did. */
  readonly liftFor?: string;
}

/** One film that somebody asked for. */
export interface VideoJob {
  readonly id: string;
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly apiKeyId: string;
  readonly upstreamId: string;
  readonly upstreamJob: string;
  readonly model: string;
  readonly seconds: string;
  readonly size: string;
  readonly createdAt: Date;
  readonly begun: BegunJob;
  readonly stage: JobStage;
  readonly progress: number;
  readonly outcome: 'completed' | 'failed' | null;
  readonly failure: JobFailure | null;
  readonly film: JobFilm | null;
  readonly endedAt: Date | null;
  /** From then on the end may be shown. */
  readonly closedAt: Date | null;
  readonly polledAt: Date | null;
  readonly tries: number;
  readonly contentKey: string | null;
  readonly content: Buffer | null;
}

/** How a job ends. */
export type JobEnd =
  | { readonly outcome: 'completed'; readonly film: JobFilm }
  | {
      readonly outcome: 'failed';
      readonly failure: JobFailure;
      /** The upstream's own words, screened; null where there are none. */
      readonly message: string | null;
      /** Why what was made stays inside; absent where nothing was made. */
      readonly withheld?: WithheldReason;
    };

const beginningSchema = z.looseObject({
  exchangeId: z.string(),
  subject: z.string(),
  hits: z.int(),
  risks: z.record(z.string(), z.int()),
  liftFor: z.string().optional(),
});

/** Checks that a stored beginning is one; members beyond are those that the same code wrote. */
export const isBegun = (value: unknown): value is BegunJob => beginningSchema.safeParse(value).success;
