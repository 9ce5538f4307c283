import type {
  PrivacyContact,
  PrivacyIdentity,
  PrivacyKind,
  PrivacyMeans,
  PrivacyOutcome,
  PrivacyPurpose,
  PrivacyState,
} from '../../contract/index.ts';
import type {
  Actor,
  ContentVault,
  Evidence,
  KeptRecords,
  KeyedHash,
  PersonalRecords,
  PersonalSubject,
  RetainedKind,
  UnitOfWork,
} from '../../evidence/index.ts';
import type { Clock, FillRandom, IdFactory, Log } from '../../kernel/index.ts';
import type { EventRequest, NoticeRequest, NoticeRow, PreparedNotice } from '../../notices/index.ts';
import type { Receipts } from '../../portal/index.ts';
import type { Database, Sql } from '../../store/index.ts';

/** What the duty stands on. Everything about other parts of the house is handed over as a function or a port. */
export interface PrivacyParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'seal' | 'open' | 'eraseSubject'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly fillRandom: FillRandom;
  readonly keyedHash: KeyedHash;
  readonly receipts: Receipts;
  readonly notices: {
    prepare(request: NoticeRequest): Promise<PreparedNotice>;
    prepareEvent(event: EventRequest): Promise<PreparedNotice[]>;
    queue(tx: Sql, evidence: Evidence, notice: PreparedNotice): Promise<void>;
    list(subjectId: string): Promise<NoticeRow[]>;
  };
  /** The gateway's way from an end user's name to the pseudonym that is stored. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  /** Services that people can ask about. */
  readonly services: () => readonly { readonly id: string; readonly name: string }[];
  /** The complaint that number and secret open. @throws HeguiError E_RECEIPT_REFUSED */
  readonly openComplaint: (receipt: string, secret: string) => Promise<string>;
  /** Every other part that keeps personal information. */
  readonly holders: readonly PersonalRecords[];
  /** Everything that other parts keep for a term. */
  readonly retained: readonly RetainedKind[];
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly address: string;
  readonly providerName: () => string | null;
}

/** A request as it is stored. */
export interface StoredRequest {
  readonly id: string;
  readonly number: number;
  readonly receipt: string;
  readonly kind: PrivacyKind;
  readonly channel: 'portal' | 'api' | 'staff';
  readonly language: 'zh-CN' | 'en';
  readonly serviceId: string;
  readonly serviceName: string;
  readonly endUser: string | null;
  readonly identity: PrivacyIdentity;
  readonly identityMeans: PrivacyMeans | null;
  readonly identifiedAt: Date | null;
  readonly complaints: readonly string[];
  readonly state: PrivacyState;
  readonly receivedAt: Date;
  readonly roundAt: Date;
  readonly acknowledgeDueAt: Date;
  readonly answerDueAt: Date;
  readonly extended: boolean;
  readonly acknowledgedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly outcome: PrivacyOutcome | null;
  readonly reopenUntil: Date | null;
  readonly reopened: number;
  readonly copyUntil: Date | null;
  readonly copiesLeft: number;
  readonly contactChannel: 'email' | 'sms' | null;
  readonly endedAt: Date | null;
  readonly contentKey: string;
  readonly content: Buffer;
}

/** What may change of a request; replaced as a whole. */
export type RequestChange = Partial<
  Pick<
    StoredRequest,
    | 'endUser'
    | 'identity'
    | 'identityMeans'
    | 'identifiedAt'
    | 'state'
    | 'roundAt'
    | 'acknowledgeDueAt'
    | 'answerDueAt'
    | 'extended'
    | 'acknowledgedAt'
    | 'answeredAt'
    | 'outcome'
    | 'reopenUntil'
    | 'reopened'
    | 'copyUntil'
    | 'copiesLeft'
    | 'endedAt'
  > & { readonly answeredLate: boolean }
>;

export interface StoredMessage {
  readonly id: string;
  readonly author: 'public' | 'staff' | 'system';
  readonly purpose: PrivacyPurpose;
  readonly at: Date;
  readonly by: string | null;
  readonly byName: string | null;
  readonly contentKey: string;
  readonly content: Buffer;
}

/** What one holder did of an order to erase, and what stays with it. */
export interface ErasureStep {
  /** False once a hold ended and the holder is asked again. */
  readonly isDone: boolean;
  /** All that it ever erased for this order. */
  readonly erased: number;
  readonly kept: readonly KeptRecords[];
}

export interface StoredErasure {
  readonly id: string;
  readonly requestId: string | null;
  readonly serviceId: string;
  readonly endUser: string;
  readonly complaints: readonly string[];
  readonly orderedBy: Actor;
  readonly orderedAt: Date;
  readonly state: 'due' | 'proven';
  readonly steps: Readonly<Record<string, ErasureStep>>;
  readonly leftOver: number | null;
  readonly nextAt: Date | null;
  readonly attempts: number;
  readonly provenAt: Date | null;
}

/** What somebody sent, or what staff entered for them. */
export interface Submission {
  /** Names the very form or request: sending it twice is sending it once. */
  readonly formKey: string;
  readonly kind: PrivacyKind;
  readonly language: 'zh-CN' | 'en';
  readonly channel: 'portal' | 'api' | 'staff';
  readonly serviceId: string;
  /** The user that the app vouches for, by the app's own name; null where it is not known yet who asks. */
  readonly user: string | null;
  readonly text: string;
  readonly contact: PrivacyContact;
  readonly complaints: readonly { readonly receipt: string; readonly secret: string }[];
  /** Who entered it at the desk, and how it came. */
  readonly entered: { readonly by: Actor; readonly reason: string } | null;
  /** A test of the way in: nobody is told, the desk and its figures leave it out. Absent for everybody's. */
  readonly synthetic?: true;
}

/** Whoever does something at the desk. */
export interface Handler {
  readonly actor: Actor;
}

export const subjectOfRequest = ({
  serviceId,
  endUser,
  complaints,
}: Pick<StoredRequest, 'serviceId' | 'endUser' | 'complaints'>): PersonalSubject | null =>
  endUser === null ? null : { serviceId, endUser, complaints };
