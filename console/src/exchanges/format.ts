/** `1,234 ms` below ten seconds, else `12.3 s`; a dash for null. */
export function formatMs(ms: number | null, language: string): string {
  if (ms === null) return '–';
  if (ms < 10_000) return `${new Intl.NumberFormat(language).format(Math.round(ms))} ms`;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(ms / 1_000)} s`;
}

/** A number with its thousands apart; a dash for null. */
export const formatCount = (count: number | null, language: string): string =>
  count === null ? '–' : new Intl.NumberFormat(language).format(count);
