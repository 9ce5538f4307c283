import type { Aigc, ExplicitReason, ProducedKind } from '../../contract/index.ts';
import type { GrantedLift } from '../lift/ports.ts';

/** A file with its implicit label. It may leave once it is registered. */
export interface LabelledMedia {
  readonly produceId: string;
  readonly bytes: Uint8Array;
  /** What the file really is, whatever was asked for. */
  readonly kind: ProducedKind;
  readonly format: string;
  readonly mediaType: string;
  /** Without a dot. */
  readonly extension: string;
  readonly label: Aigc;
}

export interface MadeMedia {
  readonly file: LabelledMedia;
  readonly serviceId: string;
  readonly exchangeId: string;
  readonly model: string;
  /** Why no mark that people see or hear is in the file; null when one is. */
  readonly explicitReason: ExplicitReason | null;
  /** Whose data key seals the file while it waits at an address of its own; null for one that is sent with the answer. */
  readonly keepFor: string | null;
  /** Under which request it goes without its mark; written down with it. */
  readonly lift?: GrantedLift;
}

export interface WithheldMedia {
  readonly serviceId: string;
  readonly exchangeId: string;
  readonly kind: ProducedKind;
  readonly place: string;
  readonly reason: WithheldReason;
}

/**
 * Why a file did not leave: it is broken, it is of a format that holds no label, it is larger than it may be, it was not to be had
 * at its address, it is something else than was asked for, or Hegui itself failed.
 */
export type WithheldReason = 'unreadable' | 'unsupported' | 'too-large' | 'fetch' | 'other-kind' | 'fault';

export interface KeptFile {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  /** The label as one line. */
  readonly aigc: string;
}

/** What the gateway asks of the labelling duty. */
export interface MediaLabels {
  /** @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED when no label can be written into the file. */
  label(bytes: Uint8Array, providerCode: string): Promise<LabelledMedia>;
  /** Durable when it resolves: all of them or none. Gives the token of each address, null for files that need none. */
  register(made: readonly MadeMedia[]): Promise<readonly (string | null)[]>;
  /** Durable when it resolves. */
  withhold(withheld: WithheldMedia): Promise<void>;
  /** The file at an address; null when there is none, or its time is over. @throws HeguiError E_CONTENT_ERASED */
  openFile(token: string): Promise<KeptFile | null>;
}

/**
 * Puts marks that people see or hear into files, without changing what kind of file it is.
 *
 * @throws HeguiError saying why it cannot; the file then goes without, and the record says so. Any other error, and E_INTERNAL,
 *   withholds the file.
 */
export interface ExplicitMarker {
  /** @param mark the policy's own words. */
  markPicture(bytes: Uint8Array, mark: string): Promise<Uint8Array>;
  markSound(bytes: Uint8Array): Promise<Uint8Array>;
}

/** What pictures and sounds need besides what every answer needs. */
export interface MediaParts {
  readonly labels: MediaLabels;
  readonly marker: ExplicitMarker;
  /** Largest file, in bytes. */
  readonly fileBytesMax: number;
  readonly fetchMs: number;
  /** How clients reach `/v1`, without a slash at the end. */
  readonly gatewayUrl: string;
}
