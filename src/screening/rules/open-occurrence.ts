/** An occurrence of a pattern while it is judged; offsets are those of the whole text. */
export interface OpenOccurrence {
  readonly start: number;
  readonly end: number;
  /** A bit for each condition that the text may still go on either way for; 0 once all is decided. */
  waiting: number;
  /** The first offset at which what is known was certain. */
  at: number;
  // Characters up to its end, visible and invisible ones, as far as its judge has counted.
  visible: number;
  invisible: number;
  /** Behind the last character that a context term near it may begin with; Infinity while that is not read. */
  closedAt: number;
}

/** Takes what a condition came to, and the first offset at which that was certain. */
export type Settle<T extends OpenOccurrence> = (open: T, holds: boolean, at: number) => void;
