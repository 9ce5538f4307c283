import type { BilingualText, Board, ComingDuty, DigestCounts, DigestSettings, Status } from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import type { NoticeRequest, NoticeRow, PreparedNotice } from '../../notices/index.ts';
import type { Sql } from '../../store/index.ts';
import type { StatusParts } from '../model.ts';

export type DigestKind = 'daily' | 'weekly' | 'by-hand' | 'alert';

export interface DigestParts extends Pick<StatusParts, 'database' | 'unitOfWork' | 'ids' | 'clock' | 'log'> {
  /** The board as it stands; nothing is measured for it. */
  readonly read: () => Promise<Board>;
  readonly notices: {
    readonly channels: { readonly email: boolean; readonly webhook: boolean };
    prepare(request: NoticeRequest): Promise<PreparedNotice>;
    queue(tx: Sql, evidence: Evidence, notice: PreparedNotice): Promise<void>;
    list(subjectId: string): Promise<NoticeRow[]>;
  };
  readonly providerName: () => string | null;
  /** Where people find the board, such as `https://hegui.example/board`. */
  readonly boardUrl: string;
  readonly pace: DigestPace;
}

/** All in ms. */
export interface DigestPace {
  /** Between two looks at whether something is to be told. */
  readonly everyMs: number;
  /** So long something must be red before it is told at once: what flaps is no news. */
  readonly settleMs: number;
  /** So long nothing more is told at once of what was told and turned red again. */
  readonly restMs: number;
}

/** Something that is red, or was. */
export interface Item {
  /** Id of the control, or `task:` or `coming:` with that of the obligation. */
  readonly id: string;
  readonly title: BilingualText;
  /** Where in the law, such as `《办法》 12`. */
  readonly places: readonly BilingualText[];
  readonly measured: BilingualText | null;
  readonly next: BilingualText | null;
  readonly status: Status;
  /** Since when it has this status; null where nobody can say. */
  readonly since: Date | null;
}

/** A task that is not done. */
export interface OpenTask {
  readonly title: BilingualText;
  readonly place: BilingualText;
  readonly what: BilingualText;
  readonly dueOn: string | null;
  readonly owner: string | null;
  readonly isOverdue: boolean;
}

/** A day of the board in the near future, or one that has passed. */
export interface NearDay {
  readonly day: string;
  readonly summary: BilingualText;
  readonly isOver: boolean;
}

/** What a digest tells, before it is put into words. */
export interface DigestContent {
  readonly from: Date;
  readonly to: Date;
  readonly log: Board['log'];
  /** Articles by status. */
  readonly totals: Board['totals'];
  readonly turnedRed: readonly Item[];
  readonly stillRed: readonly Item[];
  /** Was red at some time since `from` and is no longer. */
  readonly mended: readonly Item[];
  readonly days: readonly NearDay[];
  readonly tasks: readonly OpenTask[];
  readonly overrides: readonly { readonly title: BilingualText; readonly byName: string; readonly day: string }[];
  readonly coming: readonly ComingDuty[];
}

export interface DigestRow {
  readonly id: string;
  readonly kind: DigestKind;
  readonly slot: Date | null;
  readonly from: Date;
  readonly to: Date;
  readonly red: readonly string[];
  readonly counts: DigestCounts;
  readonly by: string;
}

export interface KeptSettings {
  readonly settings: DigestSettings;
  /** 0 before anybody changed them. */
  readonly revision: number;
  readonly changedAt: Date | null;
}
