import type { ContentVault, Sealed } from '../../evidence/index.ts';
import { encodeEntry } from '../../evidence/index.ts';
import { type Clock, HeguiError, type IdFactory, type Log, SECOND_MS } from '../../kernel/index.ts';
import type { ClosedRecord, ExchangeRecords, OpenedRecord } from './rows.ts';
import { RecordBatch } from './store.ts';
import { FAILING_MS_MAX, withTimeout } from './time-limit.ts';

/** One connection of its own over which batches are committed, one at a time. */
export interface RecordLine {
  /** Durable when it resolves. After a rejection the line is not used again. */
  commit(batch: RecordBatch): Promise<void>;
  /** Resolves when the database can make something durable, without leaving a row. */
  probe(): Promise<void>;
  /** Called once when the connection is lost while idle. */
  onLost(listener: () => void): void;
  close(): Promise<void>;
}

export interface RecorderOptions {
  readonly openLine: () => Promise<RecordLine>;
  readonly vault: Pick<ContentVault, 'seal'>;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  /** Lines that commit side by side. One makes the fullest batches, and a batch costs what a record costs. */
  readonly lines?: number;
  /** A record that is not durable after this long counts as failed. */
  readonly commitMsMax?: number;
}

/** What a record holds besides what it says itself. */
type ToSeal = Pick<OpenedRecord, 'exchangeId' | 'subject' | 'content'>;

interface Waiting {
  readonly what: 'opened' | 'closed';
  readonly exchangeId: string;
  readonly add: (batch: RecordBatch) => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Keeps a batch well under a megabyte of work for the server, so that no record waits long behind others. */
const BATCH_RECORDS_MAX = 256;
const RECOVERY_MS = SECOND_MS;
/** More exchanges than can be under way whose opening record failed. */
const UNOPENED_MAX = 10_000;
const UNSTREAMED_PATIENCE_MS = 5;

/**
 * Writes opening and closing records by group commit: whatever arrives while a commit is under way goes into the next.
 * A record that resolved is durable; one that rejected may or may not be (the connection was lost in between).
 */
export class Recorder implements ExchangeRecords {
  readonly #options: RecorderOptions;
  readonly #commitMsMax: number;
  readonly #queue: Waiting[] = [];
  /** Exchanges whose opening record failed: no closing record may follow. The oldest first. */
  readonly #unopened = new Set<string>();
  #idle: RecordLine[] = [];
  readonly #lines: number;
  #opened = 0;
  #committing = 0;
  #isClosed = false;
  #state: RecordsState = 'failing';
  #recovering: Promise<void> | null = null;
  #flushQueued = false;
  #patience: NodeJS.Timeout | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#lines = options.lines ?? 1;
    this.#commitMsMax = options.commitMsMax ?? 10 * SECOND_MS;
  }

  /** True while commits work. Otherwise the gateway forwards nothing before its opening record is durable. */
  get isUp(): boolean {
    return this.#state === 'up';
  }

  /** True as well when the database answers again and the next record will tell. */
  get isReachable(): boolean {
    return this.#state !== 'failing';
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /** Connects, so that the first request need not. */
  async start(): Promise<void> {
    await this.#ensureLine();
    this.#state = 'up';
  }

  /** Resolves when the opening record is durable. @throws HeguiError E_EVIDENCE_UNAVAILABLE */
  open(record: OpenedRecord): Promise<void> {
    // Nothing of an unstreamed answer is shown before its end, so its two records may share a commit.
    const patienceMs = record.stream ? 0 : UNSTREAMED_PATIENCE_MS;
    return this.#withSealed('opened', record, patienceMs, (batch, sealed) => {
      const { exchangeId, serviceId, apiKeyId, endUser, endpoint, model, stream, synthetic, promptChars } = record;
      const entry = encodeEntry(
        'request.opened',
        {
          ...record.evidence,
          exchange: exchangeId,
          service: serviceId,
          key: apiKeyId,
          ...(endUser === null ? {} : { endUser }),
          endpoint,
          model,
          stream,
          synthetic,
          promptChars,
          commitment: sealed.commitment,
        },
        { id: this.#options.ids.next('evt'), at: record.at },
      );
      batch.addOpened(record, entry, sealed);
    });
  }

