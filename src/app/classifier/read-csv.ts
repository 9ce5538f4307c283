import { HeguiError } from '../../kernel/index.ts';

/** One row of a CSV file with the line it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The rows of a CSV text (RFC 4180; a byte order mark and any line end are fine), without empty ones.
 *
 * @throws HeguiError E_INPUT_UNREADABLE for a quote that is never closed.
 */
export function readCsv(text: string): CsvRow[] {
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let begins = 1;
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n][^,\r\n]*)?)(,|\r\n|\n|\r|$)/y;
  pattern.lastIndex = text.startsWith('\uFEFF') ? 1 : 0;
  while (pattern.lastIndex <= text.length) {
    const found = pattern.exec(text);
    if (found === null)
      throw new HeguiError('E_INPUT_UNREADABLE', `line ${line}: a quote is opened and not closed well`);
    const [whole, quoted, plain, end] = found;
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (end === ',') continue;
    if (fields.length > 1 || fields[0] !== '') rows.push({ line: begins, fields });
    fields = [];
    begins = line;
    if (end === '') break;
  }
  return rows;
}
