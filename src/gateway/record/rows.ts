import type { KindData } from '../../evidence/index.ts';
import type { Json } from '../../kernel/index.ts';

/** Everything the opening record of an exchange holds. */
export interface OpenedRecord {
  readonly exchangeId: string;
  readonly at: Date;
  readonly serviceId: string;
  readonly apiKeyId: string;
  /** Pseudonym of the end user, or null. */
  readonly endUser: string | null;
  readonly endpoint: string;
  readonly model: string;
  readonly stream: boolean;
  readonly synthetic: boolean;
  readonly promptChars: number;
  /** Whose data key protects the content. */
  readonly subject: string;
  readonly content: Json;
  readonly evidence: Omit<
    KindData<'request.opened'>,
    | 'exchange'
    | 'service'
    | 'key'
    | 'endUser'
    | 'endpoint'
    | 'model'
    | 'stream'
    | 'synthetic'
    | 'promptChars'
    | 'commitment'
  >;
}

/** Everything the closing record of an exchange holds. */
export interface ClosedRecord {
  readonly exchangeId: string;
  readonly at: Date;
  readonly subject: string;
  readonly content: Json;
  /** Risk codes of all hits, input and output, each once. */
  readonly risks: readonly string[];
  readonly hits: number;
  readonly evidence: Omit<KindData<'response.closed'>, 'exchange' | 'commitment'>;
}

/** What the gateway asks of the records: that they are durable when a promise resolves. */
export interface ExchangeRecords {
  /** False while records fail: then nothing is forwarded before its opening record is durable. */
  readonly isUp: boolean;
  /** @throws HeguiError E_EVIDENCE_UNAVAILABLE */
  open(record: OpenedRecord): Promise<void>;
  /** @throws HeguiError E_EVIDENCE_UNAVAILABLE */
  close(record: ClosedRecord): Promise<void>;
}
