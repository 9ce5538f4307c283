const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The day in China now. */
export const chinaToday = (): string => new Date(Date.now() + CHINA_OFFSET_MS).toISOString().slice(0, 10);

/** The data do not tell what held before. */
export const DAY_FIRST = '2023-01-01';
