import { setImmediate } from 'node:timers/promises';
import type { Folding } from '../../../contract/index.ts';
import { invalidField, MIB } from '../../../kernel/index.ts';
import { columnOf, SheetParser, type SheetRow, StringsParser, tagsOf } from './sheet-parser.ts';
import { findHeading, type ReadTerms, TermReader } from './term-reader.ts';
import { ROWS_MAX } from './text-rows.ts';
import { WorkbookFiles } from './workbook-files.ts';

const STRINGS_CHARS_MAX = 64 * MIB;
/** Rows that are looked at before the heading is given up. */
const HEADING_ROWS = 10;
const MERGES_MAX = 1_000;

/** A workbook begins like any ZIP. */
export const isWorkbook = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] ?? 0) <= 0x07;

/**
 * Reads the terms of every sheet that is shown and not empty; each finds its columns by its own heading, which may stand
 * below a title. Formulas, cells with errors and cells swallowed by merging are refused row by row: what they hold is
 * not what is seen.
 *
 * @throws HeguiError E_REQUEST_INVALID at `file` when it is no workbook, is damaged, empty, or too large to be a list.
 */
export async function readWorkbook(bytes: Buffer, folding: Folding): Promise<ReadTerms> {
  const files = await WorkbookFiles.open(bytes);
  const strings = await readStrings(files);
  const reader = new TermReader(folding);
  const sheets = await findSheets(files);
  let rows = 0;
  for (const sheet of sheets) {
    const name = sheets.length > 1 ? { sheet: sheet.name } : {};
    rows += await readSheet(files, sheet.part, strings, reader, name);
  }
  if (rows === 0) throw invalidField('file', 'has no rows in any sheet that is shown; fill one and save again');
  return reader.result;
}

async function readStrings(files: WorkbookFiles): Promise<readonly string[]> {
  const part = 'xl/sharedStrings.xml';
  if (!files.has(part)) return [];
  const parser = new StringsParser();
  let chars = 0;
  for await (const piece of files.read(part)) {
    chars += piece.length;
    if (chars > STRINGS_CHARS_MAX) throw invalidField('file', 'holds more text than a list of terms does; split it');
    parser.push(piece);
    await setImmediate();
  }
  return parser.strings;
}

async function readWhole(files: WorkbookFiles, part: string): Promise<string> {
  let text = '';
  for await (const piece of files.read(part)) {
    text += piece;
    if (text.length > MIB) throw invalidField('file', `has a part ${part} that is far too long; save it again as XLSX`);
  }
  return text;
}

async function findSheets(files: WorkbookFiles): Promise<{ name: string; part: string }[]> {
  const targets = new Map(
    tagsOf(await readWhole(files, 'xl/_rels/workbook.xml.rels'))
      .filter(({ name }) => name === 'Relationship')
      .map(({ attributes }) => [attributes.Id ?? '', attributes.Target ?? '']),
  );
  return tagsOf(await readWhole(files, 'xl/workbook.xml'))
    .filter(({ name, attributes }) => name === 'sheet' && (attributes.state ?? 'visible') === 'visible')
    .flatMap(({ attributes }) => {
      const id = Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? '';
      const part = partOf(targets.get(id) ?? '');
      // Charts have sheets of their own, which hold no rows.
      return files.has(part) && part.includes('worksheets/') ? [{ name: attributes.name ?? '', part }] : [];
    });
}

const partOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`);

async function readSheet(
  files: WorkbookFiles,
  part: string,
  strings: readonly string[],
  reader: TermReader,
  name: { readonly sheet?: string },
): Promise<number> {
  const merges = await readMerges(files, part);
  const parser = new SheetParser(strings);
  reader.useColumns();
  let count = 0;
  let head: SheetRow[] | null = [];
  const take = (row: SheetRow): void => readRow(row, reader, merges, name);
  const endHead = (): void => {
    const rows = head ?? [];
    head = null;
    const heading = findHeading(rows.map(fieldsOf));
    if (heading !== null) reader.useColumns(heading.columns);
    for (const row of rows.slice(heading?.rows ?? 0)) take(row);
  };
  for await (const piece of files.read(part)) {
    for (const row of parser.push(piece)) {
      if (!row.cells.some((cell) => cell !== undefined && cell.text !== '')) continue;
      count++;
      if (count > ROWS_MAX) throw invalidField('file', `has more than ${ROWS_MAX} rows; add it in several parts`);
      if (head === null) take(row);
      else if (head.push(row) === HEADING_ROWS) endHead();
    }
    await setImmediate();
  }
  if (head !== null) endHead();
  return count;
}

const fieldsOf = (row: SheetRow): string[] => Array.from(row.cells, (cell) => cell?.text ?? '');

interface Merge {
  readonly range: string;
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** Merged ranges stand behind the rows, so a sheet is unpacked twice rather than kept. */
async function readMerges(files: WorkbookFiles, part: string): Promise<readonly Merge[]> {
  let tail = '';
  let isBehind = false;
  for await (const piece of files.read(part)) {
    if (isBehind) {
      tail += piece;
      continue;
    }
    const joined = tail + piece;
    const end = joined.search(/<\/(?:\w+:)?sheetData>/);
    isBehind = end >= 0;
    tail = isBehind ? joined.slice(end) : joined.slice(-40);
  }
  const merges = [...tail.matchAll(/<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g)]
    .map(([, left = '', top, right = '', bottom]) => ({
      range: `${left}${top}:${right}${bottom}`,
      firstRow: Number(top),
      lastRow: Number(bottom),
      firstColumn: columnOf(left),
      lastColumn: columnOf(right),
    }))
    .filter(({ firstRow, lastRow }) => lastRow > firstRow);
  // Each row is held against each of them.
  if (merges.length > MERGES_MAX)
    throw invalidField('file', `has ${merges.length} ranges of merged cells; unmerge them and fill in every row`);
  return merges;
}

function readRow(row: SheetRow, reader: TermReader, merges: readonly Merge[], name: { readonly sheet?: string }): void {
  const place = { line: row.number, ...name };
  const fields = fieldsOf(row);
  const content = fields.filter((field) => field !== '').join(' ');
  const fault = row.cells.findIndex((cell, index) => cell !== undefined && cell.fault !== null && reader.isRead(index));
  const cell = row.cells[fault];
  if (cell !== undefined) {
    const what =
      cell.fault === 'formula' ? 'a formula, whose value changes with other cells' : `the error ${cell.text}`;
    reader.refuse(place, content, `holds in column ${letterOf(fault)} ${what}; paste it as a value`);
    return;
  }
  const merge = merges.find((one) => isSwallowed(one, row.number, reader));
  if (merge !== undefined) {
    reader.refuse(place, content, `lies in the merged cells ${merge.range}; unmerge them and fill in every row`);
    return;
  }
  reader.readRow(fields, place, content);
}

/** Only the first row of a merged range holds its value. */
const isSwallowed = (merge: Merge, row: number, reader: TermReader): boolean =>
  row > merge.firstRow &&
  row <= merge.lastRow &&
  Array.from({ length: merge.lastColumn - merge.firstColumn + 1 }, (_, at) => merge.firstColumn + at).some((column) =>
    reader.isRead(column),
  );

function letterOf(column: number): string {
  const head = Math.floor(column / 26) - 1;
  return `${head >= 0 ? letterOf(head) : ''}${String.fromCharCode(65 + (column % 26))}`;
}
