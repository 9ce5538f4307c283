import { HOUR_MS } from './units.ts';

/** The day in China, which keeps no summer time, at an instant: such as `2026-11-26`. */
export const chinaDay = (at: Date): string => new Date(at.getTime() + 8 * HOUR_MS).toISOString().slice(0, 10);

/** The minute in China at an instant, with its zone: `2026-11-26 18:30 (UTC+8)`. */
export const chinaTime = (at: Date): string =>
  `${new Date(at.getTime() + 8 * HOUR_MS).toISOString().slice(0, 16).replace('T', ' ')} (UTC+8)`;
