/** The day in China at an instant, as a field for days has it. */
export const chinaDayOf = (instant: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(new Date(instant));

/** The instant at which a day begins in China; null for no day. */
export const beginOfChinaDay = (day: string): string | null => {
  const instant = new Date(`${day}T00:00:00+08:00`);
  return Number.isNaN(instant.getTime()) ? null : instant.toISOString();
};
