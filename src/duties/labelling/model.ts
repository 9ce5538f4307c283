import type { ExplicitReason, ProducedKind } from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import type { ImplicitLabel } from '../../label/index.ts';
import type { Sql } from '../../store/index.ts';
import type { GrantedLift } from './lifts/index.ts';

/** What is known of a labelled file, wherever its bytes are. */
export interface LabelledContent {
  /** Of its label; given to no other file. */
  readonly produceId: string;
  readonly kind: ProducedKind;
  readonly format: string;
  readonly mediaType: string;
  /** Without a dot, such as `png`. */
  readonly extension: string;
  readonly label: ImplicitLabel;
}

/** A file with its label, which is in no register yet. */
export interface LabelledFile extends LabelledContent {
  readonly bytes: Uint8Array;
}

/** The same for a file that is read piece by piece. */
export interface LabelledFilm extends LabelledContent {
  readonly size: number;
  /** The labelled film from its first byte on; the file it is made from must stay as it is meanwhile. */
  open(): AsyncIterable<Uint8Array>;
}

/** A film as it goes into the register and the store. */
export interface RequestedFilm {
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

/** A file in the store. */
export interface StoredFile {
  readonly fileId: string;
  readonly expiresAt: Date;
}

/** Whatever else commits together with a change of the register. */
export type CommitWith<T> = (tx: Sql, evidence: Evidence, made: T) => Promise<void>;

/** A file as it is handed out. */
export interface KeptFile {
  readonly size: number;
  readonly mediaType: string;
  /** The label as one line. */
  readonly aigc: string;
  /** Opened and checked piece by piece. */
  readonly content: AsyncIterable<Uint8Array>;
}

/** One content as it goes into the register. */
export interface MadeContent {
  readonly file: LabelledFile;
  readonly serviceId: string;
  readonly exchangeId: string | null;
  readonly model: string | null;
  /** Why no mark that people see or hear is in the file; null when one is. */
  readonly explicitReason: ExplicitReason | null;
  /** Under which request it goes without its mark; written down with it. */
  readonly lift?: GrantedLift;
}

/** A content that a request made; `keepFor` is whose data key seals it while it waits at an address; null = it does not. */
export interface RequestedContent extends MadeContent {
  readonly exchangeId: string;
  readonly keepFor: string | null;
}

/** A generated file that was not let out. */
export interface WithheldContent {
  readonly serviceId: string;
  readonly exchangeId: string;
  readonly kind: ProducedKind;
  /** Where it stood in the upstream's answer, such as `data.0`. */
  readonly place: string;
  readonly reason: 'unreadable' | 'unsupported' | 'too-large' | 'fetch' | 'other-kind' | 'unmarked' | 'fault';
}

/** A row of the register. */
export interface ProducedRow {
  readonly produceId: string;
  readonly serviceId: string;
  readonly exchangeId: string | null;
  readonly kind: ProducedKind;
  readonly mediaType: string;
  readonly format: string;
  readonly sha256: Buffer;
  readonly bytes: number;
  readonly model: string | null;
  /** The JSON line of the label. */
  readonly label: string;
  readonly explicit: boolean;
  readonly explicitReason: ExplicitReason | null;
  readonly madeAt: Date;
}