  /** Resolves when the closing record is durable. @throws HeguiError E_EVIDENCE_UNAVAILABLE */
  close(record: ClosedRecord): Promise<void> {
    return this.#withSealed('closed', record, 0, (batch, sealed) => {
      const entry = encodeEntry(
        'response.closed',
        { ...record.evidence, exchange: record.exchangeId, commitment: sealed.commitment },
        { id: this.#options.ids.next('evt'), at: record.at },
      );
      batch.addClosed(record, entry, sealed);
    });
  }

  /** Waits for what is queued and under way, then lets the connections go. */
  async stop(): Promise<void> {
    while ((this.#queue.length > 0 || this.#committing > 0) && this.isUp) {
      await new Promise<void>((resolve) => setTimeout(resolve, 5));
    }
    this.#isClosed = true;
    await this.#recovering;
    await Promise.all(this.#idle.splice(0).map((line) => line.close()));
  }

  #withSealed(
    what: Waiting['what'],
    record: ToSeal,
    patienceMs: number,
    add: (batch: RecordBatch, sealed: Sealed) => void,
  ): Promise<void> {
    return this.#inTime(this.#sealAndEnqueue(what, record, patienceMs, add));
  }

  /** One time limit from its coming for a record that waits for a key, for a connection, behind others, or to commit. */
  async #inTime(work: Promise<void>): Promise<void> {
    try {
      await withTimeout(work, this.#state === 'failing' ? FAILING_MS_MAX : this.#commitMsMax);
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_EVIDENCE_UNAVAILABLE') throw error;
      this.#markDown('a record was not durable in time', error);
      throw unavailable(error);
    }
  }

  #sealAndEnqueue(
    what: Waiting['what'],
    { exchangeId, subject, content }: ToSeal,
    patienceMs: number,
    add: (batch: RecordBatch, sealed: Sealed) => void,
  ): Promise<void> {
    const about = { what, exchangeId };
    const sealed = this.#options.vault.seal(subject, content);
    if (!(sealed instanceof Promise)) return this.#enqueue(about, patienceMs, (batch) => add(batch, sealed));
    return sealed.then(
      (ready) => this.#enqueue(about, patienceMs, (batch) => add(batch, ready)),
      (error: unknown) => {
        if (what === 'opened') this.#noteUnopened(exchangeId);
        this.#markDown('content could not be sealed', error);
        throw unavailable(error);
      },
    );
  }

  #enqueue(
    about: Pick<Waiting, 'what' | 'exchangeId'>,
    patienceMs: number,
    add: (batch: RecordBatch) => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...about, add, resolve, reject });
      if (this.#flushQueued) return;
      if (patienceMs > 0) {
        this.#patience ??= setTimeout(() => this.#pump(), patienceMs);
        return;
      }
      // Records of the same turn of the event loop share a commit.
      this.#flushQueued = true;
      setImmediate(() => {
        this.#flushQueued = false;
        this.#pump();
      });
    });
  }

  #pump(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    while (this.#queue.length > 0) {
      const line = this.#idle.pop();
      if (line === undefined) {
        if (this.#opened < this.#lines) this.#connect();
        return;
      }
      const records = this.#withoutOrphans(this.#queue.splice(0, BATCH_RECORDS_MAX));
      if (records.length === 0) this.#idle.push(line);
      else void this.#commit(line, records);
    }
  }

  async #commit(line: RecordLine, records: readonly Waiting[]): Promise<void> {
    this.#committing++;
    try {
      const batch = new RecordBatch();
      for (const record of records) record.add(batch);
      await withTimeout(line.commit(batch), this.#commitMsMax);
      // A closing record is small: that one could be written does not say that the next prompt can.
      if (this.#state !== 'up') this.#state = batch.hasOpened ? 'up' : 'reachable';
      for (const record of records) record.resolve();
      if (this.#isClosed) await line.close();
      else this.#idle.push(line);
    } catch (error) {
      this.#opened--;
      this.#fail(error, records);
      await line.close();
    } finally {
      this.#committing--;
    }
    this.#pump();
  }

  #connect(): void {
    this.#ensureLine().then(
      () => this.#pump(),
      (error: unknown) => this.#fail(error, this.#queue.splice(0)),
    );
  }

  async #ensureLine(): Promise<void> {
    this.#opened++;
    try {
      const line = await withTimeout(this.#options.openLine(), this.#commitMsMax);
      line.onLost(() => {
        const at = this.#idle.indexOf(line);
        if (at < 0) return; // A commit is under way; it rejects by itself.
        this.#idle.splice(at, 1);
        this.#opened--;
        this.#markDown('the connection for records was lost', undefined);
      });
      this.#idle.push(line);
    } catch (error) {
      this.#opened--;
      throw error;
    }
  }

  /**
   * The two records of an unstreamed answer may cross: the opening one can fail while the closing one, which is small, waits and
   * then finds room. A closing record without its opening would be a lie about the log, so it is refused as the other was.
   */
  #withoutOrphans(records: readonly Waiting[]): Waiting[] {
    return records.filter(({ what, exchangeId, reject }) => {
      const isOrphan = what === 'closed' && this.#unopened.has(exchangeId);
      if (isOrphan) reject(unavailable('its opening record was not written'));
      return !isOrphan;
    });
  }

  #fail(error: unknown, records: readonly Waiting[]): void {
    this.#markDown('records could not be written', error);
    for (const { what, exchangeId, reject } of records) {
      if (what === 'opened') this.#noteUnopened(exchangeId);
      reject(unavailable(error));
    }
  }

  #noteUnopened(exchangeId: string): void {
    this.#unopened.add(exchangeId);
    const [oldest] = this.#unopened;
    if (this.#unopened.size > UNOPENED_MAX && oldest !== undefined) this.#unopened.delete(oldest);
  }

  #markDown(message: string, error: unknown): void {
    if (this.isUp && !this.#isClosed)
      this.#options.log.error({ error: error instanceof Error ? error : undefined }, message);
    this.#state = 'failing';
    this.#recovering ??= this.#recover().finally(() => {
      this.#recovering = null;
    });
  }

  /** Without traffic nothing else would notice that the database is back, and a balancer would send none. */
  async #recover(): Promise<void> {
    while (!this.#isClosed && this.#state === 'failing') {
      await new Promise<void>((resolve) => setTimeout(resolve, RECOVERY_MS));
      if (this.#isClosed || this.#state !== 'failing') return;
      try {
        if (this.#idle.length === 0 && this.#opened < this.#lines) await this.#ensureLine();
        const line = this.#idle.pop();
        if (line === undefined) continue; // A commit is under way and will tell.
        await this.#probe(line);
      } catch {
        // Still failing: that is known and was logged; the next round tries again.
      }
    }
  }

  async #probe(line: RecordLine): Promise<void> {
    try {
      await withTimeout(line.probe(), this.#commitMsMax);
      this.#idle.push(line);
      if (this.#state === 'failing') this.#state = 'reachable';
      this.#options.log.info({}, 'records can be written again');
      this.#pump();
    } catch (error) {
      this.#opened--;
      await line.close();
      throw error;
    }
  }
}

/** `reachable`: it failed, a probe or a closing record worked since, and no opening record has been written yet. */
type RecordsState = 'up' | 'reachable' | 'failing';

const unavailable = (cause: unknown): HeguiError =>
  new HeguiError('E_EVIDENCE_UNAVAILABLE', 'the record of this exchange could not be made durable', { cause });
