/** Is a lock still in force? */
export const isLocked = (lockedUntil: string | null): boolean =>
  lockedUntil !== null && Date.parse(lockedUntil) > Date.now();
