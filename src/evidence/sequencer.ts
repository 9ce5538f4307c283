import { type Clock, HeguiError, type Log, MINUTE_MS, SECOND_MS } from '../kernel/index.ts';
import type { NoteSigner } from '../ledger/index.ts';
import type { Database, DedicatedConnection } from '../store/index.ts';
import { waitForCheckpoint } from './flush.ts';
import { catchUp, loadState, type SequenceState, sequenceEntries, signTree, TreeMismatch } from './sequence.ts';

export interface Sequencer {
  /** This process is the elected one. */
  readonly isLeader: boolean;
  /** Why this process refuses to sign; null when it does not. */
  readonly refusal: string | null;
  /**
   * Waits until a checkpoint covers everything that was committed before the call, whichever process writes it.
   *
   * @throws HeguiError E_EVIDENCE_UNAVAILABLE after `timeoutMs` (30 s), or at once when this process refuses to sign.
   */
  flush(timeoutMs?: number): Promise<void>;
  /** Ends after the current step and gives the lock back. */
  stop(): Promise<void>;
}

export interface SequencerOptions {
  readonly database: Database;
  readonly signer: NoteSigner;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Partial<SequencerPace>;
}

/** All in ms. */
export interface SequencerPace {
  /** Between steps while entries come. */
  readonly busyMs: number;
  /** Between steps while none come; also between attempts to be elected. */
  readonly idleMs: number;
  /** Least time between two checkpoints. */
  readonly checkpointMs: number;
}

const PACE: SequencerPace = { busyMs: 250, idleMs: SECOND_MS, checkpointMs: SECOND_MS };
// Any fixed number; it only has to differ from the other advisory locks of Hegui.
const SEQUENCER_LOCK = 7_301_945;
const ENTRIES_PER_STEP = 5_000;
const FLUSH_MS_MAX = 30 * SECOND_MS;
// Catching up after a restore looks at every entry once.
const STATEMENT_MS_MAX = 10 * MINUTE_MS;

/**
 * Puts entries into the tree and signs checkpoints, for as long as this process holds the lock. Every process starts
 * one; the database elects. All writes go over the connection that holds the lock, so a lost lock cannot write.
 */
export function startSequencer(options: SequencerOptions): Sequencer {
  const sequencer = new ElectedSequencer(options);
  sequencer.start();
  return sequencer;
}

class ElectedSequencer implements Sequencer {
  readonly #options: SequencerOptions;
  readonly #pace: SequencerPace;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  #isLeader = false;
  #refusal: string | null = null;
  #signedAtMs = Number.NEGATIVE_INFINITY;
  #wakeUp: () => void = () => undefined;
  #isWoken = false;

  constructor(options: SequencerOptions) {
    this.#options = options;
    this.#pace = { ...PACE, ...options.pace };
  }

  get isLeader(): boolean {
    return this.#isLeader;
  }

  get refusal(): string | null {
    return this.#refusal;
  }

  start(): void {
    this.#running = this.#run();
  }

  async flush(timeoutMs = FLUSH_MS_MAX): Promise<void> {
    await waitForCheckpoint({
      database: this.#options.database,
      timeoutMs,
      onPoll: () => {
        if (this.#refusal !== null) throw new HeguiError('E_EVIDENCE_UNAVAILABLE', this.#refusal);
        this.#wake();
      },
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped && this.#refusal === null) {
      try {
        await this.#standAndLead();
      } catch (error) {
        if (error instanceof TreeMismatch) this.#refuse(error);
        else
          this.#options.log.warn({ error: asError(error) }, 'the evidence sequencer was interrupted and starts again');
      }
      this.#isLeader = false;
      await this.#nap(this.#pace.idleMs);
    }
  }

  #refuse(mismatch: TreeMismatch): void {
    this.#refusal = mismatch.message;
    this.#options.log.error(
      { reason: mismatch.message },
      'the stored evidence tree is not what was signed; nothing more is signed',
    );
  }

  async #standAndLead(): Promise<void> {
    const connection = await this.#options.database.dedicatedConnection({ statementTimeoutMs: STATEMENT_MS_MAX });
    try {
      while (!this.#isStopped && !(await this.#isElected(connection))) await this.#nap(this.#pace.idleMs);
      if (!this.#isStopped) await this.#lead(connection);
    } finally {
      // The session's end frees the lock.
      await connection.close();
    }
  }

  async #isElected(connection: DedicatedConnection): Promise<boolean> {
    const { rows } = await connection.query<{ isFree: boolean }>('select pg_try_advisory_lock($1) as "isFree"', [
      SEQUENCER_LOCK,
    ]);
    return rows[0]?.isFree === true;
  }

  async #lead(connection: DedicatedConnection): Promise<void> {
    const { log, signer } = this.#options;
    const { state, mustCatchUp } = await connection.transaction((tx) => loadState(tx, signer));
    this.#isLeader = true;
    log.info({ size: state.edge.size }, 'this process writes the evidence tree');
    if (mustCatchUp) {
      log.warn(
        { size: state.edge.size },
        'the database was restored into another server; looking for entries left out',
      );
      const found = await catchUp((work) => connection.transaction(work), state, ENTRIES_PER_STEP);
      log.warn({ found }, 'the entries left out are in the tree now');
    }
    while (!this.#isStopped) {
      const taken = await this.#step(connection, state);
      if (taken === ENTRIES_PER_STEP) continue;
      const isBusy = taken > 0 || state.edge.size > state.signedSize;
      await this.#nap(isBusy ? this.#pace.busyMs : this.#pace.idleMs);
    }
  }

  // A failed step leaves the state in memory behind the database; the error ends the lead, and the next one reads anew.
  async #step(connection: DedicatedConnection, state: SequenceState): Promise<number> {
    const { signer, clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const mayCheckpoint = nowMs - this.#signedAtMs >= this.#pace.checkpointMs;
    const taken = await connection.transaction(async (tx) => {
      const count = await sequenceEntries(tx, state, ENTRIES_PER_STEP);
      if (mayCheckpoint && state.edge.size > state.signedSize) await signTree(tx, state, signer, clock);
      return count;
    });
    if (mayCheckpoint && state.edge.size > state.signedSize) {
      state.signedSize = state.edge.size;
      this.#signedAtMs = nowMs;
    }
    return taken;
  }

  #wake(): void {
    this.#isWoken = true;
    this.#wakeUp();
  }

  // A wake-up during a step counts for the nap that follows it.
  #nap(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wakeUp = () => undefined;
        this.#isWoken = false;
        resolve();
      };
      const timer = setTimeout(end, this.#isWoken || this.#isStopped ? 0 : ms);
      this.#wakeUp = end;
    });
  }
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error('unknown'));
