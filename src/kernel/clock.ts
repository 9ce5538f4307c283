/** Time as the product sees it. Injected everywhere, so that tests decide what time it is. */
export interface Clock {
  /** The current UTC instant. */
  now(): Date;
  /** Milliseconds from an arbitrary origin that never go backwards; for durations only. */
  monotonicMs(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
};
