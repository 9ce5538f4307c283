import type { ExchangeProof, Overview, Piece } from '../contract/index.ts';
import type { EntryProof, StoredCheckpoint } from '../evidence/index.ts';
import { HeguiError, MINUTE_MS } from '../kernel/index.ts';
import { leafHash, openCheckpoint, parseEntry, type VerifierKey, verifyInclusion } from '../ledger/index.ts';
import { type Bucket, boundSchema, type Cursor, type Opening, openingSchema, type SealedOutput } from './model.ts';

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([\w-]{1,64})$/;

export const formatCursor = ({ openedAt, id }: Cursor): string =>
  Buffer.from(`${openedAt} ${id}`).toString('base64url');

/** @throws HeguiError E_REQUEST_INVALID when the text is not one that a page gave out. */
export function parseCursor(text: string): Cursor {
  const [, openedAt, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (openedAt !== undefined && id !== undefined && !Number.isNaN(Date.parse(openedAt))) return { openedAt, id };
  const message = 'is not a cursor of this list; start again without it';
  throw new HeguiError('E_REQUEST_INVALID', `cursor: ${message}`, { fields: [{ path: 'cursor', message }] });
}

/** The answer's pieces with what the client was sent spelt out in each. */
export const spellOutShown = (pieces: SealedOutput['output']): Piece[] =>
  pieces.map((piece) => ({ ...piece, shown: piece.shown ?? piece.text }));

/** What the opening entry says; null when the body is not one of an opening of this exchange. */
export function readOpening(body: string, exchangeId: string): Opening | null {
  const entry = parseEntry(body);
  if (entry?.kind !== 'request.opened') return null;
  const bound = boundSchema.safeParse(entry.data);
  const opening = openingSchema.safeParse(entry.data);
  return opening.success && bound.data?.exchange === exchangeId ? opening.data : null;
}

/** The content's commitment in an entry's body; null when the body is not of this kind and exchange. */
export function readCommitment(body: string, kind: string, exchangeId: string): string | null {
  const entry = parseEntry(body);
  if (entry?.kind !== kind) return null;
  const bound = boundSchema.safeParse(entry.data);
  return bound.data?.exchange === exchangeId ? bound.data.commitment : null;
}

/** An entry that an exchange must have: which, of what kind, and its body as it is stored now, if it is. */
export interface WantedEntry {
  readonly entryId: string;
  readonly kind: 'request.opened' | 'response.closed';
  readonly body: string | null;
}

/** What the log says about some entries; see `EvidenceReader.proofsOf`. */
export interface ProofMaterial {
  readonly checkpoint: StoredCheckpoint | null;
  readonly entries: readonly EntryProof[];
}

/**
 * Checks the proof material by itself: the body says that it belongs to this exchange, hashes to the leaf, the path leads
 * from the leaf to the root, and the root stands in a checkpoint that the log's key signed.
 *
 * `contentMatches`: do the commitments in the entries agree with the stored content? null when it was erased.
 */
export function assembleProof(
  exchangeId: string,
  wanted: readonly WantedEntry[],
  { checkpoint, entries }: ProofMaterial,
  key: VerifierKey,
  contentMatches: boolean | null,
): ExchangeProof {
  const root = checkpoint === null ? null : readRoot(checkpoint, key);
  const size = checkpoint?.size ?? 0;
  const checked = wanted.map(({ entryId, kind, body }) => {
    const proof = entries.find((entry) => entry.entryId === entryId);
    // An entry that is gone stays in the answer, unproven.
    if (proof === undefined || body === null) {
      return { entryId, kind, leafIndex: null, leafHash: '', path: null, verified: false };
    }
    const leaf = leafHash(body);
    const isOurs = proof.kind === kind && readCommitment(body, kind, exchangeId) !== null;
    const isIncluded =
      root !== null &&
      proof.leafIndex !== null &&
      proof.path !== null &&
      verifyInclusion(leaf, proof.leafIndex, size, proof.path.map(fromBase64), root);
    const { leafIndex, path } = proof;
    return {
      entryId,
      kind: proof.kind,
      leafIndex,
      leafHash: leaf.toString('base64'),
      path: path === null ? null : [...path],
      verified: isOurs && isIncluded,
    };
  });
  return {
    checkpoint: checkpoint === null ? null : { ...checkpoint, at: checkpoint.at.toISOString() },
    entries: checked,
    contentMatches,
    verified: checked.every((entry) => entry.verified) && contentMatches !== false,
  };
}

/** The root that the log's key signed; null when the note is false or says something else than its row. */
function readRoot(checkpoint: StoredCheckpoint, key: VerifierKey): Uint8Array | null {
  const signed = openCheckpoint(checkpoint.note, [key]);
  if (!signed.ok || signed.value.size !== checkpoint.size) return null;
  return Buffer.from(signed.value.root).toString('base64') === checkpoint.root ? signed.value.root : null;
}

const fromBase64 = (text: string): Buffer => Buffer.from(text, 'base64');

const STEPS_MAX = 120;

/** The instants of an overview: whole steps, the last of which holds `now`. */
export interface OverviewWindow {
  readonly from: Date;
  readonly to: Date;
  readonly stepMs: number;
}

/** The last `minutes` minutes in at most 120 steps of whole minutes; starts at the start of a step. */
export function overviewWindow(minutes: number, now: Date): OverviewWindow {
  const stepMs = Math.ceil(minutes / STEPS_MAX) * MINUTE_MS;
  const steps = Math.ceil((minutes * MINUTE_MS) / stepMs);
  const lastStep = Math.floor(now.getTime() / stepMs) * stepMs;
  return { from: new Date(lastStep - (steps - 1) * stepMs), to: now, stepMs };
}

/** One row for every step, oldest first; steps in which nothing was opened are zero. */
export function fillSeries({ from, to, stepMs }: OverviewWindow, buckets: readonly Bucket[]): Overview['series'] {
  const known = new Map(buckets.map((bucket) => [bucket.at.getTime(), bucket]));
  const series: Overview['series'] = [];
  for (let atMs = from.getTime(); atMs <= to.getTime(); atMs += stepMs) {
    const { exchanges = 0, refused = 0, cut = 0, failed = 0 } = known.get(atMs) ?? {};
    series.push({ at: new Date(atMs).toISOString(), exchanges, refused, cut, failed });
  }
  return series;
}

const NOTHING: Overview['totals'] = {
  exchanges: 0,
  open: 0,
  completed: 0,
  refused: 0,
  cut: 0,
  aborted: 0,
  failed: 0,
  hits: 0,
  replaced: 0,
  outputChars: 0,
};

export function sumBuckets(buckets: readonly Bucket[]): Overview['totals'] {
  return buckets.reduce(
    (sum, bucket) => ({
      exchanges: sum.exchanges + bucket.exchanges,
      open: sum.open + bucket.open,
      completed: sum.completed + bucket.completed,
      refused: sum.refused + bucket.refused,
      cut: sum.cut + bucket.cut,
      aborted: sum.aborted + bucket.aborted,
      failed: sum.failed + bucket.failed,
      hits: sum.hits + bucket.hits,
      replaced: sum.replaced + bucket.replaced,
      outputChars: sum.outputChars + bucket.outputChars,
    }),
    NOTHING,
  );
}

const KEPT_MS_MIN = 1_000;
const KEPT_MS_MAX = 30_000;

/** How long an overview may be shown again: a sixtieth of a step's worth of change, between one and thirty seconds. */
export const overviewKeptMs = (minutes: number): number =>
  Math.min(KEPT_MS_MAX, Math.max(KEPT_MS_MIN, (minutes * MINUTE_MS) / 3_600));
