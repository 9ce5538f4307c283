import type { ExplicitReason, ProducedKind } from '../../contract/index.ts';
import type { ImplicitLabel } from '../../label/index.ts';
import type { GrantedLift } from './lifts/index.ts';

/** A file with its label, which is in no register yet. */
export interface LabelledFile {
  /** Of its label; given to no other file. */
  readonly produceId: string;
  readonly bytes: Uint8Array;
  readonly kind: ProducedKind;
  readonly format: string;
  readonly mediaType: string;
  /** Without a dot, such as `png`. */
  readonly extension: string;
  readonly label: ImplicitLabel;
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
  readonly reason: 'unreadable' | 'unsupported' | 'too-large' | 'fetch' | 'other-kind' | 'fault';
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
