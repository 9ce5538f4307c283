import type {
  ComplaintKind,
  ComplaintMessagePurpose,
  ComplaintOutcome,
  ComplaintState,
  PauseReason,
} from '../../contract/index.ts';
import type { Actor, ContentVault, Evidence, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory, Log } from '../../kernel/index.ts';
import type { EventRequest, NoticeRequest, NoticeRow, PreparedNotice } from '../../notices/index.ts';
import type { Receipts, Scanner, UploadedFile } from '../../portal/index.ts';
import type { Database, Sql } from '../../store/index.ts';

/** A content as somebody named it: the exchange that made it, and whose service that was. */
export interface FoundExchange {
  readonly exchangeId: string;
  readonly serviceId: string;
}

/** What complaints stand on. Everything about other parts of the house is handed over as a function. */
export interface ComplaintParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'seal' | 'open' | 'eraseSubject'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly receipts: Receipts;
  readonly scanner: Scanner;
  readonly notices: {
    prepare(request: NoticeRequest): Promise<PreparedNotice>;
    prepareEvent(event: EventRequest): Promise<PreparedNotice[]>;
    queue(tx: Sql, evidence: Evidence, notice: PreparedNotice): Promise<void>;
    list(subjectId: string): Promise<NoticeRow[]>;
  };
  /** The exchange behind an exchange's id or a ProduceID; null when there is none. */
  readonly findExchange: (id: string) => Promise<FoundExchange | null>;
  /** Everybody who decided something about the exchange. */
  readonly decidersOf: (exchangeId: string) => Promise<readonly string[]>;
  readonly hasCase: (caseId: string) => Promise<boolean>;
  /** Puts the exchange before the people who look at content. Never rejects. */
  readonly askReview: (exchangeId: string, detail: string) => Promise<void>;
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly address: string;
  readonly providerName: () => string | null;
}

/** What a complainant gave besides the words. */
export interface ComplaintAbout {
  readonly about: string;
  readonly contact: { readonly name: string; readonly email: string; readonly phone: string };
}

/** A complaint as it is stored. */
export interface StoredComplaint {
  readonly id: string;
  readonly number: number;
  readonly receipt: string;
  readonly kind: ComplaintKind;
  readonly channel: 'portal' | 'api' | 'staff';
  readonly language: 'zh-CN' | 'en';
  readonly serviceId: string | null;
  readonly serviceName: string | null;
  readonly exchangeId: string | null;
  readonly caseId: string | null;
  readonly state: ComplaintState;
  readonly receivedAt: Date;
  readonly roundAt: Date;
  readonly acknowledgeDueAt: Date;
  readonly answerDueAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly answeredAt: Date | null;
  readonly outcome: ComplaintOutcome | null;
  readonly reopenUntil: Date | null;
  readonly reopened: number;
  readonly pausedAt: Date | null;
  readonly pausedReason: PauseReason | null;
  /** Id of a member of staff. */
  readonly assignedTo: string | null;
  readonly assignedName: string | null;
  readonly escalatedBy: string | null;
  readonly mergedInto: string | null;
  readonly contactChannel: 'email' | 'sms' | null;
  readonly endedAt: Date | null;
  readonly attachments: number;
  readonly contentKey: string;
  readonly content: Buffer;
}

/** What may change of a complaint; replaced as a whole. */
export type ComplaintChange = Partial<
  Pick<
    StoredComplaint,
    | 'state'
    | 'roundAt'
    | 'acknowledgeDueAt'
    | 'answerDueAt'
    | 'acknowledgedAt'
    | 'answeredAt'
    | 'outcome'
    | 'reopenUntil'
    | 'reopened'
    | 'pausedAt'
    | 'pausedReason'
    | 'assignedTo'
    | 'escalatedBy'
    | 'mergedInto'
    | 'exchangeId'
    | 'serviceId'
    | 'caseId'
    | 'endedAt'
  > & { readonly answeredLate: boolean; readonly answerDays: number }
>;

export interface StoredMessage {
  readonly id: string;
  readonly author: 'public' | 'staff' | 'system';
  readonly purpose: ComplaintMessagePurpose;
  readonly at: Date;
  readonly by: string | null;
  readonly byName: string | null;
  readonly contentKey: string;
  readonly content: Buffer;
}

export interface StoredAttachment {
  readonly id: string;
  readonly messageId: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly scan: 'clean' | 'not-scanned';
  readonly contentKey: string;
  readonly content: Buffer;
}

/** A file that was looked over. */
export interface ScannedFile extends UploadedFile {
  readonly scan: 'clean' | 'not-scanned';
}

/** Whoever does something at the desk. */
export interface Handler {
  readonly actor: Actor;
  readonly staffId: string;
  /** May they decide what was handed on? */
  readonly mayDecideEscalated: boolean;
}
