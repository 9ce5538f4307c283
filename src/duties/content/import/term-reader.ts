import { type Folding, termRulesSchema } from '../../../contract/index.ts';
import type { GivenTerm, NotedRow } from '../model.ts';
import { findTermProblem, findTermWarning } from '../rules.ts';
import { type Column, PLAIN_COLUMNS, readAction, readDay, readHeading, readRisk, readSeverity } from './columns.ts';
import { linesOf, splitFields, type TextLine } from './text-rows.ts';

const NOTED_TEXT_CHARS = 100;
const NOTE_CHARS_MAX = 500;
const SOURCE_CHARS_MAX = 200;
/** Forms have a title, a unit and a date above their heading. */
const ROWS_ABOVE_HEADING_MAX = 10;

export interface ReadTerms {
  readonly terms: readonly GivenTerm[];
  readonly refused: readonly NotedRow[];
  readonly warned: readonly NotedRow[];
}

export interface RowPlace {
  readonly line: number;
  readonly sheet?: string;
}

/** Collects the terms of one import, row by row, and notes each row that it does not take. */
export class TermReader {
  readonly #folding: Folding;
  readonly #terms: GivenTerm[] = [];
  readonly #refused: NotedRow[] = [];
  readonly #warned: NotedRow[] = [];
  readonly #seenAt = new Map<string, RowPlace>();
  #columns: readonly (Column | null)[] = PLAIN_COLUMNS;

  constructor(folding: Folding) {
    this.#folding = folding;
  }

  get result(): ReadTerms {
    return { terms: this.#terms, refused: this.#refused, warned: this.#warned };
  }

  /** Columns by their heading from now on, or those of a table without one. */
  useColumns(columns: readonly (Column | null)[] = PLAIN_COLUMNS): void {
    this.#columns = columns;
  }

  /** Which of the present columns hold something that is read. */
  isRead(index: number): boolean {
    const column = this.#columns[index] ?? null;
    return column !== null && column !== 'number';
  }

  readRow(fields: readonly string[], place: RowPlace, content: string = fields.join(',')): void {
    const term = readTerm(fields, this.#columns, place, this.#folding);
    if (typeof term === 'string') {
      this.refuse(place, content, term);
      return;
    }
    const seen = this.#seenAt.get(term.text);
    if (seen !== undefined) {
      this.refuse(place, content, `is the same term as ${tellPlace(seen, place)}`);
      return;
    }
    this.#seenAt.set(term.text, place);
    this.#terms.push(term);
    const doubt = findTermWarning(term.text, this.#folding);
    if (doubt !== null) this.#warned.push({ ...place, text: term.text, reason: doubt });
  }

  refuse(place: RowPlace, content: string, reason: string): void {
    this.#refused.push({ ...place, text: content.slice(0, NOTED_TEXT_CHARS), reason });
  }
}

const tellPlace = (seen: RowPlace, here: RowPlace): string =>
  seen.sheet === here.sheet ? `line ${seen.line}` : `line ${seen.line} of the sheet ${shorten(seen.sheet ?? '')}`;

/**
 * Reads one term a line, or CSV `term,risk,action,note` with or without a heading row (whose order then counts, and which
 * may name more columns). Fields may stand in double quotes, `""` inside them is one quote; a field does not go over the
 * end of its line. Blank lines are skipped; so is a byte order mark. Anything wrong with a line is noted by line.
 *
 * Reads as many lines at a time as it is asked to, so that a long list does not keep the process busy.
 */
export class TermParser {
  readonly #lines: Iterator<TextLine>;
  readonly #reader: TermReader;
  #isFirst = true;

  constructor(text: string, folding: Folding) {
    this.#lines = linesOf(text);
    this.#reader = new TermReader(folding);
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

  get result(): ReadTerms {
    return this.#reader.result;
  }

  #readLine(line: number, content: string): void {
    const fields = splitFields(content);
    if (fields === null) {
      const reason = 'has a double quote that is not closed on the same line, or text after the closing one';
      this.#reader.refuse({ line }, content, reason);
      return;
    }
    const heading = this.#isFirst ? readHeading(fields) : null;
    this.#isFirst = false;
    if (heading === null) this.#reader.readRow(fields, { line }, content);
    else this.#reader.useColumns(heading);
  }
}

/** The heading among the first rows of a table and how many rows it and what stands above it take up. */
export function findHeading(rows: readonly (readonly string[])[]): { columns: (Column | null)[]; rows: number } | null {
  for (const [index, row] of rows.slice(0, ROWS_ABOVE_HEADING_MAX).entries()) {
    const columns = readHeading(row);
    if (columns !== null) return { columns, rows: index + 1 };
  }
  return null;
}

/** The term of a row, or why it is none. */
function readTerm(
  fields: readonly string[],
  columns: readonly (Column | null)[],
  place: RowPlace,
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
  const risk = take(read('risk'), readRisk);
  if (risk === undefined)
    return `has the risk ${shorten(read('risk'))}, which is none of the 31 codes such as A.1.f, nor the name of one`;
  const action = take(read('action'), readAction);
  if (action === undefined) return `has the action ${shorten(read('action'))}; use block, replace or flag`;
  const severity = take(read('severity'), readSeverity);
  if (severity === undefined) return `has the severity ${shorten(read('severity'))}; use low, medium, high or 1, 2, 3`;
  const validFrom = take(read('validFrom'), readDay);
  const validTo = take(read('validTo'), readDay);
  if (validFrom === undefined || validTo === undefined)
    return `has ${shorten(validFrom === undefined ? read('validFrom') : read('validTo'))} for a day; write it as 2026-11-26`;
  if (validFrom !== null && validTo !== null && validFrom > validTo)
    return `is valid from ${validFrom} to ${validTo}, which ends before it begins`;
  const rules = take(read('rules'), readRules);
  if (rules === undefined)
    return 'has rules that are not the JSON of term rules; see the export of a list that has some';
  const misfit = rules === null ? null : findTermProblem(text, folding, rules);
  if (misfit !== null) return misfit;
  const note = take(read('note'), (field) => field);
  const source = take(read('source'), (field) => field);
  const tooLong = findTooLong(note ?? null, source ?? null);
  if (tooLong !== null) return tooLong;
  const settings = { risk, action, note: note ?? null, severity, source: source ?? null, validFrom, validTo, rules };
  return { ...place, text, ...settings };
}

/** null for an empty field, undefined for one that cannot be read. */
const take = <T>(field: string, reading: (field: string) => T | undefined): T | null | undefined =>
  field === '' ? null : reading(field);

function findTooLong(note: string | null, source: string | null): string | null {
  if (note !== null && note.length > NOTE_CHARS_MAX)
    return `has a note of ${note.length} characters; at most ${NOTE_CHARS_MAX}`;
  if (source !== null && source.length > SOURCE_CHARS_MAX)
    return `has a source of ${source.length} characters; at most ${SOURCE_CHARS_MAX}`;
  return null;
}

function readRules(field: string) {
  try {
    return termRulesSchema.safeParse(JSON.parse(field)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const shorten = (field: string): string => JSON.stringify(field.slice(0, 20));
