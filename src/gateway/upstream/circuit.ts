import type { UpstreamHealth } from '../../contract/index.ts';
import { type Clock, MINUTE_MS, SECOND_MS } from '../../kernel/index.ts';

const CONSECUTIVE_MAX = 5;
const WINDOW_SECONDS = 30;
const WINDOW_ATTEMPTS_MIN = 20;
const FIRST_OPEN_MS = 10 * SECOND_MS;
const OPEN_MS_MAX = 2 * MINUTE_MS;

/** The right to make one attempt. Whoever holds it reports the outcome; only the first final report counts. */
export interface Permit {
  /** The first byte of a good answer came: a circuit on trial closes now, not at the end of a long stream. */
  reportFirstByte(): void;
  /** The answer ended regularly. */
  reportSuccess(): void;
  /** The server answered, but refused this request: it is alive, which is all the circuit asks. */
  reportAnswered(): void;
  /** @param reason a short machine word, shown to staff. */
  reportFailure(reason: string): void;
  /** Nothing was learnt, for example because the client went away. */
  release(): void;
}

/**
 * Circuit breaker of one upstream. Opens after 5 failures in a row, or when half of at least 20 attempts within 30
 * seconds failed; is tried once after 10 seconds, then after 20, 40, 80, at most 120.
 */
export class Circuit {
  readonly #clock: Clock;
  readonly #isAlwaysClosed: boolean;
  readonly #onChange: (state: UpstreamHealth['circuit'], openMs: number) => void;
  readonly #window = new OutcomeWindow();
  #state: UpstreamHealth['circuit'] = 'closed';
  #isOnTrial = false;
  #failuresInRow = 0;
  #openings = 0;
  #retryAtMs = 0;
  #lastError: string | null = null;
  #lastOkAt: Date | null = null;

  constructor(options: {
    readonly clock: Clock;
    /** For the demonstration upstream, which lives in the same process. */
    readonly isAlwaysClosed: boolean;
    readonly onChange: (state: UpstreamHealth['circuit'], openMs: number) => void;
  }) {
    this.#clock = options.clock;
    this.#isAlwaysClosed = options.isAlwaysClosed;
    this.#onChange = options.onChange;
  }

  /** A permit, or null while the circuit is open or its one trial is under way. */
  acquire(): Permit | null {
    if (this.#state === 'open' && this.#clock.monotonicMs() >= this.#retryAtMs) this.#change('half-open', 0);
    if (this.#state === 'open' || (this.#state === 'half-open' && this.#isOnTrial)) return null;
    const isTrial = this.#state === 'half-open';
    if (isTrial) this.#isOnTrial = true;
    return this.#permit(isTrial);
  }

  /** Milliseconds until the next trial; 0 when it may be used now. */
  retryInMs(): number {
    return this.#state === 'open' ? Math.max(0, this.#retryAtMs - this.#clock.monotonicMs()) : 0;
  }

  health(): UpstreamHealth {
    const isDue = this.#state === 'open' && this.retryInMs() === 0;
    return {
      circuit: isDue ? 'half-open' : this.#state,
      failures: this.#failuresInRow,
      lastError: this.#lastError,
      lastOkAt: this.#lastOkAt?.toISOString() ?? null,
      retryAt:
        this.#state === 'open' && !isDue
          ? new Date(this.#clock.now().getTime() + this.retryInMs()).toISOString()
          : null,
    };
  }

  #permit(isTrial: boolean): Permit {
    let isOpen = true;
    const once = (report: () => void): void => {
      if (!isOpen) return;
      isOpen = false;
      report();
      if (isTrial && this.#state === 'half-open') this.#isOnTrial = false;
    };
    return {
      reportFirstByte: () => {
        if (isOpen && isTrial) this.#closeAfterTrial();
      },
      reportSuccess: () => once(() => this.#succeed(isTrial)),
      reportAnswered: () =>
        once(() => {
          if (isTrial) this.#closeAfterTrial();
          if (this.#state === 'closed') this.#failuresInRow = 0;
        }),
      reportFailure: (reason) => once(() => this.#fail(reason, isTrial)),
      release: () => once(() => undefined),
    };
  }

  #succeed(isTrial: boolean): void {
    this.#lastOkAt = this.#clock.now();
    if (isTrial) this.#closeAfterTrial();
    // A late success of an attempt begun before the circuit opened does not shorten the wait.
    if (this.#state !== 'closed') return;
    this.#failuresInRow = 0;
    this.#openings = 0;
    this.#window.add(this.#clock.monotonicMs(), true);
  }

  #fail(reason: string, isTrial: boolean): void {
    this.#lastError = reason;
    this.#failuresInRow++;
    if (this.#isAlwaysClosed) return;
    const nowMs = this.#clock.monotonicMs();
    if (this.#state === 'closed') {
      this.#window.add(nowMs, false);
      if (this.#failuresInRow >= CONSECUTIVE_MAX || this.#window.isHalfFailed(nowMs)) this.#open(nowMs);
    } else if (isTrial && this.#state === 'half-open') {
      this.#open(nowMs);
    }
  }

  #open(nowMs: number): void {
    const openMs = Math.min(FIRST_OPEN_MS * 2 ** this.#openings, OPEN_MS_MAX);
    this.#openings++;
    this.#isOnTrial = false;
    this.#retryAtMs = nowMs + openMs;
    this.#change('open', openMs);
  }

  #closeAfterTrial(): void {
    if (this.#state !== 'half-open') return;
    this.#isOnTrial = false;
    this.#failuresInRow = 0;
    this.#window.clear();
    this.#change('closed', 0);
  }

  #change(state: UpstreamHealth['circuit'], openMs: number): void {
    this.#state = state;
    this.#onChange(state, openMs);
  }
}

/** Outcomes of the last 30 seconds, counted by the second in a ring. */
class OutcomeWindow {
  readonly #seconds = new Float64Array(WINDOW_SECONDS).fill(-1);
  readonly #attempts = new Uint32Array(WINDOW_SECONDS);
  readonly #failures = new Uint32Array(WINDOW_SECONDS);

  add(nowMs: number, isOk: boolean): void {
    const second = Math.floor(nowMs / SECOND_MS);
    const at = second % WINDOW_SECONDS;
    if (this.#seconds[at] !== second) {
      this.#seconds[at] = second;
      this.#attempts[at] = 0;
      this.#failures[at] = 0;
    }
    this.#attempts[at] = (this.#attempts[at] ?? 0) + 1;
    if (!isOk) this.#failures[at] = (this.#failures[at] ?? 0) + 1;
  }

  isHalfFailed(nowMs: number): boolean {
    const oldest = Math.floor(nowMs / SECOND_MS) - WINDOW_SECONDS + 1;
    let attempts = 0;
    let failures = 0;
    for (let at = 0; at < WINDOW_SECONDS; at++) {
      if ((this.#seconds[at] ?? -1) < oldest) continue;
      attempts += this.#attempts[at] ?? 0;
      failures += this.#failures[at] ?? 0;
    }
    return attempts >= WINDOW_ATTEMPTS_MIN && failures * 2 >= attempts;
  }

  clear(): void {
    this.#seconds.fill(-1);
  }
}
