import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

export interface TestSheet {
  readonly name: string;
  readonly rows: readonly (readonly TestCell[])[];
  /** Such as `B3:B5`. */
  readonly merges?: readonly string[];
  readonly state?: 'hidden';
}
/** A text kept among the shared strings, a number, a formula with its last value, or nothing. */
export type TestCell = string | number | { readonly formula: string; readonly value: string } | null;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const REL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as spreadsheet programs write one: shared strings, relations, one part a sheet. */
export async function makeWorkbook(sheets: readonly TestSheet[]): Promise<Buffer> {
  const strings = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = strings.get(text) ?? strings.size;
    strings.set(text, known);
    return known;
  };
  const zip = new ZipFile();
  const add = (name: string, xml: string): void => zip.addBuffer(Buffer.from(`${HEAD}${xml}`), name);
  for (const [index, sheet] of sheets.entries()) add(`xl/worksheets/sheet${index + 1}.xml`, sheetXml(sheet, numberOf));
  const items = [...strings.keys()].map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`);
  add('xl/sharedStrings.xml', `<sst xmlns="${MAIN}">${items.join('')}</sst>`);
  const entries = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${index + 1}"/>`,
  );
  add('xl/workbook.xml', `<workbook xmlns="${MAIN}" xmlns:r="${REL}"><sheets>${entries.join('')}</sheets></workbook>`);
  const relations = sheets.map(
    (_, index) =>
      `<Relationship Id="rId${index + 1}" Type="${REL}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`,
  );
  zip.end();
  return await buffer(zip.outputStream);
}

function sheetXml({ rows, merges = [] }: TestSheet, numberOf: (text: string) => number): string {
  const xml = rows.map((row, at) => {
    const cells = row.map((cell, column) => cellXml(cell, `${String.fromCharCode(65 + column)}${at + 1}`, numberOf));
    return `<row r="${at + 1}">${cells.join('')}</row>`;
  });
  const merged =
    merges.length === 0
      ? ''
      : `<mergeCells count="${merges.length}">${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`;
  return `<worksheet xmlns="${MAIN}"><sheetData>${xml.join('')}</sheetData>${merged}</worksheet>`;
}

function cellXml(cell: TestCell, at: string, numberOf: (text: string) => number): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${numberOf(cell)}</v></c>`;
  return `<c r="${at}" t="str"><f>${escapeXml(cell.formula)}</f><v>${escapeXml(cell.value)}</v></c>`;
}

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
