import type { Folding } from '../../contract/index.ts';
import { type ParsedTerms, TermParser } from './parse-terms.ts';

/**
 * The terms of a file, and what of it was refused: one term a line, or CSV with a heading. UTF-8, or GB 18030 as Chinese
 * spreadsheets write it.
 *
 * @throws HeguiError E_REQUEST_INVALID for more than a million lines.
 */
export function readTermFile(bytes: Uint8Array, folding: Folding): Promise<ParsedTerms> {
  const parser = new TermParser(decodeTerms(bytes), folding);
  while (parser.readNext(Number.POSITIVE_INFINITY));
  return Promise.resolve(parser.result);
}

function decodeTerms(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
