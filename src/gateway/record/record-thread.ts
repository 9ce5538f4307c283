import { Worker } from 'node:worker_threads';
import type { ContentVault, SealingKey } from '../../evidence/index.ts';
import { type Clock, HeguiError, type Log, SECOND_MS, type Secret } from '../../kernel/index.ts';
import type { ClosedRecord, ExchangeRecords, OpenedRecord } from './rows.ts';
import type { FromThread, SentRecord, ThreadSettings, ThreadState } from './thread-messages.ts';
import { FAILING_MS_MAX, withTimeout } from './time-limit.ts';

export interface RecordThreadOptions {
  readonly databaseUrl: Secret;
  readonly vault: Pick<ContentVault, 'sealingKey' | 'onForget'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Starts the thread; its own program unless told otherwise. */
  readonly startWorker?: (settings: ThreadSettings) => Worker;
}

interface Pending {
  readonly sentMs: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Past the recorder's own limit nothing is heard of a record any more: the thread itself is stuck. */
const SILENCE_MS_MAX = 12 * SECOND_MS;
/** A key that is not in memory comes from the database, or does not. */
const KEY_MS_MAX = 10 * SECOND_MS;
const SWEEP_EVERY_MS = SECOND_MS;
const RESTART_MS = SECOND_MS;
const UNSTREAMED_PATIENCE_MS = 5;
const KEYS_SENT_MAX = 5_000;
/** A batch of records is garbage right after its commit; with the default size an eighth of the time went there. */
const YOUNG_MIB = 64;
const FAILING: ThreadState = { isUp: false, isReachable: false };

/**
 * Records written by a thread of its own: sealing, encoding and the conversation with the database take about as long as
 * everything else the gateway does for a request, and none of it has to happen between two of its events.
 *
 * The guarantees are those of `Recorder`, which runs in the thread. A thread that ends by itself is started anew, and what
 * it had not confirmed is rejected.
 */
export class RecordThread implements ExchangeRecords {
  readonly #options: RecordThreadOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #keysSent = new Set<string>();
  #outbox: SentRecord[] = [];
  #worker: Worker | null = null;
  #state: ThreadState = FAILING;
  #number = 0;
  #mustFlush = false;
  #patience: NodeJS.Timeout | undefined;
  #sweep: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #hasStarted = false;
  #stopped: (() => void) | null = null;

