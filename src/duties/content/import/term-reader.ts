import { type Action, actionSchema, type Folding } from '../../contract/index.ts';
import { invalidField } from '../../kernel/index.ts';
import { isRiskCode } from '../../law/index.ts';
import type { GivenTerm, RefusedLine } from './model.ts';
import { findTermProblem } from './rules.ts';

/** Most lines of one import. */
const LINES_MAX = 1_000_000;
const REFUSED_TEXT_CHARS = 100;
const NOTE_CHARS_MAX = 500;

type Column = 'term' | 'risk' | 'action' | 'note';
const COLUMNS: readonly Column[] = ['term', 'risk', 'action', 'note'];
// What spreadsheets head these columns with.
const HEADINGS: Readonly<Record<string, Column>> = {
  term: 'term',
  text: 'term',
  word: 'term',
  词: 'term',
  词条: 'term',
  关键词: 'term',
  敏感词: 'term',
  risk: 'risk',
  风险: 'risk',
  action: 'action',
  动作: 'action',
  处置: 'action',
  note: 'note',
  备注: 'note',
};

export interface ParsedTerms {
  readonly terms: readonly GivenTerm[];
  readonly refused: readonly RefusedLine[];
}

/**
 * Reads one term a line, or CSV `term,risk,action,note` with or without a heading row (whose order then counts). Fields may
 * stand in double quotes, `""` inside them is one quote; a field does not go over the end of its line. Blank lines are
 * skipped; so is a byte order mark. Anything wrong with a line is reported by line.
 *
 * Reads as many lines at a time as it is asked to, so that a long list does not keep the process busy.
 */
export class TermParser {
  readonly #lines: Iterator<{ number: number; content: string }>;
  readonly #folding: Folding;
  readonly #terms: GivenTerm[] = [];
  readonly #refused: RefusedLine[] = [];
  readonly #seenAt = new Map<string, number>();
  #columns: readonly (Column | null)[] | null = null;

  constructor(text: string, folding: Folding) {
    this.#lines = linesOf(text)[Symbol.iterator]();
    this.#folding = folding;
  }

  /** Reads on; false at the end. @throws HeguiError E_REQUEST_INVALID for more than a million lines. */
  readNext(linesMax: number): boolean {
    for (let count = 0; count < linesMax; count++) {
      const next = this.#lines.next();
      if (next.done === true) return false;
      this.#readLine(next.value.number, next.value.content);
    }
    return true;
  }

  get result(): ParsedTerms {
    return { terms: this.#terms, refused: this.#refused };
  }

  #readLine(line: number, content: string): void {
    const fields = splitFields(content);
    if (fields === null) {
      this.#refuse(
        line,
        content,
        'has a double quote that is not closed on the same line, or text after the closing one',
      );
      return;
    }
    if (this.#columns === null) {
      const heading = readHeading(fields);
      this.#columns = heading ?? COLUMNS;
      if (heading !== null) return;
    }
    const term = readRow(fields, this.#columns, line, this.#folding);
    if (typeof term === 'string') {
      this.#refuse(line, content, term);
      return;
    }
    const seenAt = this.#seenAt.get(term.text);
    if (seenAt !== undefined) {
      this.#refuse(line, content, `is the same term as line ${seenAt}`);
      return;
    }
    this.#seenAt.set(term.text, line);
    this.#terms.push(term);
  }

  #refuse(line: number, content: string, reason: string): void {
    this.#refused.push({ line, text: content.slice(0, REFUSED_TEXT_CHARS), reason });
  }
}

/** Lines that are not blank, with their numbers from 1. */
function* linesOf(text: string): Iterable<{ number: number; content: string }> {
  let from = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; from < text.length; number++) {
    if (number > LINES_MAX) throw invalidField('text', `has more than ${LINES_MAX} lines; add it in several parts`);
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
function splitFields(line: string): string[] | null {
  if (!line.includes('"')) return line.split(',').map((field) => field.trim());
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

/** The columns that a heading row names; null when the row is no heading. */
function readHeading(fields: readonly string[]): (Column | null)[] | null {
  const columns = fields.map((field) => HEADINGS[field.toLowerCase()] ?? null);
  const isHeading = columns.includes('term') && columns.every((column) => column !== null);
  return isHeading ? columns : null;
}

/** The term of a row, or why it is none. */
function readRow(
  fields: readonly string[],
  columns: readonly (Column | null)[],
  line: number,
  folding: Folding,
): GivenTerm | string {
  const extra = fields.slice(columns.length).some((field) => field !== '');
  if (extra)
    return `has ${fields.length} fields, not ${columns.length}; put a term that holds a comma in double quotes`;
  const read = (column: Column): string => fields[columns.indexOf(column)] ?? '';
  const text = read('term');
  if (text === '') return 'has no term';
  const problem = findTermProblem(text, folding);
  if (problem !== null) return problem;
  const risk = read('risk');
  if (risk !== '' && !isRiskCode(risk))
    return `has the risk ${shorten(risk)}, which is none of the 31 codes such as A.1.f`;
  const action = readAction(read('action'));
  if (action === undefined) return `has the action ${shorten(read('action'))}; use block, replace or flag`;
  const note = read('note');
  if (note.length > NOTE_CHARS_MAX) return `has a note of ${note.length} characters; at most ${NOTE_CHARS_MAX}`;
  return { line, text, risk: risk === '' ? null : risk, action, note: note === '' ? null : note };
}

function readAction(field: string): Action | null | undefined {
  if (field === '') return null;
  const parsed = actionSchema.safeParse(field.toLowerCase());
  return parsed.success ? parsed.data : undefined;
}

const shorten = (field: string): string => JSON.stringify(field.slice(0, 20));
