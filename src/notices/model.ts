import type { ContentVault, UnitOfWork } from '../evidence/index.ts';
import type { Clock, IdFactory, Log } from '../kernel/index.ts';
import type { Database } from '../store/index.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

export type NoticeChannel = 'email' | 'sms' | 'webhook';

/** What somebody is to be told. */
export interface NoticeRequest {
  /** What it is about, such as a complaint's id; the log of notices is asked by it. */
  readonly subjectId: string;
  /** Under whose data key it is sealed: erasing that subject erases addresses and words too. */
  readonly sealedFor: string;
  readonly channel: NoticeChannel;
  /** A code for the log, such as `complaint.answered`. */
  readonly template: string;
  readonly content: NoticeContent;
  /** Where it goes, for a webhook of a service; absent = the one of the configuration. */
  readonly webhookId?: string;
}

/** Something that happened, for whoever wants to be told of it. */
export interface EventRequest extends Pick<NoticeRequest, 'subjectId' | 'sealedFor' | 'template'> {
  /** Whose app it concerns; null when nobody's. */
  readonly serviceId: string | null;
  readonly event: EventData;
}
export type EventData = Readonly<Record<string, string | number | boolean | null>>;

/** What goes out. Webhooks carry ids, codes and instants; never words and never personal data. */
export type NoticeContent =
  | { readonly to: string; readonly subject: string; readonly text: string }
  | { readonly event: EventData };

/** A way out of the house. */
export interface Channel {
  /**
   * Hands the notice over. The id goes along, so that the other side can tell a repetition.
   *
   * @throws ChannelFault when it was not taken.
   */
  send(notice: {
    readonly id: string;
    readonly template: string;
    readonly createdAt: Date;
    readonly content: NoticeContent;
  }): Promise<void>;
}

/** Why a notice was not taken, as a code for the log; `isFinal` when trying again is no use. */
export class ChannelFault extends Error {
  override readonly name = 'ChannelFault';
  readonly code: string;
  readonly isFinal: boolean;

  constructor(code: string, isFinal: boolean, cause?: unknown) {
    super(code, { cause });
    this.code = code;
    this.isFinal = isFinal;
  }
}

export interface NoticesParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'seal' | 'open'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  /** Those that are set up. */
  readonly channels: Readonly<Partial<Record<NoticeChannel, Channel>>>;
  /** Webhooks of services; absent = there are none. */
  readonly webhooks?: Pick<Webhooks, 'subscribed' | 'target'>;
}

/** A notice as the log shows it: without address and words. */
export interface NoticeRow {
  readonly id: string;
  readonly channel: NoticeChannel;
  readonly template: string;
  /** `unsent`: there is no such channel here. */
  readonly state: 'waiting' | 'sent' | 'failed' | 'unsent';
  readonly attempts: number;
  readonly fault: string | null;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
  readonly nextAt: Date | null;
}