  constructor(options: RecordThreadOptions) {
    this.#options = options;
    options.vault.onForget(() => this.#forgetKeys());
  }

  get isUp(): boolean {
    return this.#state.isUp;
  }

  /** True as well when the database answers again and the next record will tell. */
  get isReachable(): boolean {
    return this.#state.isReachable;
  }

  get waiting(): number {
    return this.#pending.size;
  }

  /** Resolves once the thread is connected. @throws HeguiError E_EVIDENCE_UNAVAILABLE */
  async start(): Promise<void> {
    await this.#startThread();
    this.#sweep = setInterval(() => this.#giveUpSilent(), SWEEP_EVERY_MS);
    this.#sweep.unref();
  }

  open(record: OpenedRecord): Promise<void> {
    // Nothing of an unstreamed answer is shown before its end, so its two records may cross and be committed together.
    return this.#write('opened', record, record.stream ? 0 : UNSTREAMED_PATIENCE_MS);
  }

  close(record: ClosedRecord): Promise<void> {
    return this.#write('closed', record, 0);
  }

  /** Waits for what is under way, then ends the thread. */
  async stop(): Promise<void> {
    clearInterval(this.#sweep);
    clearTimeout(this.#restart);
    const worker = this.#worker;
    if (worker === null) return;
    const stopped = new Promise<void>((resolve) => {
      this.#stopped = resolve;
    });
    this.#flush();
    worker.postMessage({ kind: 'stop' });
    await stopped;
    await worker.terminate();
  }

  #write(what: SentRecord['what'], record: OpenedRecord | ClosedRecord, patienceMs: number): Promise<void> {
    const { content, subject, ...head } = record;
    const key = this.#options.vault.sealingKey(subject);
    // What the record says is fixed now; its objects may change while a key is being read.
    const texts = { head: JSON.stringify(head), content: JSON.stringify(content) };
    if (!(key instanceof Promise)) return this.#send({ what, ...texts }, key, patienceMs);
    return withTimeout(key, this.isReachable ? KEY_MS_MAX : FAILING_MS_MAX).then(
      (ready) => this.#send({ what, ...texts }, ready, patienceMs),
      (error: unknown) => {
        this.#state = FAILING;
        throw unavailable(error);
      },
    );
  }

  #send(
    record: Pick<SentRecord, 'what' | 'head' | 'content'>,
    { id, key }: SealingKey,
    patienceMs: number,
  ): Promise<void> {
    if (this.#worker === null) return Promise.reject(unavailable('the thread for records is not running'));
    const number = this.#number++;
    const isKnown = this.#keysSent.has(id);
    if (!isKnown) {
      if (this.#keysSent.size >= KEYS_SENT_MAX) this.#forgetKeys();
      this.#keysSent.add(id);
    }
    this.#outbox.push({ number, ...record, keyId: id, ...(isKnown ? {} : { key }) });
    this.#flushWithin(patienceMs);
    return new Promise((resolve, reject) => {
      this.#pending.set(number, { sentMs: this.#options.clock.monotonicMs(), resolve, reject });
    });
  }

  #flushWithin(patienceMs: number): void {
    if (patienceMs > 0) {
      this.#patience ??= setTimeout(() => this.#flush(), patienceMs);
    } else if (!this.#mustFlush) {
      // Records of the same turn of the event loop cross in one message.
      this.#mustFlush = true;
      setImmediate(() => this.#flush());
    }
  }

  #flush(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    this.#mustFlush = false;
    if (this.#outbox.length === 0) return;
    const records = this.#outbox;
    this.#outbox = [];
    this.#worker?.postMessage({ kind: 'records', records });
  }

  #forgetKeys(): void {
    this.#flush();
    this.#keysSent.clear();
    this.#worker?.postMessage({ kind: 'forget-keys' });
  }

  #startThread(): Promise<void> {
    const worker = (this.#options.startWorker ?? startWorker)({ databaseUrl: this.#options.databaseUrl.reveal() });
    this.#worker = worker;
    this.#keysSent.clear();
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'started') {
          this.#hasStarted = true;
          this.#state = { isUp: true, isReachable: true };
          resolve();
        } else if (message.kind === 'not-started') reject(unavailable(message.reason));
        else this.#hear(message);
      });
      worker.on('error', (error) => this.#options.log.error({ error }, 'the thread for records failed'));
      worker.on('exit', () => {
        reject(unavailable('the thread for records ended'));
        this.#onExit(worker);
      });
    });
  }

  #hear(message: FromThread): void {
    if (message.kind === 'settled') {
      this.#state = message.state;
      for (const number of message.durable) this.#take(number)?.resolve();
      for (const number of message.failed) this.#take(number)?.reject(unavailable('it could not be written'));
    } else if (message.kind === 'state') this.#state = message.state;
    else if (message.kind === 'log') this.#options.log[message.level]({ code: message.cause }, message.message);
    else if (message.kind === 'stopped') this.#stopped?.();
  }

  #take(number: number): Pending | undefined {
    const pending = this.#pending.get(number);
    this.#pending.delete(number);
    return pending;
  }

  #onExit(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#state = FAILING;
    this.#outbox = [];
    for (const number of [...this.#pending.keys()])
      this.#take(number)?.reject(unavailable('the thread for records ended'));
    if (this.#stopped !== null) {
      this.#stopped();
      return;
    }
    if (!this.#hasStarted) return;
    this.#restart = setTimeout(() => {
      this.#startThread().catch((error: unknown) =>
        this.#options.log.error({ error: error instanceof Error ? error : undefined }, 'records have no thread yet'),
      );
    }, RESTART_MS);
  }

  #giveUpSilent(): void {
    const beforeMs = this.#options.clock.monotonicMs() - SILENCE_MS_MAX;
    for (const [number, { sentMs }] of this.#pending) {
      // Sent in order, so the first that is young enough ends the search.
      if (sentMs > beforeMs) return;
      this.#state = FAILING;
      this.#take(number)?.reject(unavailable('nothing was heard of it in time'));
    }
  }
}

export const startWorker = (workerData: ThreadSettings): Worker =>
  new Worker(new URL('./thread-main.ts', import.meta.url), {
    workerData,
    name: 'hegui-records',
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
  });

const unavailable = (cause: unknown): HeguiError =>
  new HeguiError('E_EVIDENCE_UNAVAILABLE', 'the record of this exchange could not be made durable', { cause });
