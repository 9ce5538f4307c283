import type { LabelLiftPolicy, ProducedKind } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';

/** A text of the labelling agreement. */
export interface Agreement {
  readonly version: string;
  readonly zh: string;
  readonly en: string;
  /** SHA-256 of the canonical JSON of `{en, version, zh}`. */
  readonly digest: Buffer;
  readonly validFrom: Date;
  readonly createdAt: Date;
  readonly createdBy: string;
}

/** Where labelling agreements are kept. The service agreement, which leads readers to them, is a duty of its own. */
export interface AgreementRegister {
  /** Every version, the newest first. */
  list(): Promise<readonly Agreement[]>;
  find(version: string): Promise<Agreement | undefined>;
}

/** What deciding about a lift needs to know of a service. */
export interface LiftableService {
  readonly id: string;
  readonly policy: { readonly label: { readonly lift: LabelLiftPolicy } };
}

/** The explicit label may be left out for this end user, under this request. */
export interface GrantedLift {
  readonly requestId: string;
  readonly endUser: string;
  readonly agreement: string;
  /** How long the delivery stays on record. */
  readonly keepMonths: number;
}

/** One content that leaves without explicit label. */
export interface LiftedContent {
  readonly serviceId: string;
  readonly exchangeId: string;
  readonly produceId: string;
  readonly kind: ProducedKind;
}

/** A delivery as it is written down. */
export interface LiftRow extends LiftedContent {
  readonly id: string;
  readonly requestId: string;
  readonly endUser: string;
  readonly agreement: string;
  readonly at: Date;
  readonly expiresAt: Date;
}

export interface RequestRow {
  readonly id: string;
  readonly serviceId: string;
  readonly endUser: string;
  readonly agreement: string;
  readonly digest: Buffer;
  readonly requestedAt: Date;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
}

/** Who withdraws a request, and a member of staff's reason. */
export type Withdrawal =
  | { readonly by: 'end-user'; readonly reason: null }
  | { readonly by: Actor; readonly reason: string };

/** Where a page ended: the exact instant, to the microsecond, and the id that breaks ties. */
export interface Cursor {
  readonly at: string;
  readonly id: string;
}

export interface LiftFilter {
  readonly serviceId: string | null;
  readonly search: { readonly id: string; readonly endUsers: readonly string[] } | null;
  /** Lifted at or after. */
  readonly from: Date | null;
  /** Lifted before. */
  readonly to: Date | null;
}
