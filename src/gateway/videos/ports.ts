import type { ExplicitReason } from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import type { Sql } from '../../store/index.ts';
import type { GrantedLift } from '../lift/ports.ts';
import type { KeptFile, LabelledContent } from '../media/ports.ts';

/** A film on the disk with its implicit label. It may leave once it is kept. */
export interface LabelledFilm extends LabelledContent {
  readonly size: number;
  /** From its first byte on; the file that it is made from must stay as it is meanwhile. */
  open(): AsyncIterable<Uint8Array>;
}

export interface MadeFilm {
  readonly film: LabelledFilm;
  readonly serviceId: string;
  readonly exchangeId: string;
  readonly model: string;
  readonly explicitReason: ExplicitReason | null;
  /** Whose data key seals it. */
  readonly keepFor: string;
  /** Under which request it goes without its mark; written down with it. */
  readonly lift?: GrantedLift;
}

export interface StoredFilm {
  readonly fileId: string;
  readonly expiresAt: Date;
}

/** What commits together with a change of the register. */
export type CommitWith<T> = (tx: Sql, evidence: Evidence, made: T) => Promise<void>;

/** What films ask of the labelling duty. */
export interface FilmLabels {
  /** @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED when no label can be written into it. */
  labelFilm(path: string, providerCode: string): Promise<LabelledFilm>;
  /** Stored, registered and durable when it resolves. @throws HeguiError E_STORAGE_FULL, E_STORAGE_UNAVAILABLE */
  keepFilm(made: MadeFilm, commitWith: CommitWith<StoredFilm>): Promise<StoredFilm>;
  /** Null when its time is over. @throws HeguiError E_CONTENT_ERASED */
  openFilm(fileId: string): Promise<KeptFile | null>;
  /** Gone when it resolves. */
  removeFilm(fileId: string, commitWith: CommitWith<void>): Promise<void>;
  /** @throws HeguiError E_STORAGE_FULL when it is known that so many bytes will not fit. */
  requireRoom(bytes: number): Promise<void>;
}

/**
 * Writes a film anew with a mark from its first frame on.
 *
 * @throws HeguiError saying why it cannot; then the policy decides what becomes of the film. Any other error, as the signal's,
 *   says nothing of the film.
 */
export type MarkFilm = (input: string, output: string, mark: string, signal: AbortSignal) => Promise<void>;
