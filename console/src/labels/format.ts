const KIB = 1_024;
const UNITS = ['B', 'KiB', 'MiB', 'GiB'] as const;

/** A size as people read it, to three figures. */
export function formatBytes(bytes: number, language: string): string {
  const step = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(KIB))));
  const number = new Intl.NumberFormat(language, { maximumSignificantDigits: 3 });
  return `${number.format(bytes / KIB ** step)} ${UNITS[step]}`;
}
