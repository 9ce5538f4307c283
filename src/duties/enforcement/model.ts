import type { MeasureEnd, MeasureLanguage, MeasureRung, MeasureState } from '../../contract/index.ts';
import type { ContentVault, Evidence, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory, Log } from '../../kernel/index.ts';
import type { EventRequest, NoticeRow, PreparedNotice } from '../../notices/index.ts';
import type { Receipts } from '../../portal/index.ts';
import type { Database, Sql } from '../../store/index.ts';

/** What measures stand on. Everything about other parts of the house is handed over as a function. */
export interface EnforcementParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'seal' | 'open'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly receipts: Receipts;
  readonly notices: {
    prepareEvent(event: EventRequest): Promise<PreparedNotice[]>;
    queue(tx: Sql, evidence: Evidence, notice: PreparedNotice): Promise<void>;
    list(subjectId: string): Promise<NoticeRow[]>;
  };
  /** The name under which an end user of a service is known to the records. */
  readonly pseudonym: (serviceId: string, user: string) => string;
  /** Where the public finds the portal, such as `https://hegui.example/portal`. */
  readonly address: string;
}

export type Ground = 'in-a-row' | 'within' | 'by-hand';

/** A measure as it is stored. */
export interface StoredMeasure {
  readonly id: string;
  readonly number: number;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly endUser: string;
  readonly rung: MeasureRung;
  readonly state: MeasureState;
  readonly automated: boolean;
  readonly ground: Ground;
  readonly policyVersion: number | null;
  readonly risks: readonly string[];
  readonly strikes: number;
  readonly firstAt: Date | null;
  readonly lastAt: Date | null;
  readonly endpoints: readonly string[];
  readonly imposedAt: Date;
  readonly imposedBy: string;
  readonly confirmedAt: Date | null;
  readonly confirmedBy: string | null;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly days: number | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly endedReason: MeasureEnd | null;
  readonly receipt: string | null;
  readonly appealUntil: Date | null;
  readonly contentKey: string | null;
  readonly content: Buffer | null;
  readonly endKey: string | null;
  readonly endContent: Buffer | null;
  readonly appeal: StoredAppeal | null;
}

export interface StoredAppeal {
  readonly id: string;
  readonly channel: 'portal' | 'api';
  readonly language: MeasureLanguage;
  readonly receivedAt: Date;
  readonly dueAt: Date;
  readonly state: 'open' | 'decided';
  readonly outcome: 'upheld' | 'overturned' | null;
  readonly decidedAt: Date | null;
  readonly decidedBy: string | null;
  readonly contentKey: string;
  readonly content: Buffer;
  readonly answerKey: string | null;
  readonly answer: Buffer | null;
}

/** What is in force against one end user, as the gateway keeps it. */
export interface ActiveMeasure {
  readonly id: string;
  readonly number: number;
  readonly rung: MeasureRung;
  readonly endpoints: readonly string[];
  readonly endsAt: Date | null;
  readonly receipt: string;
}

/** The key under which a receipt of a measure is issued: it follows from the measure, so that the app can be told it again. */
export const PURPOSE = 'measure';
export const receiptKeyOf = (measureId: string): string => `measure ${measureId}`;
/** One data key a measure: destroying it erases what people wrote about it. */
export const subjectOf = (measureId: string): string => `measure:${measureId}`;
