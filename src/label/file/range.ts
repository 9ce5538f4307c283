/** Bytes of a file, `to` not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Whether nothing that is in use lies in the range, so that it may be wiped. */
export const isFree = ({ from, to }: Range, used: readonly Range[]): boolean =>
  used.every((other) => other.to <= from || other.from >= to);
