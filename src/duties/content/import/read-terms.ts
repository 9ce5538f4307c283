import { setImmediate } from 'node:timers/promises';
import type { Folding } from '../../../contract/index.ts';
import { decodeText } from './decode-text.ts';
import { isWorkbook, readWorkbook } from './read-workbook.ts';
import { type ReadTerms, TermParser } from './term-reader.ts';

const LINES_PER_TURN = 5_000;

export interface ReadFile extends ReadTerms {
  /** Such as `UTF-8`, `GB 18030`, `XLSX`. */
  readonly encoding: string;
}

/**
 * The terms of a file, TXT, CSV or XLSX; which, its bytes say, not its name. Gives other work a turn between parts.
 *
 * @throws HeguiError E_REQUEST_INVALID at `file`; rows that are no terms are noted instead.
 */
export async function readTermBytes(bytes: Buffer, folding: Folding): Promise<ReadFile> {
  if (isWorkbook(bytes)) return { ...(await readWorkbook(bytes, folding)), encoding: 'XLSX' };
  const { text, encoding } = decodeText(bytes);
  return { ...(await readTermText(text, folding)), encoding };
}

/** The terms of a pasted text. */
export async function readTermText(text: string, folding: Folding): Promise<ReadTerms> {
  const parser = new TermParser(text, folding);
  while (parser.readNext(LINES_PER_TURN)) await setImmediate();
  return parser.result;
}
