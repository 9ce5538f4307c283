import type { Hit, TrainingUse } from '../contract/index.ts';
import type { KindData } from '../evidence/index.ts';
import { OpinionTally } from '../judges/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { KeyEntry } from '../registry/index.ts';
import type { AdmissionNotice } from './admit.ts';
import type { ClassifierEvidence } from './classify.ts';
import { type BegunPart, closingRecord, type ExchangeEnd } from './closing-record.ts';
import type { ExchangeRecords } from './record/index.ts';
import { countRisks, type InputVerdict } from './screen-input.ts';

export type { BegunPart, ExchangeEnd } from './closing-record.ts';

/** What is known of a request when its opening record is written. */
export interface ExchangeStart {
  readonly id: string;
  readonly startedMs: number;
  readonly key: KeyEntry;
  readonly endpoint: string;
  readonly model: string;
  readonly stream: boolean;
  /** Pseudonym of the end user; null when none was named. */
  readonly endUser: string | null;
  /** Whose data key protects the content. */
  readonly subject: string;
  readonly admission: Record<string, string>;
  readonly trainingUse: TrainingUse;
  readonly verdict: InputVerdict;
  readonly decision: KindData<'request.opened'>['decision'];
  readonly classifier?: ClassifierEvidence;
  /** Told of all hits, input and output, once the closing record is durable. */
  readonly afterClose?: (hits: readonly Hit[]) => void;
  /** Whom the request was for; absent = everybody. */
  readonly audience?: 'minors';
  /** What doors want the end user to be told besides the answer. */
  readonly notices?: readonly AdmissionNotice[];
  /** Risks for which the word lists refused what the end user wrote last. */
  readonly strikeRisks?: readonly string[];
  /** How minor mode counts it; absent = it has nothing to do with it. */
  readonly minorMode?: string;
}

/**
 * One request and its answer, from admission to its closing record. Opened once, closed once: whatever ends it first
 * decides how it ended.
 */
export class Exchange {
  readonly start: ExchangeStart;
  /** Resolves when the opening record is durable. */
  readonly opened: Promise<void>;
  readonly #records: ExchangeRecords;
  readonly #clock: Clock;
  #closed: Promise<void> | null = null;
  #firstTokenMs: number | undefined;
  /** What judges said; goes into the closing record. */
  readonly opinions = new OpinionTally();
  /** Told once the closing record is durable. */
  onClosed: (() => void) | null = null;

  constructor(start: ExchangeStart, records: ExchangeRecords, clock: Clock) {
    this.start = start;
    this.#records = records;
    this.#clock = clock;
    this.opened = this.#open();
    // Whoever releases output awaits `opened`; this keeps a failure before that from being an unhandled rejection.
    this.opened.catch(() => undefined);
  }

  get isClosed(): boolean {
    return this.#closed !== null;
  }

  /** Notes when the first text of the answer was ready to be shown. */
  noteFirstToken(): void {
    this.#firstTokenMs ??= this.#clock.monotonicMs() - this.start.startedMs;
  }

  /** What the closing record will say of the beginning. */
  get begun(): BegunPart {
    const { id: exchangeId, subject } = this.start;
    const hits = this.#inputHits;
    return { exchangeId, subject, hits: hits.length, risks: countRisks(hits), opinions: this.opinions.evidence };
  }

  /**
   * Leaves the closing record to whoever knows the end later, perhaps in another process. What was found in the input is final,
   * so whoever waits for that is told now.
   */
  leaveOpen(): BegunPart {
    this.#closed ??= Promise.resolve();
    this.onClosed?.();
    this.start.afterClose?.(this.#inputHits);
    return this.begun;
  }

  /** Resolves when the closing record is durable. The first call decides; later ones wait for the same record. */
  close(end: ExchangeEnd): Promise<void> {
    this.#closed ??= this.#closeAndTell(end);
    return this.#closed;
  }

  async #closeAndTell(end: ExchangeEnd): Promise<void> {
    const listHits = (end.hits ?? []).filter(({ source }) => source !== 'second-opinion');
    this.opinions.compareWithLists('output', listHits.length);
    await this.#close(end);
    this.onClosed?.();
  }

  #open(): Promise<void> {
    const { key, verdict, ...start } = this.start;
    const hits = verdict.pieces.flatMap((piece) => piece.hits);
    return this.#records.open({
      exchangeId: start.id,
      at: this.#clock.now(),
      serviceId: key.service.id,
      apiKeyId: key.id,
      endUser: start.endUser,
      endpoint: start.endpoint,
      model: start.model,
      stream: start.stream,
      synthetic: key.synthetic,
      promptChars: verdict.chars,
      subject: start.subject,
      content: {
        input: verdict.pieces.map(({ path, role, text, hits: found }) => ({
          path,
          role,
          text,
          hits: found.map((hit) => ({ ...hit })),
          shown: null,
        })),
      },
      evidence: {
        policyVersion: key.service.policyVersion,
        listVersions: key.service.listVersions,
        ...(start.audience === undefined ? {} : { audience: start.audience }),
        admission: start.admission,
        ...(start.strikeRisks === undefined ? {} : { strikeRisks: [...start.strikeRisks] }),
        ...(start.minorMode === undefined ? {} : { minorMode: start.minorMode }),
        trainingUse: start.trainingUse,
        hits: hits.length,
        risks: countRisks(hits),
        ...(start.classifier === undefined ? {} : { classifier: start.classifier }),
        decision: start.decision,
      },
    });
  }

  async #close(end: ExchangeEnd): Promise<void> {
    const firstTokenMs = this.#firstTokenMs;
    const times = {
      at: this.#clock.now(),
      totalMs: this.#clock.monotonicMs() - this.start.startedMs,
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
    };
    await this.#records.close(closingRecord(this.begun, end, times));
    this.start.afterClose?.([...this.#inputHits, ...(end.hits ?? [])]);
  }

  get #inputHits(): readonly Hit[] {
    return [...this.start.verdict.pieces.flatMap((piece) => piece.hits), ...this.opinions.inputHits];
  }
}
