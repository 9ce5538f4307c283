import { HOUR_MS } from './units.ts';

/** The day in China, which keeps no summer time, at an instant: such as `2026-11-26`. */
export const chinaDay = (at: Date): string => new Date(at.getTime() + 8 * HOUR_MS).toISOString().slice(0, 10);
