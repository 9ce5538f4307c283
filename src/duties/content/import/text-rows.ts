import { invalidField } from '../../../kernel/index.ts';

/** Most lines or rows of one import. */
export const ROWS_MAX = 1_000_000;

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly content: string;
}

/**
 * Lines that are not blank, with their numbers. A byte order mark is left out.
 *
 * @throws HeguiError E_REQUEST_INVALID for more than a million lines.
 */
export function* linesOf(text: string): Generator<TextLine> {
  let from = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; from < text.length; number++) {
    if (number > ROWS_MAX) throw invalidField('text', `has more than ${ROWS_MAX} lines; add it in several parts`);
    const end = endOfLine(text, from);
    const content = text.slice(from, end).trim();
    if (content !== '') yield { number, content };
    from = text.startsWith('\r\n', end) ? end + 2 : end + 1;
  }
}

function endOfLine(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  const end = feed < 0 ? text.length : feed;
  const carriage = text.slice(from, end).indexOf('\r');
  return carriage < 0 ? end : from + carriage;
}

/** The fields of a CSV line, trimmed; null when its quotes do not match. */
export function splitFields(line: string): string[] | null {
  if (!line.includes('"')) return line.split(line.includes('\t') ? '\t' : ',').map((field) => field.trim());
  const fields: string[] = [];
  for (let at = 0; at <= line.length; ) {
    const start = at + (/^\s*/.exec(line.slice(at))?.[0].length ?? 0);
    const field = line[start] === '"' ? readQuoted(line, start + 1) : readPlain(line, at);
    if (field === null) return null;
    fields.push(field.value);
    at = field.end + 1;
  }
  return fields;
}

function readPlain(line: string, from: number): { value: string; end: number } {
  const comma = line.indexOf(',', from);
  const end = comma < 0 ? line.length : comma;
  return { value: line.slice(from, end).trim(), end };
}

function readQuoted(line: string, from: number): { value: string; end: number } | null {
  for (let at = from; ; at += 2) {
    at = line.indexOf('"', at);
    if (at < 0) return null;
    if (line[at + 1] === '"') continue;
    const rest = readPlain(line, at + 1);
    return rest.value === '' ? { value: line.slice(from, at).replaceAll('""', '"').trim(), end: rest.end } : null;
  }
}
