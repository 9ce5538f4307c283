const WALL = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** The minute in China at an instant: `2026-11-26 18:30`. */
export const chinaMinute = (at: string | Date): string => WALL.format(new Date(at)).replace(', ', ' ');

/** The same as an input of the kind `datetime-local` holds it. */
export const chinaInput = (at: string | Date): string => chinaMinute(at).replace(' ', 'T');

/** The instant of a minute in China, which keeps no summer time; undefined for what is no minute. */
export function fromChinaInput(text: string): string | undefined {
  const at = new Date(`${text}:00+08:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** Today in China. */
export const chinaToday = (): string => chinaMinute(new Date()).slice(0, 10);
