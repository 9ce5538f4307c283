import type { Aigc, Hit, Piece } from '../contract/index.ts';
import type { KindData } from '../evidence/index.ts';
import { OpinionTally } from '../judges/index.ts';
import type { Clock } from '../kernel/index.ts';
import type { KeyEntry } from '../registry/index.ts';
import type { ClassifierEvidence } from './classify.ts';
import type { ExchangeRecords } from './record/index.ts';
import { countRisks, type InputVerdict } from './screen-input.ts';

type Closed = KindData<'response.closed'>;

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
  readonly verdict: InputVerdict;
  readonly decision: KindData<'request.opened'>['decision'];
  readonly classifier?: ClassifierEvidence;
  /** Told of all hits, input and output, once the closing record is durable. */
  readonly afterClose?: (hits: readonly Hit[]) => void;
  /** Whom the request was for; absent = everybody. */
  readonly audience?: 'minors';
}

/** How an exchange ended, for its closing record. */
export interface ExchangeEnd {
  readonly outcome: Closed['outcome'];
  readonly reason?: string;
  readonly upstream?: { readonly id: string; readonly name: string };
  readonly choices?: Closed['choices'];
  readonly hits?: readonly Hit[];
  readonly classifier?: ClassifierEvidence;
  readonly replaced?: number;
  readonly outputChars?: number;
  readonly heldCharsMax?: number;
  readonly label?: NonNullable<Closed['label']> & { readonly aigc: Aigc };
  /** Files that were made, in the order of the answer. */
  readonly produced?: NonNullable<Closed['produced']>;
  readonly output?: readonly Piece[];
  readonly usage?: { readonly promptTokens: number | null; readonly completionTokens: number | null } | null;
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
        hits: hits.length,
        risks: countRisks(hits),
        ...(start.classifier === undefined ? {} : { classifier: start.classifier }),
        decision: start.decision,
      },
    });
  }

  async #close(end: ExchangeEnd): Promise<void> {
    const { verdict, id, subject } = this.start;
    const inputHits = verdict.pieces.flatMap((piece) => piece.hits);
    const hits = [...inputHits, ...this.opinions.inputHits, ...(end.hits ?? [])];
    const risks = countRisks(hits);
    const { label } = end;
    await this.#records.close({
      exchangeId: id,
      at: this.#clock.now(),
      subject,
      content: {
        output: (end.output ?? []).map((piece) => ({ ...piece, hits: piece.hits.map((hit) => ({ ...hit })) })),
        usage: end.usage ?? null,
        upstreamName: end.upstream?.name ?? null,
        label:
          label === undefined
            ? null
            : { explicit: label.explicit, explicitReason: label.explicitReason ?? null, aigc: label.aigc },
      },
      risks: Object.keys(risks),
      hits: hits.length,
      evidence: {
        outcome: end.outcome,
        ...(end.reason === undefined ? {} : { reason: end.reason }),
        ...(end.upstream === undefined ? {} : { upstream: end.upstream.id }),
        choices: end.choices ?? [],
        hits: hits.length,
        risks,
        ...(end.classifier === undefined ? {} : { classifier: end.classifier }),
        replaced: end.replaced ?? 0,
        outputChars: end.outputChars ?? 0,
        heldCharsMax: end.heldCharsMax ?? 0,
        ...(this.#firstTokenMs === undefined ? {} : { firstTokenMs: Math.round(this.#firstTokenMs) }),
        totalMs: Math.round(this.#clock.monotonicMs() - this.start.startedMs),
        ...this.opinions.evidence,
        ...(end.produced === undefined ? {} : { produced: end.produced }),
        ...(label === undefined
          ? {}
          : {
              label: {
                explicit: label.explicit,
                ...(label.explicitReason === undefined ? {} : { explicitReason: label.explicitReason }),
                produceId: label.produceId,
              },
            }),
      },
    });
    this.start.afterClose?.(hits);
  }
}
