import { z } from 'zod';
import {
  aigcSchema,
  audienceSchema,
  type ExchangeRow,
  hitSchema,
  type Outcome,
  pieceSchema,
  trainingUseSchema,
} from '../contract/index.ts';

/** What `exchange.content` holds once opened: the gateway writes it with the opening record. */
export const sealedInputSchema = z.object({ input: z.array(pieceSchema) });

/** A piece of the answer as the gateway seals it: `shown` is null where the client was sent the very same text. */
export const sealedOutputPieceSchema = pieceSchema.extend({ hits: z.array(hitSchema), shown: z.string().nullable() });

/** What `exchange_close.content` holds once opened: the gateway writes it with the closing record. */
export const sealedOutputSchema = z.object({
  output: z.array(sealedOutputPieceSchema),
  usage: z.object({ promptTokens: z.int().nullable(), completionTokens: z.int().nullable() }).nullable(),
  upstreamName: z.string().nullable(),
  label: z.object({ explicit: z.string(), explicitReason: z.string().nullable(), aigc: aigcSchema }).nullable(),
});

export type SealedInput = z.infer<typeof sealedInputSchema>;
export type SealedOutput = z.infer<typeof sealedOutputSchema>;

/** What the opening entry says beyond the exchange's own row. */
export const openingSchema = z.object({
  policyVersion: z.int(),
  listVersions: z.record(z.string(), z.int()),
  admission: z.record(z.string(), z.string()),
  audience: audienceSchema.default('general'),
  trainingUse: trainingUseSchema.nullable().default(null),
});
export type Opening = z.infer<typeof openingSchema>;

/** What ties an entry to its exchange and to the exchange's content. */
export const boundSchema = z.object({ exchange: z.string(), commitment: z.string() });

/** Where a page ended: the exact instant, to the microsecond, and the id that breaks ties. */
export interface Cursor {
  readonly openedAt: string;
  readonly id: string;
}

/** Which exchanges are asked for; every member narrows. */
export interface ExchangeFilter {
  /** Either of: this id, one of these end users. */
  readonly search: { readonly id: string; readonly endUsers: readonly string[] } | null;
  readonly outcome: Outcome | null;
  readonly serviceId: string | null;
  readonly risk: string | null;
  readonly hits: 'any' | 'none' | null;
  /** Opened at or after. */
  readonly from: Date | null;
  /** Opened before. */
  readonly to: Date | null;
  readonly after: Cursor | null;
}

/** An exchange as it is listed, with the cursor that continues after it. */
export interface FoundExchange {
  readonly row: Omit<ExchangeRow, 'openedAt' | 'closedAt'> & {
    readonly openedAt: Date;
    readonly closedAt: Date | null;
  };
  readonly cursor: Cursor;
}

export interface SealedPart {
  readonly entryId: string;
  readonly keyId: string;
  readonly content: Buffer;
}

/** One exchange with everything that is stored about it. */
export interface StoredExchange extends FoundExchange {
  readonly keyHint: string | null;
  /** By the upstream's present name; null for one that is not registered, such as the demonstration. */
  readonly upstreamName: string | null;
  readonly replaced: number;
  readonly heldCharsMax: number | null;
  readonly opened: SealedPart;
  readonly closed: SealedPart | null;
}

/** Counts of the exchanges opened within one step of the overview. */
export interface Bucket {
  readonly at: Date;
  readonly exchanges: number;
  readonly open: number;
  readonly completed: number;
  readonly refused: number;
  readonly cut: number;
  readonly aborted: number;
  /** Timed out or failed. */
  readonly failed: number;
  readonly hits: number;
  readonly replaced: number;
  readonly outputChars: number;
}

/** Milliseconds; null when nothing was measured. */
export interface Latency {
  readonly firstTokenP50Ms: number | null;
  readonly firstTokenP99Ms: number | null;
  readonly totalP50Ms: number | null;
  readonly totalP99Ms: number | null;
}
