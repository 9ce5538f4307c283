import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ContentParts } from '../model.ts';
import type { ListRow } from '../store.ts';
import { type HeldTerm, nextTerms, type TermSource } from '../versions/store.ts';

export type ExportFormat = 'csv' | 'txt' | 'xlsx';

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const TERMS_PER_READ = 5_000;

/** A term as a list, a version or a draft holds it, in the columns that import reads back. */
type Rows = AsyncGenerator<HeldTerm>;

/** Every term of a source, by text. */
export async function* allTerms(
  { database }: Pick<ContentParts, 'database'>,
  listId: string,
  source: TermSource,
): Rows {
  for (let after = ''; ; ) {
    const part = await nextTerms(database, listId, source, after, TERMS_PER_READ);
    yield* part;
    if (part.length < TERMS_PER_READ) return;
    after = part.at(-1)?.text ?? '';
  }
}

/**
 * The terms as a file that import takes back: TXT with one a line, CSV with a byte order mark for spreadsheets, or XLSX
 * in the form that filings attach, where risk and action that a term leaves to the list are spelt out.
 */
export function exportTerms(rows: Rows, list: ListRow, format: ExportFormat): Readable {
  if (format === 'txt') return Readable.from(textLines(rows));
  if (format === 'csv') return Readable.from(csvLines(rows));
  return workbookOf(rows, list);
}

async function* textLines(rows: Rows): AsyncGenerator<string> {
  for await (const { text } of rows) yield `${text}\r\n`;
}

async function* csvLines(rows: Rows): AsyncGenerator<string> {
  yield `\uFEFF${CSV_HEADING.join(',')}\r\n`;
  for await (const row of rows) yield `${csvFields(row).map(quote).join(',')}\r\n`;
}

export const CSV_HEADING = [
  'term',
  'risk',
  'action',
  'note',
  'severity',
  'source',
  'valid_from',
  'valid_to',
  'rules',
] as const;

/** A term's fields in the order of `CSV_HEADING`. */
export function csvFields({ text, value }: HeldTerm): string[] {
  const { risk, action, note, severity, source, valid_from, valid_to, rules } = value;
  const told = rules === undefined ? '' : JSON.stringify(rules);
  return [text, risk, action, note, severity, source, valid_from, valid_to, told].map((field) => field ?? '');
}

/** A field as CSV has it. */
export const quote = (field: string): string => (/[",\n\r\t]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

const HEADING = ['序号', '关键词', '风险类别', '处置', '严重程度', '来源', '备注', '生效日期', '失效日期', '规则'];
const WIDTHS = [8, 28, 12, 10, 10, 18, 28, 12, 12, 30];

function workbookOf(rows: Rows, list: ListRow): Readable {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(CONTENT_TYPES), '[Content_Types].xml');
  zip.addBuffer(Buffer.from(RELATIONS), '_rels/.rels');
  zip.addBuffer(Buffer.from(WORKBOOK), 'xl/workbook.xml');
  zip.addBuffer(Buffer.from(WORKBOOK_RELATIONS), 'xl/_rels/workbook.xml.rels');
  zip.addBuffer(Buffer.from(STYLES), 'xl/styles.xml');
  zip.addReadStream(Readable.from(sheetXml(rows, list)), 'xl/worksheets/sheet1.xml');
  zip.end();
  return Readable.from(zip.outputStream);
}

async function* sheetXml(rows: Rows, list: ListRow): AsyncGenerator<string> {
  const widths = WIDTHS.map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`);
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${rowXml(1, HEADING, 1)}`;
  let number = 0;
  for await (const { text, value } of rows) {
    number++;
    const told = value.rules === undefined ? '' : JSON.stringify(value.rules);
    const { note = '', severity = '', source = '' } = value;
    const own = [value.risk ?? list.risk, value.action ?? list.action, severity, source, note];
    yield rowXml(number + 1, [`${number}`, text, ...own, value.valid_from ?? '', value.valid_to ?? '', told], 0);
  }
  yield '</sheetData></worksheet>';
}

function rowXml(row: number, fields: readonly string[], style: number): string {
  const cells = fields.map((field, at) =>
    field === ''
      ? ''
      : `<c r="${String.fromCharCode(65 + at)}${row}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${escapeXml(field)}</t></is></c>`,
  );
  return `<row r="${row}">${cells.join('')}</row>`;
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (mark) => ESCAPES[mark] ?? mark);

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const CONTENT_TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`;
const RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;
const WORKBOOK = `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="关键词库" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const WORKBOOK_RELATIONS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`;
