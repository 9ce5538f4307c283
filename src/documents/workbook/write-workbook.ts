import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { escapeXml, XML_HEAD } from '../xml.ts';

export interface Workbook {
  /** Names are made fit for a spreadsheet: 31 characters, without `[]:*?/\`, each once. At least one. */
  readonly sheets: readonly Sheet[];
}

export interface Sheet {
  readonly name: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly SheetCell[])[];
}

export interface SheetColumn {
  readonly title: string;
  /** In characters; 18 unless told. */
  readonly width?: number;
}

export type SheetCell = string | number | boolean | null;

const WIDTH = 18;
/** What a cell can hold by the format; longer texts end in an ellipsis. */
const CELL_CHARACTERS_MAX = 32_767;
/** So that the same workbook gives the same bytes; ZIP knows no earlier day. */
const ZIP_TIME = new Date(1980, 0, 1);

/**
 * The tables as XLSX: a bold head that stays in sight, a filter on it, texts as texts, so that a cell that begins with `=`
 * is no formula. The same workbook gives the same bytes.
 */
export async function writeWorkbook({ sheets }: Workbook): Promise<Uint8Array> {
  const zip = new ZipFile();
  const add = (name: string, xml: string): void =>
    zip.addBuffer(Buffer.from(XML_HEAD + xml), name, { mtime: ZIP_TIME });
  const names = sheetNames(sheets);
  add('[Content_Types].xml', contentTypes(sheets.length));
  add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]));
  add('xl/workbook.xml', workbookXml(names));
  add(
    'xl/_rels/workbook.xml.rels',
    relations([
      ...sheets.map((_, at): [string, string] => ['worksheet', `worksheets/sheet${at + 1}.xml`]),
      ['styles', 'styles.xml'],
    ]),
  );
  add('xl/styles.xml', STYLES);
  for (const [at, sheet] of sheets.entries()) add(`xl/worksheets/sheet${at + 1}.xml`, sheetXml(sheet));
  zip.end();
  return new Uint8Array(await buffer(zip.outputStream));
}

function sheetNames(sheets: readonly Sheet[]): string[] {
  const taken = new Set<string>();
  return sheets.map(({ name }, at) => {
    const fit =
      name
        .replace(/[[\]:*?/\\]/g, ' ')
        .slice(0, 28)
        .trim() || `${at + 1}`;
    let free = fit;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${fit} ${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function sheetXml({ columns, rows }: Sheet): string {
  const widths = columns.map(
    ({ width = WIDTH }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  );
  const head = rowXml(
    1,
    columns.map(({ title }) => title),
    1,
  );
  const body = rows.map((row, at) => rowXml(at + 2, row, 0));
  const last = `${columnName(columns.length - 1)}${rows.length + 1}`;
  return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>${head}${body.join('')}</sheetData><autoFilter ref="A1:${last}"/></worksheet>`;
}

function rowXml(row: number, cells: readonly SheetCell[], style: number): string {
  return `<row r="${row}">${cells.map((cell, at) => cellXml(cell, `${columnName(at)}${row}`, style)).join('')}</row>`;
}

function cellXml(cell: SheetCell, at: string, style: number): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'boolean') return `<c r="${at}" t="b" s="${style}"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${at}" s="${style}"><v>${cell}</v></c>`;
  return `<c r="${at}" t="inlineStr" s="${style}"><is><t xml:space="preserve">${escapeXml(fitCell(`${cell}`))}</t></is></c>`;
}

const fitCell = (text: string): string =>
  text.length > CELL_CHARACTERS_MAX ? `${text.slice(0, CELL_CHARACTERS_MAX - 1)}…` : text;

/** `A` for 0, `Z` for 25, `AA` for 26. */
function columnName(at: number): string {
  const letter = String.fromCharCode(65 + (at % 26));
  return at < 26 ? letter : columnName(Math.floor(at / 26) - 1) + letter;
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

function contentTypes(sheets: number): string {
  const parts = Array.from(
    { length: sheets },
    (_, at) => `<Override PartName="/xl/worksheets/sheet${at + 1}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
  );
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>${parts.join('')}<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/></Types>`;
}

function relations(targets: readonly (readonly [type: string, target: string])[]): string {
  const each = targets.map(
    ([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${each.join('')}</Relationships>`;
}

function workbookXml(names: readonly string[]): string {
  const sheets = names.map((name, at) => `<sheet name="${escapeXml(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`);
  return `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets.join('')}</sheets></workbook>`;
}

const STYLES = `<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>`;
